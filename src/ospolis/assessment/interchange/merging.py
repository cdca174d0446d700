"""Answers that come in beside those that are held: what is taken, and what stays because it is newer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ospolis.assessment.interchange.answer_reading import PlacedAnswer
from ospolis.assessment.interchange.asked import AnswerRow


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for a question: the answer, since when, and the day that it is for."""

    answer: AnswerRow
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """What comes of it, each in the order in which it came in."""

    taken: tuple[PlacedAnswer, ...]
    unchanged: tuple[PlacedAnswer, ...]
    newer_held: tuple[PlacedAnswer, ...]


def merge_answers(coming: Iterable[PlacedAnswer], held: Mapping[str, Held], *, written: datetime | None) -> Merge:
    """Say which answers are taken.

    Shapes   held: by code of the question; written: when the sheet was made, None when it does not say
    Returns  Merge. An answer is as old as the sheet, or as its day when that is later; one that is held and was saved
             after that stays. Of several days the latest is taken. An answer that says the same changes nothing
    """
    latest: dict[str, PlacedAnswer] = {}
    for placed in coming:
        first = latest.get(placed.answer.item)
        if first is None or placed.answer.date > first.answer.date:
            latest[placed.answer.item] = placed
    taken: list[PlacedAnswer] = []
    unchanged: list[PlacedAnswer] = []
    newer: list[PlacedAnswer] = []
    for placed in latest.values():
        there = held.get(placed.answer.item)
        if there is None:
            taken.append(placed)
        elif _says_the_same(placed.answer, there.answer):
            unchanged.append(placed)
        elif there.saved_at > _since(placed.answer, written):
            newer.append(placed)
        else:
            taken.append(placed)
    return Merge(tuple(taken), tuple(unchanged), tuple(newer))


def _says_the_same(one: AnswerRow, other: AnswerRow) -> bool:
    return (one.level, one.comment, one.evidence) == (other.level, other.comment, other.evidence)


def _since(answer: AnswerRow, written: datetime | None) -> datetime:
    """The earliest moment at which an answer was given: nothing older than that can be newer."""
    day = datetime.combine(date.fromisoformat(answer.date), time.min, UTC) if answer.date else None
    known = [moment for moment in (day, written) if moment is not None]
    return max(known, default=datetime.max.replace(tzinfo=UTC))
