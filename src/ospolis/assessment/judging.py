"""What the engine says of scores that are kept: what changed, and how groups of institutions stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ospolis.assessment.banks import policy_in_use
from ospolis.assessment.bridge import reading_of
from ospolis.engines.maturity import Aggregate, Member, aggregate, judge_change, rank_institutions

if TYPE_CHECKING:
    from ospolis.assessment.models import InstitutionScore
    from ospolis.assessment.rows import InstitutionRow
    from ospolis.engines.maturity import Bank, Change, Rank, Summary

# Other weightings are drawn anew each time, and so that they are the same ones.
_SEED = 500
_FEWEST = 3


def compare_scores(before: InstitutionScore, after: InstitutionScore, then: Bank, now: Bank) -> tuple[Change, ...]:
    """What changed in each dimension, by the questions that both assessments asked."""
    links = {item.code: item.code for item in now.items} if then == now else now.link_items(then)
    return judge_change(reading_of(before, ()), reading_of(after, ()), links, policy_in_use().policy)


def sum_up(members: Sequence[tuple[int, str, float | None]]) -> Summary:
    """The mean of groups of institutions, each given as number, group and level; small cells are hidden.

    Shapes   of a group of fewer than three not even "nothing is known" is said: it would be said of somebody
    """
    summary = aggregate([Member(pk, group, value) for pk, group, value in members], policy_in_use().policy)
    groups = tuple(_hide_small(one) for one in summary.groups)
    return replace(summary, groups=groups)


def _hide_small(group: Aggregate) -> Aggregate:
    if group.members >= _FEWEST:
        return group
    return Aggregate(group.group, None, group.members, None, None, None, group.weighted, suppressed=True)


def rank_rows(rows: Sequence[InstitutionRow]) -> tuple[Rank, ...]:
    """Places by what is proven, every dimension of the same weight, and the places under other weightings.

    Shapes   an institution of which too little is known in half of its dimensions or more has no place
    """
    proven: dict[int | str, dict[str, float | None]] = {
        row.key: {one.code: one.proven for one in row.dimensions} for row in rows if _is_known(row)
    }
    return rank_institutions(proven, policy_in_use().policy, seed=_SEED)


def _is_known(row: InstitutionRow) -> bool:
    known = [one.best is not None for one in row.dimensions if one.applicable]
    return 2 * sum(known) > len(known)
