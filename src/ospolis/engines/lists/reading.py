"""A list as a whole: what of it can be read, what was left out and why, and where it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ospolis.engines.lists.documents import LIST_LIMITS, Written, read_document
from ospolis.engines.lists.refusal import ListRefused
from ospolis.engines.lists.targets import ListTerms, Target, Unusable, read_target
from ospolis.engines.untrusted.refusal import TextLimits

VERSION: Final = "1"
TOO_MANY: Final = "too-many"
_MOST_EXAMPLES: Final = 20
# What an office need not do anything about gives no example.
_QUIET: Final = frozenset({Unusable.DOUBLE})


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry that can be used: where it leads, and what the list says of it."""

    target: Target
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Example:
    """One entry that cannot be used. `line` is 0 where the form has no lines; `text` is as written, not yet masked."""

    reason: str
    position: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list holds. `left_out` counts entries by reason; `examples` are the first of them."""

    form: str
    entries: tuple[ListEntry, ...]
    left_out: Mapping[str, int]
    examples: tuple[Example, ...]
    next_page: str
    total: int


def read_list(data: bytes, name: str, terms: ListTerms, *, limits: TextLimits = LIST_LIMITS) -> ListReading:
    """Read a list.

    Shapes   name: the last part of its address
    Returns  ListReading; each place stands in it once, in the order of the list
    Raises   ListRefused: list-answer, list-unreadable, list-empty when not one entry can be used
    """
    document = read_document(data, name, limits=limits)
    found: dict[str, ListEntry] = {}
    left_out: Counter[str] = Counter()
    examples: list[Example] = []
    for written in document.entries:
        target = read_target(written, terms)
        if isinstance(target, Target) and target.normal in found:
            target = Unusable.DOUBLE
        if isinstance(target, Unusable):
            left_out[str(target)] += 1
            if target not in _QUIET and len(examples) < _MOST_EXAMPLES:
                examples.append(_example(target, written))
        elif len(found) >= terms.most:
            left_out[TOO_MANY] += 1
        else:
            found[target.normal] = ListEntry(target, written.name, written.summary)
    if not found:
        raise _empty(examples)
    return ListReading(
        document.form, tuple(found.values()), dict(left_out), tuple(examples), document.next_page,
        len(document.entries),
    )  # fmt: skip


def _example(reason: Unusable, written: Written) -> Example:
    return Example(str(reason), written.position, written.line, written.text or written.name)


def _empty(examples: list[Example]) -> ListRefused:
    first = examples[0] if examples else None
    said = f" It begins with '{first.text[:80]}'." if first and first.reason != Unusable.SECRET else ""
    remedy = "Check that the address leads to a list; take the source out of sources.csv when the list is given up."
    if first and first.reason == Unusable.OTHER_LIST:
        remedy = "It names other lists, which are not followed: declare each of them as a source of its own."
    message = f"The list names no repository and no organisation that can be read.{said}"
    return ListRefused("list-empty", message, remedy)
