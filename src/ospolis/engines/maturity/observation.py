"""What is known of an institution before it is judged: answers, evidence, documents. The order never matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Literal, NamedTuple, TypeAlias

Strength: TypeAlias = Literal["decisive", "supporting", "hint"]
Form: TypeAlias = Literal["count", "share", "value"]
GradeKind: TypeAlias = Literal["one", "audit"]


class BadObservation(ValueError):
    """An observation that cannot be: more units seen than there are, a share above 1, an item twice."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One observed unit. A share or a value that was read for a group is one unit that counts as all expected ones.

    Units    value: 0 fails to 1 passes; age_days: days, below 0 counts as 0; count: expected units that it stands for
    """

    value: float
    age_days: float
    count: float = 1.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What one hook of an item saw.

    Shapes   units: what was read; a unit older than `max_age_days` counts as not seen; is_watched: whether anything of
             this kind is recorded in the office at all, so that a claim could have been supported by it
    Units    expected: units of the confirmed inventory; reliability: 0 to 1
    """

    measure: str
    strength: Strength
    reliability: float
    expected: float
    units: tuple[Unit, ...] = ()
    form: Form = "count"
    max_age_days: float | None = None
    facts: tuple[int, ...] = ()
    is_watched: bool = True


class Answer(NamedTuple):
    """What one respondent said; `place` tells respondents of one role apart, the newest answer of a place counts.

    Units    level: 0 to 4; None when the respondent says that the item does not apply
    """

    role: str
    level: float | None
    date: Date
    place: str = ""
    withdrawn: bool = False
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """How well a document shows what an item asks, said by one assessor; the newest of an assessor counts.

    Units    value: 0 to 1; age_days: days
    """

    document: str
    assessor: str
    value: float
    age_days: float
    kind: GradeKind = "one"
    withdrawn: bool = False
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class ItemInput:
    """All that is known for one item of one institution.

    Units    weight: any positive number, made to add up to 1 inside a dimension; reviewed_level: 0 to 4; bias, prior:
             0 to 1
    """

    code: str
    dimension: str
    weight: float = 1.0
    essential_for: int | None = None
    applicable: bool = True
    answers: tuple[Answer, ...] = ()
    reviewed_level: float | None = None
    reviewed_fact: int | None = None
    grades: tuple[Grade, ...] = ()
    sights: tuple[Sight, ...] = ()
    bias: float = 0.0
    prior: float | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """Evidence from a place that was not confirmed as the institution's."""

    place: str
    item: str = ""
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A template file that came into a repository on some day; `digest` says what stands in it."""

    repository: str
    path: str
    digest: str
    date: Date
    item: str = ""
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class InstitutionInput:
    """All that is known for one institution.

    Shapes   targets: the level that is aimed at, by the code of a dimension
    """

    id: int | str
    items: tuple[ItemInput, ...]
    targets: Mapping[str, float] = field(default_factory=dict)
    strays: tuple[Stray, ...] = ()
    added: tuple[AddedFile, ...] = ()
