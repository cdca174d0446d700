"""Readings of the engine to rows, and rows back to readings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any

from ospolis.assessment.judged import Judged
from ospolis.assessment.models import Contradiction as ContradictionRow
from ospolis.assessment.models import DimensionScore, InstitutionScore
from ospolis.engines.maturity import Contradiction, DimensionReading, Flag, InstitutionReading, ItemReading

LONGEST_DETAIL = 300
_ITEM_FIELDS = tuple(field.name for field in fields(ItemReading))
_read_fields = attrgetter(*_ITEM_FIELDS)
_DIMENSION_FIELDS = (
    "code", "best", "proven", "low", "high", "hard_low", "hard_high", "best_low", "best_high", "mean", "variance",
    "known_weight", "moved_weight", "observed", "expected", "target", "gap", "p_gap",
)  # fmt: skip
# What an item holds where nothing is written.
_DEFAULTS: dict[str, Any] = {
    "applicable": False, "known": False, "capped": False, "passed": 0.0, "observed": 0.0, "expected": 0.0,
    "alpha": 0.0, "beta": 0.0, "unseen": 0.0, "p_at_least": (), "stage": 0, "weight": 0.0, "facts": (),
}  # fmt: skip


def pack_item(item: ItemReading) -> dict[str, Any]:
    """One item as it is kept: what is empty is left out; a number that is 0 and could be None stays."""
    return {
        name: value
        for name, value in zip(_ITEM_FIELDS, _read_fields(item), strict=True)
        if value is not None and (value or name not in _DEFAULTS)
    }


def unpack_item(kept: Mapping[str, Any]) -> ItemReading:
    """One item as the engine wrote it; names that the engine no longer knows are left out."""
    values = {name: kept.get(name, _DEFAULTS.get(name)) for name in _ITEM_FIELDS}
    values["p_at_least"], values["facts"] = tuple(values["p_at_least"]), tuple(values["facts"])
    return ItemReading(**values)


def score_row(one: Judged, *, run_id: int, realm: str, bank_code: str, day: date) -> InstitutionScore:
    """Where an institution stands, as an unsaved row."""
    return InstitutionScore(
        run_id=run_id, realm=realm, institution_id=one.institution_id, bank_code=bank_code, day=day,
        input_digest=one.digest, staged_level=one.reading.staged_level, p_level=list(one.reading.p_level),
        items=[pack_item(item) for item in one.reading.items], answered_roles=one.roles,
    )  # fmt: skip


def dimension_rows(reading: InstitutionReading, score: InstitutionScore) -> list[DimensionScore]:
    """The dimensions of an institution, as unsaved rows."""
    return [
        DimensionScore(
            score=score,
            is_strength=dimension.strength,
            **{name: getattr(dimension, name) for name in _DIMENSION_FIELDS},
        )
        for dimension in reading.dimensions
    ]


def reading_of(score: InstitutionScore, dimensions: Iterable[DimensionScore]) -> InstitutionReading:
    """What the engine said when a row was written; contradictions are kept apart."""
    return InstitutionReading(
        id=score.institution_id,
        staged_level=score.staged_level,
        p_level=tuple(score.p_level),
        dimensions=tuple(_dimension_of(row) for row in dimensions),
        items=tuple(unpack_item(item) for item in score.items),
        contradictions=(),
    )


def _dimension_of(row: DimensionScore) -> DimensionReading:
    values = {name: getattr(row, name) for name in _DIMENSION_FIELDS}
    return DimensionReading(applicable=row.known_weight is not None, strength=row.is_strength, **values)


def join_contradictions(found: Iterable[Contradiction]) -> dict[tuple[str, str], Contradiction]:
    """One contradiction for each question and flag: several places of one institution are told together."""
    joined: dict[tuple[str, str], Contradiction] = {}
    for one in found:
        other = joined.get((one.item, one.flag))
        if other is not None:
            facts = tuple(sorted({*other.facts, *one.facts}))
            detail = f"{other.detail}; {one.detail}"
            one = Contradiction(
                one.institution, one.item, one.flag, other.claim, other.evidence, other.p, facts, detail
            )
        joined[one.item, one.flag] = one
    return joined


def read_contradiction(row: ContradictionRow) -> Contradiction:
    """A contradiction as the engine told it."""
    flag: Flag = row.flag  # type: ignore[assignment]  # one of the choices of the column
    facts = tuple(row.facts)
    return Contradiction(row.institution_id, row.item, flag, row.claim, row.evidence, row.p, facts, row.detail)


def digest_of_values(one: Contradiction) -> str:
    """What was claimed and seen, roughly: a resolution holds as long as this stays. Ages grow by themselves."""
    detail = "" if one.flag == "stale" else one.detail[:LONGEST_DETAIL]
    seen = None if one.evidence is None else round(one.evidence, 1)
    return hashlib.blake2b(repr((one.claim, seen, detail)).encode(), digest_size=16).hexdigest()
