"""From items to dimensions, and from essential items to the staged level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Places, Truths, add_by
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.posterior import STAGES, Posterior
from ospolis.engines.maturity.rows import Rows


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Columns with a row for each dimension; `weight` has one for each item, after sharing out what does not apply.

    Units    theta, 0 to 1; known, moved: shares of weight
    """

    weight: Floats
    applicable: Truths
    enough: Truths
    known: Floats
    moved: Floats
    best: Floats
    proven: Floats
    low: Floats
    high: Floats
    hard_low: Floats
    hard_high: Floats
    best_low: Floats
    best_high: Floats
    mean: Floats
    variance: Floats


def cap_items(posterior: Posterior, policy: Policy) -> tuple[Floats, Floats, Truths]:
    """Without a passing unit or a good document, a claim counts no more than the cap.

    Returns  best estimates, proven scores, and where one of them was cut
    """
    cap = policy.cap_level / 4
    best = np.where(posterior.lifted, posterior.best, np.minimum(posterior.best, cap))
    proven = np.where(posterior.lifted, posterior.proven, np.minimum(posterior.proven, cap))
    cut = posterior.applicable & ~posterior.lifted & ((posterior.best > cap) | (posterior.proven > cap))
    return best, proven, cut


def weigh_dimensions(rows: Rows, posterior: Posterior, policy: Policy) -> Dimensions:
    """Weighted means of the items of each dimension, with ranges made of the ranges of the items.

    Source   docs/models/assessment.md, "One dimension"
    """
    group, count = np.array(rows.groups, dtype=np.intp), len(rows.dimensions)

    def add_up(column: Floats | Truths) -> Floats:
        return add_by(group, column, count)

    given = np.array([item.weight for item in rows.items])
    counted = np.where(posterior.applicable, given, 0.0)
    total, applied = add_up(given), add_up(counted)
    applicable = applied > 0
    weight = counted / np.where(applicable, applied, 1.0)[group]
    squared = weight * weight
    best, proven, _ = cap_items(posterior, policy)
    known = add_up(weight * posterior.known)

    def spread(middle: Floats, end: Floats) -> Floats:
        """How far the end of the range of a dimension lies from its middle."""
        return np.sqrt(add_up(squared * (end - middle) ** 2))

    mean = add_up(weight * posterior.best)
    pessimistic, optimistic = add_up(weight * posterior.proven), add_up(weight * posterior.hoped)
    hard_low = add_up(weight * np.where(posterior.known, best, 0.0))
    return Dimensions(
        weight=weight,
        applicable=applicable,
        enough=applicable & (np.round(known, 9) >= policy.known_weight_least),
        known=known,
        moved=(total - applied) / total,
        best=add_up(weight * best),
        proven=add_up(weight * proven),
        low=np.clip(pessimistic - spread(posterior.proven, posterior.low), 0, 1),
        high=np.clip(optimistic + spread(posterior.hoped, posterior.high), 0, 1),
        hard_low=hard_low,
        hard_high=hard_low + np.where(applicable, 1 - known, 0.0),
        best_low=np.clip(mean - spread(posterior.best, posterior.best_low), 0, 1),
        best_high=np.clip(mean + spread(posterior.best, posterior.best_high), 0, 1),
        mean=mean,
        variance=add_up(squared * find_variance(posterior)),
    )


def find_variance(posterior: Posterior) -> Floats:
    """How far the best estimate of each item may be off, squared."""
    size = posterior.alpha + posterior.beta
    return posterior.alpha * posterior.beta / (size * size * (size + 1))


@dataclass(frozen=True, slots=True)
class Stages:
    """The staged level of each institution, -1 when no essential item applies; and how likely each level is."""

    level: Places
    p: Floats


def find_stages(rows: Rows, posterior: Posterior, policy: Policy) -> Stages:
    """The highest level whose essential items all hold, those of the levels below included.

    Source   docs/models/assessment.md, "The staged level"
    """
    count = len(rows.institutions)
    owner = np.array(rows.owners, dtype=np.intp)
    essential = np.array([item.essential_for or 99 for item in rows.items])
    asked = posterior.applicable & (essential <= STAGES[-1])
    holds = np.ones((count, len(STAGES)), dtype=np.bool_)
    product = np.ones((count, len(STAGES)))
    for column, stage in enumerate(STAGES):
        chosen = np.flatnonzero(asked & (essential <= stage))
        p = posterior.p[chosen, column]
        np.logical_and.at(holds[:, column], owner[chosen], np.round(p, 4) >= policy.staged_probability)
        np.multiply.at(product[:, column], owner[chosen], p)
    level = np.logical_and.accumulate(holds, axis=1).sum(axis=1)
    is_asked = add_by(owner, asked, count) > 0
    return Stages(np.where(is_asked, level, -1).astype(np.intp), np.round(product, 4))
