"""What people said of the questions: answers, graded documents, reviewed levels, out of the facts that hold them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from ospolis.assessment.hooks import read_day
from ospolis.engines.maturity import Answer, Grade

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping

    from ospolis.evidence.selectors import SaidFact

ANSWER: Final = "institution.answer"
REVIEWED: Final = "institution.reviewed-level"
GRADE: Final = "institution.document-grade"
WORDS: Final = frozenset({ANSWER, REVIEWED, GRADE})
HIGHEST: Final = 4
# What was taken back: its number is the one that it had, and keeps its weight without counting.
_WITHDRAWN: Final = "withdrawn"


@dataclass(slots=True)
class Said:
    """What people said of one question: answers, documents, a reviewed level."""

    answers: list[Answer] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    reviewed: float | None = None
    reviewed_fact: int | None = None


@functools.lru_cache(maxsize=8192)
def _place_of(part: str) -> tuple[str, tuple[str, ...]]:
    """The question that a fact speaks of, and what else tells it apart."""
    code, *rest = part.split("/")
    return code.upper(), tuple(rest)


def role_of(fact: SaidFact) -> str:
    """The role in which somebody answered."""
    return _place_of(fact.part)[1][0]


def hear(fact: SaidFact, codes: Collection[str], said: MutableMapping[str, Said], day: date) -> str:
    """Add what a fact says to what was said; returns why it cannot be used, or nothing."""
    code, rest = _place_of(fact.part)
    if code not in codes:
        return "unknown-item"
    on = read_day(fact.day)
    if on is None:
        return "unreadable"
    if fact.measure == ANSWER:
        return _hear_answer(fact, rest, on, said[code])
    if fact.measure == REVIEWED:
        return _hear_review(fact, said[code])
    if fact.number is None or not 0 <= fact.number <= 1 or len(rest) != 2:
        return "unreadable"
    kind = "audit" if fact.text == "audit" else "one"
    grade = Grade(rest[0], rest[1], fact.number, (day - on).days, kind, fact.text == _WITHDRAWN, fact.pk)  # type: ignore[arg-type]
    said[code].grades.append(grade)
    return ""


def _hear_answer(fact: SaidFact, rest: tuple[str, ...], on: date, words: Said) -> str:
    is_gone = fact.text == _WITHDRAWN
    level = None if fact.text == "na" else fact.number
    if not rest or (level is None and fact.text != "na" and not is_gone):
        return "unreadable"
    if level is not None and not 0 <= level <= HIGHEST:
        return "unreadable"
    place = rest[1] if len(rest) > 1 else ""
    words.answers.append(Answer(rest[0], level, on, place, is_gone, fact.pk))
    return ""


def _hear_review(fact: SaidFact, words: Said) -> str:
    if fact.text == _WITHDRAWN:
        return ""
    if fact.number is None or not 0 <= fact.number <= HIGHEST:
        return "unreadable"
    words.reviewed, words.reviewed_fact = fact.number, fact.pk
    return ""


def turn_answer(answer: Answer) -> Answer:
    """An answer to a question of which less is better."""
    level = None if answer.level is None else HIGHEST - answer.level
    return Answer(answer.role, level, answer.date, answer.place, answer.withdrawn, answer.fact)
