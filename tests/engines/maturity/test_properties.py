"""What holds for whatever is known of an institution."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.maturity.small_country import DAY
from ospolis.engines.maturity import (
    Answer,
    Grade,
    InstitutionInput,
    ItemInput,
    Sight,
    Unit,
    judge_institutions,
    shipped_policy,
)

POLICY = shipped_policy().policy
# What is printed is rounded: two roundings may differ by one last digit.
DIGIT = 0.0101

ages = st.integers(0, 900)
units = st.builds(Unit, st.sampled_from([0.0, 0.5, 1.0]), ages)
answers = st.builds(
    Answer,
    st.sampled_from("abcd"),
    st.sampled_from([None, 0, 1, 2, 3, 4]),
    st.integers(0, 9).map(lambda days: DAY - timedelta(days=days)),
    st.sampled_from(["", "2"]),
    st.sampled_from([False, False, True]),
)
grades = st.builds(
    Grade, st.sampled_from("de"), st.sampled_from("xy"), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), ages,
    st.sampled_from(["one", "one", "audit"]),
)  # fmt: skip


@st.composite
def sights(draw):
    seen = tuple(draw(st.lists(units, max_size=6)))
    expected = len(seen) + draw(st.integers(0, 30))
    strength = draw(st.sampled_from(["decisive", "supporting", "hint"]))
    trust = draw(st.sampled_from([0.3, 0.6, 0.95]))
    oldest = draw(st.sampled_from([None, None, 365.0]))
    return Sight(draw(st.sampled_from("mno")), strength, trust, expected, seen, max_age_days=oldest)


@st.composite
def institutions(draw):
    count = draw(st.integers(1, 5))
    items = [
        ItemInput(
            f"D{number}",
            f"D{draw(st.integers(1, 2))}",
            weight=draw(st.sampled_from([1.0, 2.0, 0.5])),
            essential_for=draw(st.sampled_from([None, 1, 2, 3, 4])),
            applicable=draw(st.sampled_from([True, True, True, False])),
            answers=tuple(draw(st.lists(answers, max_size=5))),
            reviewed_level=draw(st.sampled_from([None, None, None, 2.5])),
            grades=tuple(draw(st.lists(grades, max_size=3))),
            sights=tuple(draw(st.lists(sights(), max_size=2))),
        )
        for number in range(count)
    ]
    return InstitutionInput("m", tuple(items), {"D1": 3.0})


def judge(institution):
    return next(judge_institutions([institution], POLICY))


def change_unit(institution, chooser, change):
    """Change one observed unit that is no hint; None when there is none."""
    places = [
        (number, hook, at)
        for number, item in enumerate(institution.items)
        for hook, sight in enumerate(item.sights)
        for at in range(len(sight.units))
        if sight.strength != "hint"
    ]
    if not places:
        return None
    number, hook, at = places[chooser % len(places)]
    item = institution.items[number]
    sight = item.sights[hook]
    seen = change(sight.units, at)
    hooks = (*item.sights[:hook], replace(sight, units=seen), *item.sights[hook + 1 :])
    items = (*institution.items[:number], replace(item, sights=hooks), *institution.items[number + 1 :])
    return replace(institution, items=items)


def hide(seen, at):
    return (*seen[:at], *seen[at + 1 :])


def let_pass(seen, at):
    return (*seen[:at], replace(seen[at], value=1.0), *seen[at + 1 :])


def assert_no_better(worse, better):
    """Every proven score and staged level of one reading is at most that of the other."""
    for one, other in zip(worse.items, better.items, strict=True):
        if one.applicable and other.applicable:
            assert one.proven <= other.proven + DIGIT
            assert one.stage <= other.stage
    for one, other in zip(worse.dimensions, better.dimensions, strict=True):
        if one.applicable and other.applicable:
            assert one.proven <= other.proven + DIGIT
            assert one.low <= other.low + DIGIT
    if worse.staged_level is not None and better.staged_level is not None:
        assert worse.staged_level <= better.staged_level
        assert all(a <= b + 0.0002 for a, b in zip(worse.p_level, better.p_level, strict=True))


def assert_no_narrower(hidden, shown):
    """Every range of one reading holds that of the other."""
    lines = [*zip(hidden.items, shown.items, strict=True), *zip(hidden.dimensions, shown.dimensions, strict=True)]
    for one, other in lines:
        if one.applicable and other.applicable:
            assert one.low <= other.low + DIGIT
            assert one.high >= other.high - DIGIT


def same_items_apply(one, other):
    return [item.applicable for item in one.items] == [item.applicable for item in other.items]


@settings(max_examples=25, deadline=None)
@given(institutions(), st.integers(0, 99))
def test_hiding_a_unit_widens_ranges_and_raises_nothing_proven(institution, chooser):
    hidden = change_unit(institution, chooser, hide)
    if hidden is None:
        return
    before, after = judge(institution), judge(hidden)
    # Where all say that it does not apply, the last unit is what speaks against them: then it is another dimension.
    if same_items_apply(before, after):
        assert_no_better(after, before)
        assert_no_narrower(after, before)


@settings(max_examples=20, deadline=None)
@given(institutions(), st.integers(0, 99))
def test_one_more_passing_unit_never_lowers_a_level(institution, chooser):
    better = change_unit(institution, chooser, let_pass)
    if better is None:
        return
    before, after = judge(institution), judge(better)
    assert_no_better(before, after)
    for one, other in zip(before.items, after.items, strict=True):
        assert one.best is None or one.best <= other.best + DIGIT


@settings(max_examples=20, deadline=None)
@given(institutions(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(institution, shuffler):
    def shuffle(several):
        return tuple(shuffler.sample(several, len(several)))

    items = tuple(
        replace(
            item,
            answers=shuffle(item.answers),
            grades=shuffle(item.grades),
            sights=shuffle(tuple(replace(sight, units=shuffle(sight.units)) for sight in item.sights)),
        )
        for item in institution.items
    )
    assert judge(replace(institution, items=shuffle(items))) == judge(institution)


@settings(max_examples=20, deadline=None)
@given(institutions())
def test_what_is_printed_makes_sense(institution):
    reading = judge(institution)
    for item in reading.items:
        if item.applicable:
            assert 0 <= item.low <= item.proven + DIGIT or item.capped
            assert item.low <= item.high <= 4
            assert 0 <= item.proven <= item.best + DIGIT
            assert list(item.p_at_least) == sorted(item.p_at_least, reverse=True)
        else:
            assert (item.weight, item.best, item.known) == (0, None, False)
    for area in reading.dimensions:
        weights = [item.weight for item in reading.items if item.dimension == area.code]
        assert abs(sum(weights) - area.applicable) < 0.001
        if area.applicable:
            assert 0 <= area.low <= area.high <= 4
            assert area.hard_low <= area.hard_high
    assert list(reading.p_level) == sorted(reading.p_level, reverse=True)


@settings(max_examples=15, deadline=None)
@given(institutions())
def test_what_does_not_apply_changes_its_own_dimension_only(institution):
    first = institution.items[0]
    without = judge(replace(institution, items=(replace(first, applicable=False), *institution.items[1:])))
    for one, other in zip(without.dimensions, judge(institution).dimensions, strict=True):
        assert one == other or one.code == first.dimension


@pytest.mark.parametrize("part", [0.5, 0.0], ids=["half", "all"])
def test_hiding_evidence_of_many_institutions(part):
    numbers = np.random.default_rng(20)
    shown = [InstitutionInput(place, tuple(_draw_item(item, numbers) for item in range(8))) for place in range(60)]
    hidden = [
        replace(one, items=tuple(replace(item, sights=(_keep(item.sights[0], part, numbers),)) for item in one.items))
        for one in shown
    ]
    for before, after in zip(judge_institutions(shown, POLICY), judge_institutions(hidden, POLICY), strict=True):
        assert_no_better(after, before)
        assert_no_narrower(after, before)


def _draw_item(place, numbers):
    expected = int(numbers.integers(1, 41))
    seen = int(numbers.integers(0, expected + 1))
    lines = zip(numbers.random(seen).tolist(), numbers.integers(0, 900, seen).tolist(), strict=True)
    units = tuple(Unit(float(chance < 0.6), age) for chance, age in lines)
    said = tuple(Answer(str(n), int(numbers.integers(0, 5)), DAY) for n in range(int(numbers.integers(1, 4))))
    sight = Sight("m", "decisive", 0.9, expected, units)
    return ItemInput(f"D{place}", f"D{place // 4}", essential_for=place % 4 + 1, answers=said, sights=(sight,))


def _keep(sight, part, numbers):
    return replace(sight, units=tuple(unit for unit in sight.units if numbers.random() < part))
