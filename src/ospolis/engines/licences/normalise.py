"""One form for all writings of the same words, and the id made from it."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from .richtext import read_rich_text

# A year, and the years or "present" it runs to.
_YEARS = re.compile(
    r"(?:19|20)(?<![\w.-]\d\d)\d\d(?:\s*(?:[-–—,]|to)\s*(?:(?:19|20)?\d\d(?!\w)|present|today|now)?)*(?![\w])"
)
# The rest of a line that names a holder is cut; a sentence that goes on about "copyright notice" is not.
_HOLDER_LINE = re.compile(
    r"(?m)^[^\w\n©]*(?:spdx-filecopyrighttext:?|copyright(?: of)?[ \t:]*(?=\(c\)|&copy;|(?:19|20)\d\d"
    r"|[<\[{$]|by\b|yyyy|year\b)|\(c\)(?=[ \t]*[\w<\[{$])).{0,200}?"
    r"(?=$|\b(?:permission (?:is|to)|redistribution|(?:dual-|multi-|multiple-)?licen[sc]ed|freely|released under"
    r"|this (?:program|software|file|source|work|code|library|project)|everyone is|the above|all rights)\b)"
)
_RIGHTS = "all rights reserved"
_RIGHTS_ALONE = re.compile(rf"\b{_RIGHTS}\b")
_TAG = re.compile(r"SPDX-License-Identifier[ \t]*[:=][ \t]*([^\r\n]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+\+?")
# Of ASCII text without a plus, the words are what blanks part once all other signs are blanks.
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SPELLING = re.compile(r"\b(sub|un|re)?licenc(e|es|ed|ee|ees|ing|or|ors)\b")
_REM = re.compile(r"(?m)^[ \t]*(?:(?:rem|dnl)\b|%%copyright:)")
# A comment of Fortran: "c" in the first column.
_FORTRAN = re.compile(r"(?m)^c(?=[ \t\r\n])")
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|nbsp|copy|#\d{1,5}|[lr][sd]quo);")
# What a badge shows to those who do not see it.
_BADGE = re.compile(r"<img\b[^<>]{0,300}?\balt=\"(licen[cs]e[^\"<>]{1,60})\"[^<>]{0,300}>")
_MARKUP = re.compile(
    r"</?(?:p|br|li|ul|ol|b|i|em|strong|h[1-6]|a|div|span|pre|code|blockquote|tt|html|head|body|title|meta|link|table|tr"
    r"|td|th|dl|dt|dd|ins|del|u|sup|sub|small|center|font|hr|img)\b[^<>\n]{0,300}>"
    r"|<style\b[^<>]{0,300}>[^<]{0,9000}</style>"
)
_LISTS = re.compile(r"\b([Ll]icenses?)[\"']?\s*(?:=>|[:=])\s*\[([^\]\[{}]{5,300})\]")
_QUOTED = re.compile(r"[\"']([^\"'\n]{2,60})[\"']")
# The one line that a bundled library keeps of its comment: "/*! name 1.0 | MIT License | address */".
_BANNER = re.compile(r"(?m)^([^\n]{0,200}/\*!?[^\n|]{1,160}\|)[ \t]*([^|\n]{2,30}?) license[ \t]*(?=\||\*/)")
# A file "LICENSE.mit" among others is no field.
_NAMED_FILE = re.compile(r"\blicense\.((?:mit|apache|bsd|[al]?gpl|mpl|isc)\b)")
# "GNU General Public License (>=v2)": the signs say what others say in words.
_AT_LEAST = re.compile(r"\b(licen[sc]e|[al]?gpl)[ )]{0,2}\(?[ ]?>=[ ]?(?:version )?v?[ ]?([123](?:\.[01])?)(?![\w.])")
# "GPLv2+CE": the sign joins an exception here, and does not say "or later".
_EXCEPTED = re.compile(r"\b(gpl[- ]?v?2(?:\.0)?)[ ]?\+[ ]?(?:cp?e\b|classpath\b(?: exception)?)")
# A comment with a line of its own for the licence ("MIT license.") and not the text below it.
_TITLED = re.compile(
    r"(?m)^[ \t]*(?:\*[ \t]+)?((?:mit|isc|bsd[ -][23]-clause|apache[ -]2(?:\.0)?)) license\.?[ \t\r]*$"
)
# "MIT/GPL2 Licensed": the sign says "or", as in the fields of some registries. MIT/X11 is one licence.
_SLASHED = re.compile(
    r"\b(mit|bsd|gpl(?:[- ]?v?[23](?:\.0)?)?|apache(?:[- ]2(?:\.0)?)?)[ ]?/[ ]?"
    r"(?=(?:mit|bsd|[al]?gpl|apache)\b(?!/)|gplv?[23])"
)
# A notice that a program prints: the end of each line is written out, before the quote or another such sign.
_ENDED = re.compile(r"(?:\\[nrt])+(?=[\"'\\\s]|$)")
# A labelled field with an expression in it: brackets, slashes and operators carry meaning there.
_FIELD_MARK = re.compile(r"icen[sc]e[\"']?[ \t]*[:=]")
# A file that holds an expression and nothing else (characters).
_LONGEST_ALONE = 100
_FIELDS = re.compile(
    r"(?<![\w-])[\"']?[Ll]icen[sc]e[\"']?[ \t]*[:=][ \t]*[\"']([^\"'\n]{1,200})[\"']"
    r"|^[ \t]*(?:[*+-][ \t]+)?[Ll]icen[sc]e:[ \t]+([A-Za-z0-9.+() -]{2,120}?)[ \t]*$",
    re.MULTILINE,
)


def decode_text(data: bytes) -> str:
    """Read bytes as text without ever failing: UTF-8, else Latin-1 for what is not."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return read_rich_text(text) if text.startswith("{\\rtf") else text


def _label_banner(match: re.Match[str]) -> str:
    return f"{match[1]} license: {match[2]} "


def split_tokens(text: str) -> list[str]:
    """Turn a text into comparable words.

    Shapes   text: any text, with or without comment markers
    Returns  lower-case words without punctuation, years or holders; "+" stays with its word
    Source   COMPLIANCE.md section 2.3
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("©", "(c) ").replace("\u00ad", ""))
    text = text.lower().replace("%20", " ").replace(":ref:`", " ").replace(":doc:`", " ")
    if text.startswith(("c ", "c\t", "c\n")):
        text = _FORTRAN.sub("", text)
    if "\\n" in text:
        text = _ENDED.sub(" ", text)
    if "rem" in text or "dnl" in text or "%%copyright:" in text:
        text = _REM.sub("", text)
    if "<" in text or "&" in text:
        if 'alt="licen' in text:
            text = _BADGE.sub(r" \1. ", text)
        text = _ENTITY.sub(" ", _MARKUP.sub(" ", text.replace("&copy;", "(c)")))
    if " license |" in text or " license */" in text:
        text = _BANNER.sub(_label_banner, text)
    if "mit/" in text or "/mit" in text or "mit /" in text or "bsd/" in text:
        text = _SLASHED.sub(r"\1 or ", text)
    if "/*" in text and " license" in text and "permission" not in text and "redistribution" not in text:
        text = _TITLED.sub(r"license: \1", text)
    if "license." in text:
        text = _NAMED_FILE.sub(r"license file \1 ", text)
    if ">=" in text:
        text = _AT_LEAST.sub(r"\1 version \2 or later ", text)
    if "+c" in text or "+ c" in text:
        text = _EXCEPTED.sub(r"\1 with classpath exception", text)
    # Each pattern is tried only where a word that it needs is there: a plain search costs a tenth of it.
    if "copyright" in text or "(c)" in text:
        text = _HOLDER_LINE.sub("", text)
    if _RIGHTS in text:
        text = _RIGHTS_ALONE.sub(" ", text)
    text = _YEARS.sub(" ", text)
    if "licenc" in text:
        text = _SPELLING.sub(_spell_with_s, text)
    return text.translate(_SIGNS).split() if text.isascii() and "+" not in text else _TOKEN.findall(text)


def _spell_with_s(match: re.Match[str]) -> str:
    return f"{match[1] or ''}licens{match[2]}"


def find_tags(text: str) -> tuple[str, ...]:
    """The raw texts that follow SPDX licence tags, in order, comment ends and quotes removed."""
    if "identifier" not in text and "Identifier" not in text and "IDENTIFIER" not in text:
        return ()
    return tuple(_trim_tag(found) for found in _TAG.findall(text))


def find_fields(text: str) -> tuple[str, ...]:
    """The raw texts of fields "license", in order."""
    if not _FIELD_MARK.search(text):
        alone = len(text) <= _LONGEST_ALONE and (" OR " in text or " AND " in text)
        return (text.strip(),) if alone else ()
    return tuple(quoted or plain for quoted, plain in _FIELDS.findall(text))


def find_lists(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The fields that list several licences: the word that labels them, and their texts."""
    if "icense" not in text or "[" not in text:
        return ()
    rows = ((label, tuple(_QUOTED.findall(inside))) for label, inside in _LISTS.findall(text))
    return tuple(row for row in rows if len(row[1]) > 1)


def _trim_tag(raw: str) -> str:
    """Cut a tag's text at the end of its comment, string or element."""
    raw = raw.lstrip("\"' ")
    ends = [at for mark in ("*/", "-->", '"', "'", "`", "<", "\\n", "#}", "%>") if (at := raw.find(mark)) >= 0]
    return raw[: min(ends)].strip(" \t,;.*#|") if ends else raw.strip(" \t,;.*#|")


def make_window_id(tokens: list[str], tags: tuple[str, ...] = ()) -> str:
    """The id of a window: equal ids have equal answers, in every file, agency and country.

    Returns  32 hexadecimal digits: BLAKE2b-128 of the normalised words and the tags as written
    Source   COMPLIANCE.md section 2.3; tags are added because brackets in them carry meaning
    """
    words = " ".join(tokens)
    if tags:
        words = "\n".join((words, *tags))
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
