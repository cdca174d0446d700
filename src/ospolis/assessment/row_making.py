"""From what is kept to the plain rows of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ospolis.assessment.bridge import unpack_item
from ospolis.assessment.rows import DimensionRow, InstitutionRow, ItemRow

if TYPE_CHECKING:
    from ospolis.assessment.models import DimensionScore, InstitutionScore
    from ospolis.engines.maturity import Bank
    from ospolis.institutions.models import Institution

_DIMENSION = (
    "code", "best", "proven", "low", "high", "best_low", "best_high", "hard_low", "hard_high", "known_weight",
    "moved_weight", "observed", "expected", "target", "gap", "p_gap", "is_strength",
)  # fmt: skip
_ITEM = (
    "code", "dimension", "applicable", "known", "capped", "best", "proven", "low", "high", "claim", "evidence",
    "passed", "observed", "expected", "alpha", "beta", "unseen", "weight", "target", "gap", "p_gap",
    "p_at_least", "facts",
)  # fmt: skip


def dimension_row(row: DimensionScore, title: str) -> DimensionRow:
    """One dimension with its title."""
    values = {name: getattr(row, name) for name in _DIMENSION}
    return DimensionRow(title=title, applicable=row.known_weight is not None, **values)


def institution_row(
    institution: Institution,
    score: InstitutionScore | None,
    dimensions: tuple[DimensionRow, ...] = (),
    open_contradictions: int = 0,
) -> InstitutionRow:
    """One institution with its score, or without one."""
    who = {name: getattr(institution, name) for name in ("key", "name", "kind", "sector", "staff")}
    if score is None:
        return InstitutionRow(**who, open_contradictions=open_contradictions)
    return InstitutionRow(
        **who, score=score.pk, day=score.day, staged_level=score.staged_level, p_level=tuple(score.p_level),
        answered_roles=score.answered_roles, dimensions=dimensions, open_contradictions=open_contradictions,
        is_public=score.is_public,
    )  # fmt: skip


def item_rows(kept: Iterable[Mapping[str, Any]], bank: Bank) -> tuple[ItemRow, ...]:
    """The questions of a score in the order of the bank, with their words."""
    words = {item.code: item for item in bank.items}
    order = {code: place for place, code in enumerate(words)}
    readings = sorted((unpack_item(item) for item in kept), key=lambda item: order.get(item.code, len(order)))
    return tuple(
        ItemRow(words=words.get(reading.code), **{name: getattr(reading, name) for name in _ITEM})
        for reading in readings
    )
