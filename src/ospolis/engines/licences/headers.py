"""Sentences that put a file under a licence: headers, grants in readmes, fields, pointers to a licence file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .names import find_gnu_names, find_names, plain_names
from .reference import load_table

# Words that grant, within reach before the name: "is free software ... under the terms of the".
_GRANT = re.compile(
    r"\b(?:re)?licensed(?: \S+){0,8}$"
    r"|\b(?:under|governed by|covered by|subject to|pursuant to|according to|distributed with)\b(?: \S+){0,9}$"
    r"|\b(?:waive[ds]?|dedicate[ds]?|dedicating)\b(?: \S+){0,12}? (?:through|to|using)\b(?: \S+){0,4}$"
    r"|\bthis code is$"
)
# A name that is an ordinary word too needs the granting word nearer.
_NEAR_GRANT = re.compile(r"\b(?:licensed|under)(?: (?!\d)\S+){0,5}$")
_GRANT_AFTER = re.compile(r"^ (?:licensed|software license notice|is the license)\b")
_DENIAL = re.compile(
    r"\b(?:not|never|isn t|neither|cannot|no longer|formerly|previously|used to be|was|were|instead of|incompatible"
    r"|compatible with|differs from|similar to|unlike|if|e g|such as|example)\b(?: \S+){0,6}$"
)
_FIELD = re.compile(
    r"\blicenses?(?: (?:is|type|name|id|spdx|code|osi approved|license|value|summary|this|project)){0,3}$"
)
_EITHER = re.compile(r"\b(?:either|dual licensed|dually licensed|at your option|your choice|choice of|disjunction)\b")
_POINTER = re.compile(
    r"\b(?:see|refer to|found in|in|read|consult|check|accompanying|included|root)\b(?: \S+){0,8}? license"
    r"(?: ?(?:file|files|txt|md|html))?\b(?: \S+){0,6}"
    r"|\blicense (?:that|which) can be found in\b(?: \S+){0,8}"
    r"|\blicense (?:file|txt|md|information|details|terms|header)\b"
    r"|\bvisit http \S+ \S+ license\b"
)
# What a window says when it speaks of terms at all; such a window is queued when nothing in it is understood.
SPEAKS = re.compile(
    r"\blicensed (?:under|to|by|for|as|materials?)\b"
    r"|\b(?:under|subject to) (?:the )?(?:\S+ ){0,5}(?:terms|license)\b"
    r"|\bpermission (?:is|to use|to copy)\b"
    r"|\bredistribut(?:ion|ions|ed|e) (?:and use|of|in|is|or|it)\b"
    r"|\bfree software\b|\bopen source license\b"
    r"|\bproprietary (?:and|to|information|software|license)"
    r"|\bconfidential\b(?: \S+){0,4} (?:proprietary|information of)"
    r"|\b(?:into|in) the public domain\b|\bpublic domain (?:software|dedication)\b"
    r"|\bmay (?:not )?be (?:used|copied|distributed|reproduced|modified)\b"
    r"|\bwithout (?:any )?warrant\w+\b|\bthis (?:software|program|file|work) is provided\b"
)
# Words in a remainder that add or take away terms, whatever licence was found beside them.
ADDS = re.compile(
    r"\badditional (?:terms|restrictions?|permissions?|conditions?|disclaimers?)\b|\bspecial exception\b"
    r"|\bnon ?commercial(?:ly)?\b|\bcommons clause\b"
    r"|\balso (?:distributed|licensed|subject|available) (?:under|to)\b"
    r"|\bwith the following (?:exception|restriction)|\bin addition to the (?:terms|license)\b"
    r"|\bevaluation (?:purposes|use|only)\b|\binternal use\b|\bmay not (?:be )?(?:sold|sell)\b"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A licence that a sentence names.

    kind   grant: with granting words; field: `licence: NAME`; name: a lone name, never a conclusion
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
    spans = [(grant.start, grant.end) for grant in taken]
    for plain in find_names(flat):
        if all(plain.end <= start or plain.start >= end for start, end in spans):
            grant = _judge(flat, plain.options, plain.start, plain.end, True)
            if grant.kind != "name" or flat[plain.start : plain.end] not in plain_names():
                taken.append(grant)
    return sorted(taken, key=lambda grant: grant.start)


def _judge(flat: str, options: tuple[str, ...], start: int, end: int, stated: bool) -> Grant:
    """Say whether the words around a name grant, label or merely mention it."""
    before, after = flat[max(0, start - 150) : start].rstrip(), flat[end : end + 60]
    if _DENIAL.search(before[-60:]):
        return Grant("name", options, start, end, stated)
    if _FIELD.search(before):
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
            joined = _operator_between(flat, members[-1], grant)
            if joined and operator in ("", joined):
                groups[-1] = (joined, [*members, grant])
                continue
        groups.append(("", [grant]))
    return groups


def _operator_between(flat: str, left: Grant, right: Grant) -> str:
    """How two neighbouring names are joined, "" when they are not."""
    gap = flat[left.end : right.start].split()
    if len(gap) > 10 or left.options == right.options:
        return "OR" if left.options == right.options and len(gap) <= 10 else ""
    around = flat[max(0, left.start - 120) : right.end + 60]
    if _EITHER.search(around) or "or" in gap:
        return "OR"
    return "AND" if gap and gap[0] in ("and", "as") else ""


def points_at_file(flat: str) -> bool:
    """Whether a text sends the reader to a licence file."""
    return bool(_POINTER.search(flat))


@dataclass(frozen=True, slots=True)
class Addendum:
    """Terms beside a licence: an addendum of its own (AND) or an SPDX exception (WITH).

    alone   whether it counts where no licence is named beside it
    """

    id: str
    exception: bool
    alone: bool


@cache
def _addenda() -> tuple[tuple[Addendum, re.Pattern[str]], ...]:
    table = load_table("addenda.json")
    rows = [(Addendum(row["id"], False, row.get("alone", False)), row["pattern"]) for row in table["addenda"]]
    rows += [(Addendum(row["id"], True, False), row["pattern"]) for row in table["exceptions"]]
    return tuple((addendum, re.compile(pattern)) for addendum, pattern in rows)


def find_addenda(flat: str) -> Iterator[Addendum]:
    """Every known addendum in a normalised text, each once."""
    for addendum, pattern in _addenda():
        if pattern.search(flat):
            yield addendum
