"""What one window says: the answer for one window id, the same wherever the window stands."""

from __future__ import annotations

import re
from dataclasses import replace

from .answers import ANOTHER, BESIDE, FIELD, GRANT, LIKE, LONE, TAG, TRANSLATION, UNKNOWN, Answer, Match
from .expressions import Compound, Expression, join_expressions, list_licences, parse_expression
from .headers import (
    ADDS,
    CHOICE_OF_TEXTS,
    DEDICATES,
    FOREIGN,
    OFFERS_CHOICE,
    SPEAKS,
    STRANGER,
    Addendum,
    find_addenda,
    find_replacements,
    points_at_file,
)
from .match_texts import Piece, match_texts
from .normalise import find_fields, find_lists, find_tags, split_tokens
from .sentences import read_sentences
from .texts import LOWEST_SCORE

# A remainder beside a known text is queued above this many words when it speaks of terms.
_REMAINDER = 25
# No licence text with a tag inside is shorter (words).
_LONG = 200
# The EUPL in another language: words in all, times it names itself, words of its head.
_EUPL_LENGTH = (1_200, 4_500)
_EUPL_NAMED = 6
_EUPL_HEAD = 60
_TAG_LINE = re.compile(r"SPDX-License-Identifier[ \t]*[:=][^\r\n]*", re.IGNORECASE)
# The advice at the end of the GNU licences; the SPDX list leaves it out of their texts.
_CODA = re.compile(
    r"\bthis general public license does not permit incorporating your program into proprietary programs"
    r"(?: \S+){0,45}? instead of this license(?: https?(?: \S+){1,6})?"
)
# A title that is not the name of the text below it.
_OTHER_TITLE = re.compile(r"^(?!gnu )(?:modified (?!bsd)|(?:\S+ ){1,4}license (?:v |version )?\d)")
# Words that lead to the text of the licence and say nothing beside it, and those that tell of CC0 in other words.
_INTRODUCTION = re.compile(
    r"\b(?:licensed )?under the (?:following )?(?:\S+ ){0,2}license\b"
    r"|\b(?:licensed|released|distributed|available|published) under(?: the| terms| of| an?)*(?= ?\|| *$)"
    r"|\bthis (?:project|work) is (?:made available )?in the (?:worldwide )?public domain(?: worldwide)?"
    r"(?: within the united states)?"
    r"|\bthe person who associated a work with this deed has dedicated(?: \S+){80,170}? by the author or the affirmer\b"
    r"|\bavailable under the following terms\b"
    # The licence file of the government of Canada: its rule about the word mark, and the MIT License in French.
    r"|\bthe canada wordmark and related graphics(?: \S+){0,40}? corporate identity program\b"
    r"|\bla présente autorise toute personne d obtenir gratuitement(?: \S+){80,170}? échanges liés au logiciel\b"
    r"|\bcomponents carry their own licensing requirements(?: \S+){0,25}? license of each component\b"
)
# A GNU licence that has no exception yet.
_GNU_ID = re.compile(r"\bL?GPL-\d\.\d-(?:only|or-later)\b(?! WITH)")
# Licences that give a work to the public domain.
_WAIVERS = ("CC0", "Unlicense", "NIST-PD", "PDDL", "SAX-PD", "CC-PDDC", "CC-PDM", "NLOD")


def identify_window(text: str) -> Answer:
    """Say which licence a window states, or that it must be seen by a person.

    Shapes   text: the window as it stands in the file
    Returns  Answer; never a guess: what scores below 0.90, is ambiguous or is a lone name is queued
    Source   COMPLIANCE.md section 2.5
    """
    matches: list[Match] = []
    troubles: list[str] = []
    tokens = split_tokens(text)
    tags = find_tags(text)
    if tags and _hold_tags(tokens):
        tags = ()
    for tag in tags:
        _read_tag(tag, matches, troubles)
    fields = [*_read_fields(text, matches), *_read_lists(text, matches, troubles)]
    if tags or fields:
        tokens = split_tokens(_blank(_TAG_LINE.sub(" ", text) if tags else text, fields))
    pieces, rests, foreign = match_texts(tokens)
    matches += [_state_piece(piece) for piece in pieces]
    if not pieces and _is_translated_eupl(tokens):
        matches.append(Match("text", "EUPL-1.2", TRANSLATION, "eupl-1.2 in another language"))
        rests = []
    if any(piece.id == "EUPL-1.2" for piece in pieces):
        rests = [part for part in rests if not _is_translated_eupl(part)]
    troubles += [f"it is near {piece.id} ({piece.score:.2f})" for piece in pieces if piece.score < LOWEST_SCORE]
    rest = " | ".join(" ".join(part) for part in rests)
    left = read_sentences(_CODA.sub(" ", rest), matches, troubles)
    if any(ADDS.search(" ".join(part)) for part in foreign):
        troubles.append("further terms stand inside the text of the licence")
    _read_addenda(rest, matches)
    _settle_later(matches)
    return _conclude(matches, troubles, left, choice=bool(OFFERS_CHOICE.search(rest)), whole_texts=bool(pieces))


