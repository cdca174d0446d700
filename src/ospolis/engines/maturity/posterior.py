"""One Beta posterior for each item, read in three ways: as a best estimate, as what is proven, and as a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Truths
from ospolis.engines.maturity.beta import find_probability, find_quantile
from ospolis.engines.maturity.counting import Automatic
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.rows import Rows

STAGES = (1, 2, 3, 4)
_EXACT = 9
# A count of nothing has no distribution.
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Posterior:
    """Columns with a row for each item.

    Units    alpha, beta, unseen: answers; means and ends of ranges: theta, 0 to 1, before the cap; p: how likely a
             level of at least 1 to 4 is under the proven reading, 0 above what the sources allow
    """

    applicable: Truths
    known: Truths
    lifted: Truths
    alpha: Floats
    beta: Floats
    unseen: Floats
    best: Floats
    proven: Floats
    hoped: Floats
    best_low: Floats
    best_high: Floats
    low: Floats
    high: Floats
    p: Floats


def fuse(rows: Rows, automatic: Automatic, policy: Policy) -> Posterior:
    """Add prior, answers, evidence and documents of each item, and read the sum.

    Source   docs/models/assessment.md, "One item"
    """
    claims, papers = rows.claims, rows.papers
    said = np.array([claim.share is not None for claim in claims], dtype=np.bool_)
    applicable = _find_applicable(rows, automatic)
    documented = np.array([paper.best is not None for paper in papers], dtype=np.bool_)
    known = applicable & (said | documented | (automatic.observed > 0))
    alpha, beta, unseen = _add_counts(rows, automatic, policy)
    grade = np.array([paper.best or 0.0 for paper in papers])
    lifted = automatic.lifts | (documented & (grade >= policy.document_passes))
    tail = (1 - policy.interval) / 2
    count = len(alpha)
    lows = find_quantile(tail, np.concatenate((alpha, alpha)), np.concatenate((beta + unseen, beta)))
    highs = find_quantile(1 - tail, np.concatenate((alpha + unseen, alpha)), np.concatenate((beta, beta)))
    size = alpha + beta
    return Posterior(
        applicable=applicable,
        known=known,
        lifted=lifted,
        alpha=alpha,
        beta=beta,
        unseen=unseen,
        best=alpha / size,
        proven=np.where(known, alpha / (size + unseen), 0.0),
        hoped=np.where(known, (alpha + unseen) / (size + unseen), 1.0),
        best_low=lows[count:],
        best_high=highs[count:],
        low=np.where(known, lows[:count], 0.0),
        high=np.where(known, highs[:count], 1.0),
        p=_find_stages(rows, automatic, policy, known, lifted, grade, alpha, beta + unseen),
    )


def _find_applicable(rows: Rows, automatic: Automatic) -> Truths:
    """An item does not apply by its condition, or because all respondents say so and nothing speaks against it."""
    seen = (automatic.observed > 0) | automatic.counted
    return np.array(
        [
            item.applicable and not (claim.only_na and paper.best is None and not there)
            for item, claim, paper, there in zip(rows.items, rows.claims, rows.papers, seen.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


def _add_counts(rows: Rows, automatic: Automatic, policy: Policy) -> tuple[Floats, Floats, Floats]:
    first, second = policy.prior_alpha, policy.prior_beta
    given = np.array(
        [
            (first, second)
            if item.prior is None
            else (policy.peers_weight * item.prior, policy.peers_weight * (1 - item.prior))
            for item in rows.items
        ]
    ).reshape(-1, 2)
    priors = np.maximum(given, _LEAST)
    weight = np.array([claim.weight for claim in rows.claims])
    share = np.array(
        [
            0.0 if claim.share is None else claim.share - (0.0 if claim.reviewed else item.bias)
            for item, claim in zip(rows.items, rows.claims, strict=True)
        ]
    )
    share = np.clip(share, 0, 1)
    papers = np.array([(paper.good, paper.bad, paper.unseen) for paper in rows.papers]).reshape(-1, 3)
    alpha = priors[:, 0] + weight * share + papers[:, 0] + automatic.good
    beta = priors[:, 1] + weight * (1 - share) + papers[:, 1] + automatic.bad
    unseen = np.array([claim.unseen for claim in rows.claims]) + papers[:, 2] + automatic.unseen
    return np.round(alpha, _EXACT), np.round(beta, _EXACT), np.round(unseen, _EXACT)


def _find_stages(
    rows: Rows, automatic: Automatic, policy: Policy, known: Truths, lifted: Truths, grade: Floats,
    alpha: Floats, beta: Floats,
) -> Floats:  # fmt: skip
    """How likely each level is reached, given what is proven; no level above what any source says."""
    said = np.array([claim.safe for claim in rows.claims])
    most = np.ceil(np.round(4 * np.maximum(np.maximum(said, grade), automatic.ratio), 6))
    bar = np.where(lifted, most, np.minimum(most, policy.cap_staged))
    count = len(alpha)
    p = np.zeros((count, len(STAGES)))
    for column, stage in enumerate(STAGES):
        asked = np.flatnonzero(known & (bar >= stage))
        anchor = np.full(len(asked), (stage - policy.staged_shift) / 4)
        p[asked, column] = 1 - find_probability(anchor, alpha[asked], beta[asked])
    return np.round(p, _EXACT)
