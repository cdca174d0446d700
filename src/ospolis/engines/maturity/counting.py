"""What hooks saw, from units to items: one row for each hook and unit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Places, Truths, add_by
from ospolis.engines.maturity.observation import BadObservation, ItemInput, Sight
from ospolis.engines.maturity.policy import Policy

_NEVER = float("inf")
# Counts are sums of many small numbers; what is beyond nine decimals depends on the machine.
_EXACT = 9


@dataclass(frozen=True, slots=True)
class Decisive:
    """What the decisive hooks alone bring to each item."""

    good: Floats
    bad: Floats
    passed: Floats
    observed: Floats


@dataclass(frozen=True, slots=True)
class Automatic:
    """What hooks bring, with a row for each hook or for each item; `newest` is of items. Hints bring nothing.

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


def count_automatic(items: list[ItemInput], policy: Policy) -> tuple[Automatic, Decisive]:
    """Add up what the hooks of each item saw, unit by unit.

    Returns  what all hooks bring, and what the decisive ones alone bring
    Raises   BadObservation when a hook saw more units than there are, or a number is outside its range
    """
    hooks = _gather_hooks(items)
    where, count = np.array(hooks.item, dtype=np.intp), len(items)
    counts = _count_units(items, hooks, where, policy)
    decisive = np.array([sight.strength == "decisive" for sight in hooks.sights], dtype=np.bool_)

    def add_up(column: Floats) -> Floats:
        return np.round(add_by(where, column, count), _EXACT)

    everything = Automatic(
        good=add_up(counts.good),
        bad=add_up(counts.bad),
        unseen=add_up(counts.unseen),
        passed=add_up(counts.passed),
        observed=add_up(counts.observed),
        expected=add_up(counts.expected),
        ratio=add_up(counts.ratio),
        lifts=add_by(where, counts.lifts, count) > 0,
        counted=add_by(where, counts.counted, count) > 0,
        newest=counts.newest,
    )
    return everything, Decisive(
        good=add_up(counts.good * decisive),
        bad=add_up(counts.bad * decisive),
        passed=add_up(counts.passed * decisive),
        observed=add_up(counts.observed * decisive),
    )


def _count_units(items: list[ItemInput], hooks: _Hooks, where: Places, policy: Policy) -> Automatic:
    """Let every observed unit speak for what passes or for what fails, the younger the louder."""
    size = len(hooks.sights)
    expected = np.array([sight.expected for sight in hooks.sights], dtype=np.float64)
    trust = np.array([sight.reliability for sight in hooks.sights], dtype=np.float64)
    part = np.array(hooks.share)
    oldest = np.array([_NEVER if sight.max_age_days is None else sight.max_age_days for sight in hooks.sights])
    owner, value, age, count = _sort_units(hooks)
    _check_numbers(items, where, expected, trust, owner, np.stack((value, age, count)))
    amount = np.where(age <= oldest[owner], count, 0.0)
    observed, passed = add_by(owner, amount, size), add_by(owner, amount * value, size)
    there = expected > 0
    unit = np.minimum(expected, policy.units_ceiling) / np.where(there, expected, 1.0) * trust * part
    fresh = amount * np.exp2(-age / policy.half_life_days)
    newest = np.full(len(items), _NEVER)
    np.minimum.at(newest, where[owner], age)
    return Automatic(
        good=add_by(owner, fresh * value, size) * unit,
        bad=add_by(owner, fresh * (1 - value), size) * unit,
        unseen=np.maximum(expected - observed, 0) * unit,
        passed=passed,
        observed=observed,
        expected=expected,
        ratio=passed / np.where(there, expected, 1.0) * part,
        lifts=there & (np.round(passed, _EXACT) >= np.minimum(1, expected / 2)),
        counted=there & np.array([sight.form == "count" for sight in hooks.sights], dtype=np.bool_),
        newest=newest,
    )


def _gather_hooks(items: list[ItemInput]) -> _Hooks:
    """Each hook of an item brings an equal part of its weight; a hook without units to look at brings none."""
    hooks = _Hooks()
    for place, item in enumerate(items):
        if not item.sights:
            continue
        sights = [sight for sight in item.sights if sight.strength != "hint"]
        part = 1 / max(1, sum(sight.expected > 0 for sight in sights))
        for sight in sorted(sights, key=_sight_order) if len(sights) > 1 else sights:
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