def _read_fields(text: str, matches: list[Match]) -> list[str]:
    """Read the fields that hold a choice or a sum; returns their texts. Sentences read the simple ones."""
    read = {field: parse_expression(field) for field in find_fields(text)}
    found = [
        (field, one) for field, one in read.items() if isinstance(one, Expression) and isinstance(one.node, Compound)
    ]
    matches += [Match("field", str(one), FIELD, "field-expression", one.remarks) for _, one in found]
    return [field for field, _ in found]


def _read_lists(text: str, matches: list[Match], troubles: list[str]) -> list[str]:
    """Read the fields that list several licences; returns their texts.

    "license" with a list is Composer's way to offer a choice; "licenses" says nothing of how they hold together.
    """
    done: list[str] = []
    for label, items in find_lists(text):
        read = [parse_expression(item) for item in items]
        named = [str(one) for one in read if isinstance(one, Expression) and one.node]
        if len(named) < len(items):
            continue
        done += items
        if label.endswith("s") and len(set(named)) > 1:
            troubles.append("several licences are listed, and not whether one of them may be chosen")
        else:
            matches.append(Match("field", join_expressions("OR", named), FIELD, "field-list"))
    return done


def _blank(text: str, fields: list[str]) -> str:
    for field in fields:
        text = text.replace(field, " ")
    return text


def _is_translated_eupl(tokens: list[str]) -> bool:
    """Whether a text is the EUPL 1.2 in one of its 23 languages; all of equal value, all named EUPL throughout.

    Source   the title line of every language version carries "1.2" and "EUPL ©"
    """
    if not _EUPL_LENGTH[0] <= len(tokens) <= _EUPL_LENGTH[1] or tokens.count("eupl") < _EUPL_NAMED:
        return False
    head = " ".join(tokens[:_EUPL_HEAD])
    return "eupl" in head and re.search(r"\b1 2\b", head) is not None


def _hold_tags(tokens: list[str]) -> bool:
    """Whether the tags of a window are words of a known licence text (the Cryptographic Autonomy License has some)."""
    if len(tokens) < _LONG:
        return False
    pieces, rests, _ = match_texts(tokens)
    return bool(pieces) and not any("identifier" in part for part in rests)


def _read_tag(tag: str, matches: list[Match], troubles: list[str]) -> None:
    read = parse_expression(tag, old_means_only=True)
    if isinstance(read, Expression) and read.node:
        matches.append(Match("tag", str(read), TAG, "spdx-tag", read.remarks))
    elif isinstance(read, Expression):
        troubles.append(f"the tag says {str(read) or 'nothing'}")
    elif not any(mark in tag for mark in ("$", "{", "%")):
        troubles.append(f"the tag is not an SPDX expression: {read.message}")


def _state_piece(piece: Piece) -> Match:
    flags = ["text alone does not say whether later versions may be used"] if piece.id.endswith("-only") else []
    if piece.twins:
        flags.append("as near to " + ", ".join(piece.twins))
    return Match("text", piece.id, round(piece.score, 3), f"text {piece.id}", tuple(flags))


def _read_addenda(rest: str, matches: list[Match]) -> None:
    """Add known addenda; an exception changes the GNU licence it stands beside."""
    named = [at for at, match in enumerate(matches) if match.expression]
    replaced = find_replacements(rest)
    texts = [match for match in matches if match.kind == "text"]
    for addendum in find_addenda(rest):
        if not addendum.exception and (named or addendum.alone):
            matches.append(Match("addendum", addendum.id, GRANT, f"addendum {addendum.id}"))
        if not addendum.exception:
            continue
        for at in named:
            match = matches[at]
            matches[at] = replace(match, expression=_add_exception(match.expression, addendum))
    for at, match in enumerate(matches):
        if match.kind != "text" and not any(match.expression == other.expression for other in texts):
            matches[at] = replace(match, expression=replaced.get(match.expression, match.expression))


