"""What selectors hand out: plain values for pages, nothing of which asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from ospolis.assessment.choices import ContradictionState, Flag

if TYPE_CHECKING:
    from ospolis.engines.maturity import Change, Item, Summary


@dataclass(frozen=True, slots=True)
class DimensionHead:
    """Code and title of a dimension."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension of an institution.

    Shapes   best is None when too little is known; every level is None when nothing applies
    Units    levels 0 to 4; known_weight, moved_weight, p_gap: 0 to 1; observed, expected: units of evidence
    """

    code: str
    title: str
    applicable: bool
    best: float | None
    proven: float | None
    low: float | None
    high: float | None
    best_low: float | None
    best_high: float | None
    hard_low: float | None
    hard_high: float | None
    known_weight: float | None
    moved_weight: float
    observed: float
    expected: float
    target: float | None
    gap: float | None
    p_gap: float | None
    is_strength: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question of an institution; `words` is the question in the bank, None when the bank is gone.

    Units    levels 0 to 4; evidence, weight, p_gap, p_at_least: 0 to 1; passed, observed, expected: units of evidence;
             alpha, beta, unseen: weight that speaks for a high level, against it, and that nobody saw
    """

    code: str
    dimension: str
    words: Item | None
    applicable: bool
    known: bool
    capped: bool
    best: float | None
    proven: float | None
    low: float | None
    high: float | None
    claim: float | None
    evidence: float | None
    passed: float
    observed: float
    expected: float
    alpha: float
    beta: float
    unseen: float
    weight: float
    target: float | None
    gap: float | None
    p_gap: float | None
    p_at_least: tuple[float, ...]
    facts: tuple[int, ...]

    @property
    def statement(self) -> str:
        return self.words.statement if self.words else ""


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """Where one institution stands; without a score, `score` and what hangs on it are None or empty."""

    key: str
    name: str
    kind: str
    sector: str
    staff: int | None
    score: int | None = None
    day: date | None = None
    staged_level: int | None = None
    p_level: tuple[float, ...] = ()
    answered_roles: int = 0
    dimensions: tuple[DimensionRow, ...] = ()
    open_contradictions: int = 0
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class OfficeResults:
    """Where every institution of an office stands that the viewer may see, by name."""

    realm: str
    bank_code: str
    bank_version: str
    bank_title: str
    dimensions: tuple[DimensionHead, ...]
    rows: tuple[InstitutionRow, ...]
    day: date | None
    computed_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """One contradiction with both values; `statement` is the question, empty for the institution as a whole."""

    pk: int
    institution_key: str
    institution_name: str
    item: str
    statement: str
    flag: Flag
    claim: float | None
    evidence: float | None
    p: float | None
    detail: str
    facts: tuple[int, ...]
    state: ContradictionState
    reason: str
    note: str
    resolver_role: str
    resolved_at: datetime | None
    found_at: datetime
    gone_at: datetime | None
    may_resolve: bool


@dataclass(frozen=True, slots=True)
class InstitutionResult:
    """One institution with every question and contradiction, what it was judged by, and titles of actions by code."""

    row: InstitutionRow
    bank_code: str
    bank_version: str
    bank_title: str
    policy_version: str
    computed_at: datetime
    items: tuple[ItemRow, ...]
    contradictions: tuple[ContradictionRow, ...] = ()
    actions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastResult:
    """An earlier score, to compare with."""

    pk: int
    day: date
    staged_level: int | None
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scores of one institution; a change is claimed only where it is likely."""

    before_day: date
    after_day: date
    staged_before: int | None
    staged_after: int | None
    changes: tuple[Change, ...]
    same_bank: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The level that institutions of a kind aim at in a dimension, and whether the office set it itself."""

    kind: str
    dimension: str
    level: float
    is_own: bool


@dataclass(frozen=True, slots=True)
class DimensionProfile:
    """One dimension of a country: proven levels by kind and by sector, small cells hidden."""

    code: str
    title: str
    by_kind: Summary
    by_sector: Summary


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What an office published of all its institutions together. `answered` of `institutions` have published levels."""

    realm: str
    day: date
    published_at: datetime
    bank_title: str
    bank_version: str
    answered: int | None
    institutions: int
    dimensions: tuple[DimensionProfile, ...]
