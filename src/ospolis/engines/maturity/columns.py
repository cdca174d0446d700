"""From what is known of some institutions to columns of numbers: one row for each item, hook and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Places, Truths, add_by
from ospolis.engines.maturity.claims import Claim, Papers, read_claim, read_papers
from ospolis.engines.maturity.observation import BadObservation, InstitutionInput, ItemInput, Sight
from ospolis.engines.maturity.policy import Policy

_NEVER = float("inf")
# Counts are sums of many small numbers; what is beyond nine decimals depends on the machine.
_EXACT = 9


@dataclass(slots=True)
class Rows:
    """The items of some institutions in their fixed order, with what people said."""

    institutions: list[InstitutionInput] = field(default_factory=list)
    items: list[ItemInput] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    papers: list[Papers] = field(default_factory=list)
    # For each item the numbers of its institution and of its dimension.
    owners: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    # For each dimension its institution and its code.
    dimensions: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Automatic:
    """What hooks bring to each item. Hints bring nothing.

    Units    good, bad, unseen: answers; passed, observed, expected: units; ratio: mean of passed / expected over hooks;
             newest: days, infinite when nothing was ever seen
    """

    good: Floats
    bad: Floats
    unseen: Floats
    passed: Floats
    observed: Floats
    expected: Floats
    ratio: Floats
    lifts: Truths
    counted: Truths
    newest: Floats


def lay_rows(institutions: Iterable[InstitutionInput], policy: Policy) -> Rows:
    """Sort the items of each institution by dimension and code, and read what people said.

    Raises   BadObservation when an item comes twice or weighs nothing
    """
    rows = Rows()
    for owner, institution in enumerate(institutions):
        rows.institutions.append(institution)
        items = sorted(institution.items, key=lambda item: (item.dimension, item.code))
        if len({item.code for item in items}) < len(items):
            raise BadObservation(f"institution {institution.id}: an item comes twice")
        for dimension, members in groupby(items, key=lambda item: item.dimension):
            rows.dimensions.append((owner, dimension))
            for item in members:
                if not item.weight > 0:
                    raise BadObservation(f"{item.code}: a weight is above 0")
                rows.items.append(item)
                rows.claims.append(read_claim(item, policy))
                rows.papers.append(read_papers(item, policy))
                rows.owners.append(owner)
                rows.groups.append(len(rows.dimensions) - 1)
    return rows


@dataclass(slots=True)
class _Hooks:
    """One row for each hook that is no hint, and below it one for each unit."""

    item: list[int] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    age: list[float] = field(default_factory=list)
    count: list[float] = field(default_factory=list)


def count_automatic(items: list[ItemInput], policy: Policy, *, decisive: bool = False) -> Automatic:
    """Add up what the hooks of each item saw, unit by unit; only decisive hooks when asked.

    Raises   BadObservation when a hook saw more units than there are, or a number is outside its range
    """
    hooks = _gather_hooks(items, decisive)
    where = np.array(hooks.item, dtype=np.intp)
    expected = np.array([sight.expected for sight in hooks.sights])
    trust = np.array([sight.reliability for sight in hooks.sights])
    part = np.array(hooks.share)
    oldest = np.array([_NEVER if sight.max_age_days is None else sight.max_age_days for sight in hooks.sights])
    owner, value, age, count = _sort_units(hooks)
    _check_numbers(items, where, expected, trust, owner, np.stack((value, age, count)))
    seen = age <= oldest[owner]
    size = len(hooks.sights)
    amount = np.where(seen, count, 0.0)
    observed = add_by(owner, amount, size)
    passed = add_by(owner, amount * value, size)
    unit = np.minimum(expected, policy.units_ceiling) / np.maximum(expected, 1e-12) * trust * part
    fresh = amount * np.exp2(-age / policy.half_life_days)
    good = add_by(owner, fresh * value, size) * unit
    bad = add_by(owner, fresh * (1 - value), size) * unit
    there = expected > 0
    share = np.divide(passed, expected, out=np.zeros(size), where=there)
    lifts = there & (np.round(passed, _EXACT) >= np.minimum(1, expected / 2))
    counted = np.array([sight.form == "count" for sight in hooks.sights], dtype=np.bool_) & there
    newest = np.full(len(items), _NEVER)
    np.minimum.at(newest, where[owner], age)

    def add_up(column: Floats) -> Floats:
        return np.round(add_by(where, column, len(items)), _EXACT)

    return Automatic(
        good=add_up(good),
        bad=add_up(bad),
        unseen=add_up(np.maximum(expected - observed, 0) * unit),
        passed=add_up(passed),
        observed=add_up(observed),
        expected=add_up(expected),
        ratio=add_up(share * part),
        lifts=add_by(where, lifts, len(items)) > 0,
        counted=add_by(where, counted, len(items)) > 0,
        newest=newest,
    )


def _gather_hooks(items: list[ItemInput], decisive: bool) -> _Hooks:
    """Each hook of an item brings an equal part of its weight; a hook without units to look at brings none."""
    hooks = _Hooks()
    for place, item in enumerate(items):
        if not item.sights:
            continue
        sights = [sight for sight in item.sights if sight.strength != "hint"]
        part = 1 / max(1, sum(sight.expected > 0 for sight in sights))
        for sight in sorted(sights, key=_sight_order) if len(sights) > 1 else sights:
            if decisive and sight.strength != "decisive":
                continue
            hooks.owner += [len(hooks.sights)] * len(sight.units)
            hooks.item.append(place)
            hooks.sights.append(sight)
            hooks.share.append(part)
            hooks.value += [unit.value for unit in sight.units]
            hooks.age += [unit.age_days for unit in sight.units]
            hooks.count += [unit.count for unit in sight.units]
    return hooks


def _sight_order(sight: Sight) -> tuple[str, float, float, int]:
    return (sight.measure, sight.expected, sight.reliability, len(sight.units))


def _sort_units(hooks: _Hooks) -> tuple[Places, Floats, Floats, Floats]:
    """Sums of units are made in one order, whatever the order in which they came."""
    owner = np.array(hooks.owner, dtype=np.intp)
    value, age, count = np.array(hooks.value), np.maximum(np.array(hooks.age), 0), np.array(hooks.count)
    order = np.lexsort((count, value, age, owner))
    return owner[order], value[order], age[order], count[order]


def _check_numbers(
    items: list[ItemInput], where: Places, expected: Floats, trust: Floats, owner: Places, units: Floats
) -> None:
    value, age, count = units
    too_many = add_by(owner, count, len(where)) > expected + 1e-6
    wrong = too_many | ~((expected >= 0) & (trust >= 0) & (trust <= 1))
    wrong[owner[~((value >= 0) & (value <= 1) & (count > 0) & np.isfinite(age))]] = True
    if wrong.any():
        code = items[int(where[int(np.argmax(wrong))])].code
        raise BadObservation(f"{code}: a hook saw more than there is, or a value, count, age or reliability cannot be")
