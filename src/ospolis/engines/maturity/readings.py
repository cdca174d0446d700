"""What a judgement says. Levels have two decimals, shares and probabilities four, counts of the posterior six."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Flag: TypeAlias = Literal[
    "over-claim",
    "under-claim",
    "unsupported",
    "stale",
    "disagreeing-respondents",
    "gaming",
    "impossible",
    "scope",
]


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One item of one institution, in three readings. Every number of an item that does not apply is None or 0.

    Units    best, proven, low, high, best_low, best_high, claim, target, gap: levels; evidence, weight, p_*: 0 to 1;
             passed, observed, expected: units; alpha, beta, unseen: answers
    """

    code: str
    dimension: str
    applicable: bool
    known: bool
    capped: bool
    best: float | None
    proven: float | None
    low: float | None
    high: float | None
    best_low: float | None
    best_high: float | None
    claim: float | None
    evidence: float | None
    passed: float
    observed: float
    expected: float
    alpha: float
    beta: float
    unseen: float
    p_at_least: tuple[float, ...]
    stage: int
    weight: float
    target: float | None
    gap: float | None
    p_gap: float | None
    facts: tuple[int, ...]

    @property
    def mean(self) -> float:
        """The best estimate of theta before the cap."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def variance(self) -> float:
        """How far the best estimate may be off, squared."""
        size = self.alpha + self.beta
        return self.alpha * self.beta / (size * size * (size + 1))


@dataclass(frozen=True, slots=True)
class DimensionReading:
    """One dimension of one institution. `best` is None when too little is known; all is None when nothing applies.

    Units    levels; known_weight, moved_weight, p_gap: 0 to 1; mean, variance: of theta, before the cap
    """

    code: str
    applicable: bool
    best: float | None
    proven: float | None
    low: float | None
    high: float | None
    hard_low: float | None
    hard_high: float | None
    best_low: float | None
    best_high: float | None
    known_weight: float | None
    moved_weight: float
    observed: float
    expected: float
    mean: float | None
    variance: float | None
    target: float | None
    gap: float | None
    p_gap: float | None
    strength: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that do not go together. `item` is empty when it is about the institution as a whole.

    Units    claim, evidence: levels; p: 0 to 1
    """

    institution: int | str
    item: str
    flag: Flag
    claim: float | None = None
    evidence: float | None = None
    p: float | None = None
    facts: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionReading:
    """One institution, everything sorted by code. `staged_level` is None when no essential item applies."""

    id: int | str
    staged_level: int | None
    p_level: tuple[float, ...]
    dimensions: tuple[DimensionReading, ...]
    items: tuple[ItemReading, ...]
    contradictions: tuple[Contradiction, ...]
