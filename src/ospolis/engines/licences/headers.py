"""Sentences that put a file under a licence: headers, grants in readmes, fields, pointers to a licence file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from .names import find_gnu_names, find_names, holder_names, plain_names, read_name
from .phrases import Phrases
from .reference import load_table

# "Under the licence" in other languages.
_ABROAD = (
    r"\b(?:bajo|con|baixo|baix|sob|sous|sotto|unter|sota)(?: \S+){0,3} (?:licencias?|licenças?|licenses?|licenz[ae]"
    r"|lizenz(?:en)?|llicènci(?:a|es)|lizentzia\w*)"
)
_WAIVED = r"\b(?:waive[ds]?|dedicate[ds]?|dedicating)\b(?: \S+){0,12}? (?:through|to|using|via)\b(?: \S+){0,4}$"
# Words that grant, within reach before the name: "is free software ... under the terms of the".
_GRANT = re.compile(
    r"\b(?:re)?licensed(?: \S+){0,8}$"
    r"|\b(?:under|governed by|covered by|subject to|pursuant to|according to|distributed with)\b(?: \S+){0,9}$"
    rf"|{_WAIVED}"
    r"|\bpublic domain(?: \S+){0,3} using the$"
    r"|\bthis code is$|\bsubject to the license(?: \S+){0,20} at https?$"
    rf"|{_ABROAD}(?: \S+){{0,3}}$"
)
# A name that is an ordinary word too needs the granting word nearer.
_NEAR_GRANT = re.compile(rf"\b(?:licensed|under)(?: (?!\d)\S+){{0,5}}$|{_ABROAD}(?: (?!\d)\S+){{0,2}}$|{_WAIVED}")
_GRANT_AFTER = re.compile(
    r"^ (?:licensed|software license notice|is the license)\b"
    r"|^ or (?:mit|bsd|l?gpl|apache)(?: ?v?\d(?: \d)?)? (?:licensed|lic)\b"
)
_DENIAL = re.compile(
    r"\b(?:not|never|isn t|neither|cannot|no longer|formerly|previously|used to be|was|were|instead of|incompatible"
    r"|compatible with|limitations under"
    r"|any other version of|(?:a|any) work (?:licensed|covered) (?:under|by)|differs from"
    r"|similar to|unlike|if|e g|such as|example)\b(?: \S+){0,6}$"
    r"|\blicensed(?: to|(?: \S+)? by)(?: the)?$"
)
_FIELD = re.compile(
    r"\blicenses?(?: (?:is|type|name|id|spdx|code|osi approved|license|value|summary|this|project|public domain)){0,3}$"
)
_EITHER = re.compile(
    r"\b(?:either|dual licensed|dually licensed|multiple licensed|multi licensed|at your option|your choice|choice of"
    r"|disjunction)\b"
)
# One of several licences may be chosen, says the text; then more than one must be found.
OFFERS_CHOICE = re.compile(
    r"\b(?:one|either|any) of the following(?: \S+){0,3} licenses?\b|\bunder (?:2|two) licenses\b"
    r"|\bat least one of (?:these|the following)\b|\b(?:dual|multiple|multi) licensed\b"
)
# How other languages say "and" and "or"; "e" and its like only where they stand alone between two names.
_OR = frozenset(("or", "oder", "ou", "oppure"))
_AND = frozenset(("and", "as", "y", "et", "und"))
_AND_ALONE = (["e"], ["en"], ["i"], ["og"], ["och"])
# Words of an address before the name of a licence in it.
_LONGEST_ADDRESS = 8
# What an address ends with, where its other words were read as a name.
_ENDINGS = frozenset(("html", "htm", "txt", "php", "md"))
# The texts that follow are the choices, not parts that hold together.
CHOICE_OF_TEXTS = re.compile(r"\bchoose whichever you prefer\b|\bany of the following licenses at your choice\b")
_LISTED = re.compile(r"\b(?:one|either|any) of the following(?: \S+){0,3} licenses? at your (?:choice|option)\b")
# "MIT-like", "BSD-style": near to a licence, and not it. Naming "section 4(d) of the Apache License" grants nothing.
_ALIKE = re.compile(r"^ (?:x )?(?:like|style|compatible|derivative|derived|inspired)\b")
_SAME_AS = re.compile(r"\blicense same as (?:the )?(\S+)")
_SECTION = re.compile(r"\bsection \S+(?: \S+){0,2} of(?: the)?$")
_POINTER = re.compile(
    r"\b(?:see|refer to|found in|in|read|consult|check|accompanying|included|root)\b(?: \S+){0,8}? license"
    r"(?: ?(?:file|files|txt|md|html))?\b(?: \S+){0,6}"
    r"|\blicense (?:that|which) can be found in\b(?: \S+){0,8}"
    r"|\blicense (?:file|txt|md|information|details|terms|header)\b"
    r"|\bvisit http \S+ \S+ license\b"
    r"|\bunder the same (?:license|terms)(?: \S+){0,2} as the\b|\bsee the source for copying conditions\b"
    r"|\bunder the (?:terms of the )?license(?: \S+){0,4} (?:stated|given|under which)\b"
)
# What a window says when it speaks of terms at all; such a window is queued when nothing in it is understood.
SPEAKS = Phrases(
    [
        (("licensed",), r"\blicensed (?:under(?! this section\b)|to|by|for|as|materials?)\b"),
        (("terms", "license"), r"\b(?:under|subject to) (?:the )?(?:\S+ ){0,5}(?:terms|license)\b"),
        (("permission",), r"\bpermission (?:is|to use|to copy)\b"),
        (("redistribut",), r"\bredistribut(?:ion|ions|ed|e) (?:and use|of|in|is|or|it)\b"),
        (("free software", "open source license"), r"\bfree software\b|\bopen source license\b"),
        (
            ("proprietary", "unlicensed"),
            r"\blicense (?:proprietary|unlicensed)\b|(?<!using )\bproprietary (?:and|to|information|software|license)",
        ),
        (("confidential",), r"\bconfidential\b(?: \S+){0,4} (?:proprietary|information of)"),
        (
            ("public domain",),
            r"\b(?:into|in|to) the public domain\b|\bpublic domain (?:software|dedication|no warranty)\b"
            r"|^(?:\S+ ){0,2}public domain\b|\b(?:is|are|(?<!same )as|license|name) public domain\b",
        ),
        (
            ("may ",),
            # "categories that may be used in a column" grants nothing; "may be used in any way" does.
            r"\bmay not be (?:used|copied|distributed|reproduced|modified)\b"
            r"|\bmay be (?:used|copied|distributed|reproduced|modified)\b(?! (?:to|in(?! any)|as|with)\b)",
        ),
        (("freely ", "used only"), r"\bfreely (?:re)?distributable\b|\b(?:can|may) be used only\b"),
        (("same as",), r"\blicense same as\b"),
        (("warrant",), r"\bwithout (?:any )?warrant\w+\b"),
        (("is provided",), r"\bthis (?:software|program|file|work) is provided\b"),
    ]
)
# Words in a remainder that add or take away terms, whatever licence was found beside them.
ADDS = re.compile(
    r"\badditional (?:terms|restrictions?|permissions?|conditions?|disclaimers?)\b|\bspecial exception\b"
    r"|\b(?:as an|optional) exception\b|\bno rights are granted\b"
    r"|\bnon ?commercial(?:ly)?\b|\bcommons clause\b"
    r"|\balso (?:distributed|licensed|subject|available) (?:under|to)\b"
    r"|\bwith the following (?:exception|restriction)|\bin addition to the (?:terms|license)\b"
    r"|\b(?:can|may) be used only\b|\bdo(?:es)? not apply to\b|\bor the (?:\S+ ){1,4}license either version\b"
    r"|\bevaluation (?:purposes|use|only)\b|\binternal use\b|\bmay not (?:be )?(?:sold|sell)\b"
)


# A licence that is named by no name we know, where others are known: "licensed under the Works Public License".
STRANGER = re.compile(
    r"\blicensed under (?:the|an?) (?!(?:same|terms|following|above|original|new|old|this|our|open|free|above|more)\b)"
    r"(?:(?!license\b|and\b|or\b|it\b|in\b|§)\S+ ){2,5}license\b"
)
# A work is given to the public domain in words; the SPDX list has no id for that.
DEDICATES = re.compile(r"(?<!not )\b(?:in|into|to) the public domain\b(?! (?:by|under|through|via|using)\b)")

# Terms in a language whose sentences are not read: they are asked about, whatever was found beside them.
FOREIGN = re.compile(
    r"\bbajo los t[eé]rminos\b|\bcondiciones de uso\b|\bsin ninguna garant[ií]a\b|\bsota els termes\b"
    r"|\bbaixo os termos\b|\bsob os termos\b|\bsem qualquer garantia\b"
    r"|\bselon les termes\b|\bsans garanties? d aucune\b"
    r"|\bunter den bedingungen\b|\bohne jegliche gewährleistung\b|\bsecondo i termini\b|\bsenza alcuna garanzia\b"
    r"|\bbaldintzapean\b"
)


# The kinds of grants that put a work under a licence.
STATING = ("grant", "field")


@dataclass(frozen=True, slots=True)
class Grant:
    """A licence that a sentence names.

    kind   grant: with granting words; field: `licence: NAME`; name: a lone name, never a conclusion; denied: a name
           beside words that say it is not meant
    """

    kind: str
    options: tuple[str, ...]
    start: int
    end: int
    stated: bool = True


def find_grants(flat: str) -> list[Grant]:
    """Every licence a normalised text names, with how it names it.

    Shapes   flat: words of split_tokens joined by single blanks
    Returns  grants in order, not overlapping; a GNU name with its version wins over the bare name inside it
    """
    taken: list[Grant] = []
    for name in find_gnu_names(flat):
        taken.append(_judge(flat, name.options, name.start, name.end, name.stated))
    taken += _find_same_as(flat)
    spans = [(grant.start, grant.end) for grant in taken]
    for plain in find_names(flat):
        if all(plain.end <= start or plain.start >= end for start, end in spans):
            grant = _judge(flat, plain.options, plain.start, plain.end, True)
            if _SECTION.search(flat[max(0, plain.start - 60) : plain.start].rstrip()):
                continue
            words = flat[plain.start : plain.end]
            if grant.kind == "field" or (
                words not in holder_names() and (grant.kind == "grant" or words not in plain_names())
            ):
                taken.append(grant)
    return sorted(taken, key=lambda grant: grant.start)


def _find_same_as(flat: str) -> Iterator[Grant]:
    """The licence of another product whose licence bears its name: "License: same as zlib"."""
    for found in _SAME_AS.finditer(flat):
        named = read_name(found[1])
        if named and len(named.options) == 1:
            yield Grant("field", named.options, found.start(1), found.end(1))


def _judge(flat: str, options: tuple[str, ...], start: int, end: int, stated: bool) -> Grant:
    """Say whether the words around a name grant, label or merely mention it."""
    before, after = flat[max(0, start - 150) : start].rstrip(), flat[end : end + 60]
    if _DENIAL.search(before[-60:]) or _ALIKE.match(after):
        return Grant("denied", options, start, end, stated)
    if _FIELD.search(before) or (not before and after.startswith(" copyright")):
        return Grant("field", options, start, end, stated)
    near = _NEAR_GRANT if flat[start:end] in plain_names() else _GRANT
    if near.search(before) or _GRANT_AFTER.match(after):
        return Grant("grant", options, start, end, stated)
    return Grant("name", options, start, end, stated)


def join_grants(flat: str, grants: list[Grant]) -> list[tuple[str, list[Grant]]]:
    """Group grants that one sentence joins: ("OR", [MIT, Apache-2.0]) for "either MIT or Apache 2.0".

    Returns  (operator, grants) for each group; a grant alone has operator ""
    """
    groups: list[tuple[str, list[Grant]]] = []
    for grant in grants:
        if groups:
            operator, members = groups[-1]
            if _is_address_of(flat, members[-1], grant):
                kind = grant.kind if members[-1].kind == "name" else members[-1].kind
                members[-1] = replace(members[-1], end=grant.end, kind=kind)
                continue
            joined = _operator_between(flat, members[-1], grant)
            if joined and operator in ("", joined):
                groups[-1] = (joined, [*members, grant])
                continue
        groups.append(("", [grant]))
    return groups


def _is_address_of(flat: str, name: Grant, address: Grant) -> bool:
    """Whether a name is only the address that the name before it links to: "[GPL 2+](https://.../gpl-2.0.html)"."""
    gap = flat[name.end : address.start].split()
    bases = (
        {option.removesuffix("-only").removesuffix("-or-later") for option in one.options} for one in (name, address)
    )
    return (
        bool(gap) and len(gap) <= _LONGEST_ADDRESS and gap[0] in ("https", "http") and set.intersection(*bases) != set()
    )


def _operator_between(flat: str, left: Grant, right: Grant) -> str:
    """How two neighbouring names are joined, "" when they are not."""
    gap = _skip_address(flat[left.end : right.start].split())
    if len(gap) <= 16 and _LISTED.search(flat):
        return "OR"
    if len(gap) > 10 or left.options == right.options:
        return "OR" if left.options == right.options and len(gap) <= 10 else ""
    around = flat[max(0, left.start - 120) : right.end + 60]
    apart = not {"licensed", "under", "copyright"}.isdisjoint(gap)
    if (_EITHER.search(around) and not apart) or not _OR.isdisjoint(gap):
        return "OR"
    return "AND" if gap and (gap[0] in _AND or gap in _AND_ALONE) else ""


def _skip_address(gap: list[str]) -> list[str]:
    """The words between two names without the address that the first one links to."""
    if gap and gap[0] in ("https", "http", "www"):
        end = next((at for at, word in enumerate(gap) if word in _OR or word in _AND or word in _AND_ALONE[0]), 0)
        return gap[end:] if end else gap
    return gap[1:] if gap and gap[0] in _ENDINGS else gap


def points_at_file(flat: str) -> bool:
    """Whether a text sends the reader to a licence file."""
    return bool(_POINTER.search(flat))


@dataclass(frozen=True, slots=True)
class Addendum:
    """Terms beside a licence: an addendum of its own (AND) or an SPDX exception (WITH).

    alone   whether it counts where no licence is named beside it
    of      the one licence that an exception changes; "": those of GNU
    """

    id: str
    exception: bool
    alone: bool
    of: str = ""


@cache
def _addenda() -> tuple[tuple[Addendum, re.Pattern[str]], ...]:
    table = load_table("addenda.json")
    rows = [(Addendum(row["id"], False, row.get("alone", False)), row["pattern"]) for row in table["addenda"]]
    rows += [(Addendum(row["id"], True, False, row.get("of", "")), row["pattern"]) for row in table["exceptions"]]
    return tuple((addendum, re.compile(pattern)) for addendum, pattern in rows)


@cache
def _replacements() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = load_table("addenda.json")["replacements"]
    return tuple((row["of"], row["id"], re.compile(row["pattern"])) for row in rows)


def find_replacements(flat: str) -> dict[str, str]:
    """Licences that a sentence turns into another one of the SPDX list: MPL-2.0 with its Exhibit B."""
    return {of: key for of, key, pattern in _replacements() if pattern.search(flat)}


def find_addenda(flat: str) -> Iterator[Addendum]:
    """Every known addendum in a normalised text, each once."""
    for addendum, pattern in _addenda():
        if pattern.search(flat):
            yield addendum