def _add_exception(expression: str, addendum: Addendum) -> str:
    if addendum.of:
        return f"{expression} WITH {addendum.id}" if expression == addendum.of else expression
    return _GNU_ID.sub(rf"\g<0> WITH {addendum.id}", expression)


def _settle_later(matches: list[Match]) -> None:
    """A sentence that says "any later version" beside the text of the licence says more than the text."""
    said = {licence for match in matches for licence in list_licences(parse_expression(match.expression or None))}
    matches[:] = [match for match in matches if not match.expression or f"{match.expression}+" not in map(str, said)]
    later = {match.expression for match in matches if match.expression.endswith("-or-later")}
    for at, match in enumerate(matches):
        base = match.expression.removesuffix("-only")
        if f"{base}-or-later" in later and match.flags:
            matches[at] = Match(
                match.kind,
                f"{base}-or-later",
                match.score,
                match.rule,
                ("a sentence beside it says any later version",),
            )


def _conclude(matches: list[Match], troubles: list[str], left: str, *, choice: bool, whole_texts: bool) -> Answer:
    """Put the matches of one window together."""
    named = [match.expression for match in matches if match.expression]
    found = tuple(matches)
    if [match.rule for match in matches] == ["several-readings"] and len(troubles) == 1 and points_at_file(left):
        return Answer("pointer", "", (Match("pointer", "", GRANT, "licence-file-pointer"),))
    if troubles:
        return Answer("queued", "", found, troubles[0])
    if named:
        doubt = _find_doubt(found, left, choice=choice, whole_texts=whole_texts)
        return Answer("queued", "", found, doubt) if doubt else Answer("named", _join_named(found, left), found)
    if any(match.kind == "name" for match in matches):
        return Answer("queued", "", found, LONE)
    if points_at_file(left):
        return Answer("pointer", "", (Match("pointer", "", GRANT, "licence-file-pointer"),))
    if SPEAKS.search(left) or FOREIGN.search(left):
        alike = "like license" in left or "style license" in left
        return Answer("queued", "", found, LIKE if alike else UNKNOWN)
    return Answer("mention", "")


def _find_doubt(found: tuple[Match, ...], left: str, *, choice: bool, whole_texts: bool) -> str:
    """Why a person must read a window although licences are found in it; "" when there is no reason."""
    known = any(match.kind == "addendum" or " WITH " in match.expression for match in found)
    if not known and ADDS.search(left):
        return "further terms stand beside the licence"
    if whole_texts and _OTHER_TITLE.match(left.lstrip()):
        return "a known text bears another name"
    if FOREIGN.search(left):
        return "terms in a language that is not read stand beside the licence"
    said = {match.expression for match in found if match.expression}
    ids = {str(licence) for one in said for licence in list_licences(parse_expression(one))}
    if choice and len(said) == 1 and not any(" OR " in expression for expression in said):
        return "a choice is offered, and only one of the licences is known"
    if DEDICATES.search(left) and not any(one.startswith(_WAIVERS) for one in ids):
        return "a work is given to the public domain beside the licence"
    if any(match.rule == BESIDE and match.flags[0] not in ids for match in found):
        return ANOTHER
    if STRANGER.search(left):
        return "a licence that is not known is named beside it"
    rest = _INTRODUCTION.sub(" ", left)
    if whole_texts and not known and len(rest.split()) > _REMAINDER and SPEAKS.search(rest):
        return "a text that is not known stands beside the licence"
    return ""


def _join_named(matches: tuple[Match, ...], left: str) -> str:
    """AND of all that is named, OR where the text offers its licences as a choice.

    A plain name already inside a tag's or sentence's choice adds nothing."""
    chosen: list[str] = []
    inside: set[str] = set()
    sums: set[frozenset[str]] = set()
    lesser = any(match.kind == "text" and match.expression.startswith("LGPL-3.0") for match in matches)
    order = sorted(
        matches, key=lambda match: (match.kind == "addendum", match.kind != "tag", " OR " not in match.expression)
    )
    for match in order:
        if lesser and match.kind == "text" and match.expression == "GPL-3.0-only":
            continue  # the LGPL-3.0 is written on top of the GPL-3.0, which stands here as its base
        ids = frozenset(str(licence) for licence in list_licences(parse_expression(match.expression or None)))
        if match.expression and match.expression not in inside and ids not in sums:
            chosen.append(match.expression)
            inside |= ids
            sums.add(ids)
    return join_expressions("OR" if CHOICE_OF_TEXTS.search(left) else "AND", chosen)
