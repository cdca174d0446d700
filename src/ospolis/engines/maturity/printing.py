"""From columns to readings: rounded to what is printed, so that every machine says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Truths, add_by
from ospolis.engines.maturity.beta import find_probability
from ospolis.engines.maturity.changing import find_normal
from ospolis.engines.maturity.contradicting import collect_facts, find_contradictions
from ospolis.engines.maturity.counting import Automatic, count_automatic
from ospolis.engines.maturity.dimensions import Dimensions, cap_items, find_stages, weigh_dimensions
from ospolis.engines.maturity.observation import InstitutionInput
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.posterior import Posterior, fuse
from ospolis.engines.maturity.readings import DimensionReading, InstitutionReading, ItemReading
from ospolis.engines.maturity.rows import Rows, lay_rows

_Row: TypeAlias = Sequence[float | None]
_NOTHING: _Row = (None,) * 8


def judge_batch(institutions: Iterable[InstitutionInput], policy: Policy) -> Iterator[InstitutionReading]:
    """Judge some institutions at once.

    Raises   BadObservation
    """
    rows = lay_rows(institutions, policy)
    automatic, decisive = count_automatic(rows.items, policy)
    posterior = fuse(rows, automatic, policy)
    dimensions = weigh_dimensions(rows, posterior, policy)
    stages = find_stages(rows, posterior, policy)
    items: list[list[ItemReading]] = [[] for _ in rows.institutions]
    for owner, item in zip(rows.owners, _read_items(rows, automatic, posterior, dimensions, policy), strict=True):
        items[owner].append(item)
    areas: list[list[DimensionReading]] = [[] for _ in rows.institutions]
    for (owner, _), area in zip(rows.dimensions, _read_dimensions(rows, automatic, dimensions), strict=True):
        areas[owner].append(area)
    contradictions = find_contradictions(rows, automatic, decisive, policy)
    columns = (stages.level.tolist(), stages.p.tolist())
    lines = zip(rows.institutions, areas, items, contradictions, *columns, strict=True)
    for institution, parts, members, several, level, p in lines:
        staged = None if level < 0 else level
        yield InstitutionReading(institution.id, staged, tuple(p), tuple(parts), tuple(members), tuple(several))


def _levels(applicable: Truths, *columns: Floats) -> Iterator[_Row]:
    """Columns of theta as rows of levels, and rows of nothing where nothing applies."""
    for applies, row in zip(applicable.tolist(), np.round(np.stack(columns, axis=1) * 4, 2).tolist(), strict=True):
        yield row if applies else _NOTHING


def _read_items(
    rows: Rows, automatic: Automatic, posterior: Posterior, dimensions: Dimensions, policy: Policy
) -> Iterator[ItemReading]:
    best, proven, cut = cap_items(posterior, policy)
    ranges = (posterior.low, posterior.high, posterior.best_low, posterior.best_high)
    amounts = (automatic.passed, automatic.observed, automatic.expected, posterior.alpha, posterior.beta)
    p = np.round(posterior.p, 4)
    stage = np.logical_and.accumulate(p >= policy.staged_probability, axis=1).sum(axis=1)
    columns = zip(
        rows.items,
        rows.claims,
        posterior.applicable.tolist(),
        posterior.known.tolist(),
        cut.tolist(),
        _levels(posterior.applicable, best, proven, *ranges),
        np.round(np.stack((*amounts, posterior.unseen), axis=1), 6).tolist(),
        map(tuple, p.tolist()),
        stage.tolist(),
        np.round(dimensions.weight, 4).tolist(),
        _find_targets(rows, posterior),
        strict=True,
    )
    for item, claim, applies, known, capped, at, (passed, seen, expected, *counts), chance, own, weight, aim in columns:
        yield ItemReading(
            item.code, item.dimension, applies, known, capped, at[0], at[1], at[2], at[3], at[4], at[5],
            None if claim.share is None else round(claim.share * 4, 2), round(passed / seen, 4) if seen else None,
            passed, seen, expected, counts[0], counts[1], counts[2], chance, own, weight,
            aim[0], _measure_gap(aim[0], at[0]), aim[1], collect_facts(item),
        )  # fmt: skip


def _measure_gap(target: float | None, best: float | None) -> float | None:
    return None if target is None or best is None else round(max(0.0, target - best), 2)


def _find_targets(rows: Rows, posterior: Posterior) -> Iterator[tuple[float | None, float | None]]:
    """The target of each item that applies, and how likely the item lies below it, from before the cap."""
    targets = [
        rows.institutions[owner].targets.get(item.dimension) if applies else None
        for owner, item, applies in zip(rows.owners, rows.items, posterior.applicable.tolist(), strict=True)
    ]
    aims = np.array([(target or 0.0) / 4 for target in targets])
    chances = np.round(find_probability(aims, posterior.alpha, posterior.beta), 4).tolist()
    for target, chance in zip(targets, chances, strict=True):
        yield target, None if target is None else chance


def _read_dimensions(rows: Rows, automatic: Automatic, dimensions: Dimensions) -> Iterator[DimensionReading]:
    group, count = np.array(rows.groups, dtype=np.intp), len(rows.dimensions)
    units = np.stack((add_by(group, automatic.observed, count), add_by(group, automatic.expected, count)), axis=1)
    spans = (dimensions.low, dimensions.high, dimensions.hard_low, dimensions.hard_high)
    columns = zip(
        rows.dimensions,
        dimensions.applicable.tolist(),
        dimensions.enough.tolist(),
        _levels(
            dimensions.applicable,
            *(dimensions.best, dimensions.proven, *spans, dimensions.best_low, dimensions.best_high),
        ),
        np.round(np.stack((dimensions.known, dimensions.moved), axis=1), 4).tolist(),
        np.round(units, 6).tolist(),
        np.round(np.stack((dimensions.mean, dimensions.variance), axis=1), 6).tolist(),
        strict=True,
    )
    for (owner, code), applies, enough, at, (known, moved), (observed, expected), (mean, variance) in columns:
        target = rows.institutions[owner].targets.get(code) if applies else None
        best = at[0] if enough else None
        aim = target if best is not None else None
        yield DimensionReading(
            code, applies, best, at[1], at[2], at[3], at[4], at[5], at[6], at[7],
            known if applies else None, moved, observed, expected,
            mean if applies else None, variance if applies else None, target, _measure_gap(aim, best),
            None if aim is None else round(find_normal(aim / 4 - mean, variance), 4),
            aim is not None and (at[1] or 0.0) >= aim,
        )  # fmt: skip
