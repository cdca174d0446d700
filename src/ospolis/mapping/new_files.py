"""Governance files that were not there when a repository was read before, and since when they are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ospolis.engines.practices import VERSION
from ospolis.evidence.ledger import NewFact

ADDED: Final = "repository.added-file"
PRACTICE: Final = "repository.practice"
_NEW_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """What was known before: the answer to a practice and by which version, or the day on which a file came."""

    text: str
    version: str
    day: str


def date_new_files(facts: Iterable[NewFact], held: Mapping[tuple[str, str], HeldAnswer], day: date) -> list[NewFact]:
    """Leave governance files out that are no news, and write down for the others when they came.

    A file is new when the last reading answered by the same method that there was none. It came on `day` at the
    latest; later readings keep that day, until the file has been there for a year.

    Shapes   facts: of every measure; held: by measure and part; day: of the newest commit
    """
    kept = []
    for fact in facts:
        if fact.measure != ADDED:
            kept.append(fact)
        elif since := _since(fact, held, day):
            kept.append(replace(fact, detail={"date": since}))
    return kept


def _since(fact: NewFact, held: Mapping[tuple[str, str], HeldAnswer], day: date) -> str:
    before = held.get((ADDED, fact.part))
    if before is not None:
        return before.day if (day - date.fromisoformat(before.day)).days <= _NEW_DAYS else ""
    answer = held.get((PRACTICE, fact.part.partition("/")[0]))
    return day.isoformat() if answer == HeldAnswer("not-met", VERSION, "") else ""
