"""What changed between two assessments, claimed only where it is likely."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.readings import InstitutionReading, ItemReading

Verdict: TypeAlias = Literal["rise", "fall", "no clear change", "not comparable"]


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension then and now, by the items that both assessments asked.

    Shapes   linked: items that are compared; fresh: codes of items that the earlier assessment did not have
    Units    before, after: levels; p: how likely it rose, 0 to 1
    """

    dimension: str
    before: float | None
    after: float | None
    p: float | None
    verdict: Verdict
    linked: int
    fresh: tuple[str, ...]


def judge_change(
    before: InstitutionReading, after: InstitutionReading, links: Mapping[str, str], policy: Policy
) -> tuple[Change, ...]:
    """Compare two assessments of one institution, dimension by dimension.

    Shapes   links: the code of an item in the earlier bank by its code in the later one
    Returns  a change for each dimension of the later one, from best estimates before the cap; items that one of both
             does not know are left out
    Source   docs/models/assessment.md, "Change between assessments"
    """
    earlier = {item.code: item for item in before.items}
    members: dict[str, list[ItemReading]] = defaultdict(list)
    for item in after.items:
        members[item.dimension].append(item)
    changes = []
    for dimension in sorted(members):
        fresh = tuple(item.code for item in members[dimension] if links.get(item.code) not in earlier)
        pairs = [(earlier[links[item.code]], item) for item in members[dimension] if item.code not in fresh]
        changes.append(_compare(dimension, [pair for pair in pairs if _both_known(*pair)], fresh, policy))
    return tuple(changes)


def _both_known(before: ItemReading, after: ItemReading) -> bool:
    return before.known and after.known


def _compare(
    dimension: str, pairs: list[tuple[ItemReading, ItemReading]], fresh: tuple[str, ...], policy: Policy
) -> Change:
    total = sum(after.weight for _, after in pairs)
    if not total:
        return Change(dimension, None, None, None, "not comparable", 0, fresh)
    shares = [after.weight / total for _, after in pairs]
    means = [sum(share * pair[when].mean for share, pair in zip(shares, pairs, strict=True)) for when in (0, 1)]
    variance = sum(
        share * share * (before.variance + after.variance) for share, (before, after) in zip(shares, pairs, strict=True)
    )
    p = round(find_normal(means[1] - means[0], variance), 4)
    verdict: Verdict = (
        "rise" if p > policy.rise_probability else "fall" if p < policy.fall_probability else "no clear change"
    )
    return Change(dimension, round(4 * means[0], 2), round(4 * means[1], 2), p, verdict, len(pairs), fresh)


def find_normal(difference: float, variance: float) -> float:
    """How likely a normal value with this mean and variance is above 0; one half when both are 0."""
    if variance <= 0:
        return 0.5 if difference == 0 else float(difference > 0)
    return 0.5 * math.erfc(-difference / math.sqrt(2 * variance))
