"""From institutions to sectors and the country: with those who did not answer as bounds, and small cells hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ospolis.engines.disclosure import Protected, Rule, Table, Totals, protect, share_of
from ospolis.engines.maturity.policy import Policy

HIGHEST = 4
_COLUMNS = ("0", "1", "2", "3", "4", "unknown")


@dataclass(frozen=True, slots=True)
class Member:
    """One institution of a group.

    Units    value: level or gap, None when it did not answer; weight: staff or budget, None when not known; observed,
             expected: units
    """

    id: int | str
    group: str
    value: float | None
    weight: float | None = None
    observed: float = 0.0
    expected: float = 0.0


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The mean of a group, and where it would lie if all who did not answer stood at the lowest or at the highest.

    Units    answered, members: institutions; mean, low, high: levels, None when hidden or when nobody answered;
             observed, expected: units of all members, None when hidden
    """

    group: str
    answered: int | None
    members: int
    mean: float | None
    low: float | None
    high: float | None
    weighted: bool
    suppressed: bool
    observed: float | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Groups by name, and all of them together. `weighted` is no when any weight is not known: then all count alike."""

    groups: tuple[Aggregate, ...]
    total: Aggregate
    weighted: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A share as it is printed: "k of m" where there are few, and then no percentage."""

    count: int
    base: int
    percent: int | None


def aggregate(members: Sequence[Member], policy: Policy, *, most: float = HIGHEST) -> Summary:
    """Make means of groups and of all, and hide what would show the level of one institution.

    Units    most: the highest value that there can be: 4 for a level, the target for a gap
    Returns  groups in the order of their names
    Source   docs/models/assessment.md, "Sectors and the country"
    """
    weighted = bool(members) and all(member.weight is not None and member.weight > 0 for member in members)
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in sorted(members, key=lambda member: str(member.id)):
        groups[member.group].append(member)
    names = tuple(sorted(groups))
    shown = _protect_counts(names, [sum(member.value is not None for member in groups[name]) for name in names], policy)
    parts = tuple(
        _join(name, groups[name], most, weighted, shown.counts[row][0] is None) for row, name in enumerate(names)
    )
    everybody = [member for name in names for member in groups[name]]
    return Summary(parts, _join("", everybody, most, weighted, shown.column_totals[0] is None), weighted)


def count_levels(members: Sequence[Member], policy: Policy) -> Protected:
    """Count institutions by group and staged level, "unknown" for those who did not answer, small cells hidden.

    Shapes   a row for each group, in the order of their names; columns 0 to 4 and unknown
    Units    institutions
    """
    names = tuple(sorted({member.group for member in members}))
    counts = {name: [0] * len(_COLUMNS) for name in names}
    for member in members:
        counts[member.group][-1 if member.value is None else int(member.value)] += 1
    return protect(Table(names, _COLUMNS, tuple(tuple(counts[name]) for name in names)), _rule(policy))


def tell_share(count: int, base: int, policy: Policy) -> Counted:
    """Say a share of institutions or units, as a percentage only when there are enough of them."""
    return Counted(count, base, share_of(count, base, _rule(policy)).percent)


def _rule(policy: Policy) -> Rule:
    return Rule(policy.cell_least, max(policy.share_least, policy.cell_least), of="institutions")


def _protect_counts(names: tuple[str, ...], answered: list[int], policy: Policy) -> Protected:
    counts = tuple((count,) for count in answered)
    return protect(Table(names, ("answered",), counts, row_totals=Totals.ABSENT), _rule(policy))


def _join(name: str, members: list[Member], most: float, weighted: bool, hidden: bool) -> Aggregate:
    if hidden:
        return Aggregate(name, None, len(members), None, None, None, weighted, True)
    units = (round(sum(member.observed for member in members), 6), round(sum(member.expected for member in members), 6))
    weights = [member.weight or 0.0 if weighted else 1.0 for member in members]
    said = [(weight, member.value) for weight, member in zip(weights, members, strict=True) if member.value is not None]
    if not said:
        return Aggregate(name, 0, len(members), None, None, None, weighted, False, *units)
    total, heard = sum(weights), sum(weight for weight, _ in said)
    points = sum(weight * value for weight, value in said)
    low, high = points / total, (points + most * (total - heard)) / total
    mean = points / heard
    return Aggregate(
        name, len(said), len(members), round(mean, 2), round(low, 2), round(high, 2), weighted, False, *units
    )
