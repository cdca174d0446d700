"""Dimensions, the staged level, targets and gaps."""

from __future__ import annotations

import pytest

from engines.maturity.small_country import ask, judge, say, see
from ospolis.engines.maturity import InstitutionInput, judge_institutions

SEEN = {"answers": say(3, 3, 3), "sights": (see(6, 3, 12, age=73),)}


def area(reading, code="D3"):
    return next(one for one in reading.dimensions if one.code == code)


def test_one_item_alone_gives_its_own_range(policy):
    reading = judge(ask(**SEEN), policy=policy)
    item, one = reading.items[0], area(reading)

    assert (one.best, one.proven, one.low, one.high) == (item.best, item.proven, item.low, item.high)
    assert (one.best_low, one.best_high, one.known_weight, one.moved_weight) == (item.best_low, item.best_high, 1, 0)
    assert (one.mean, one.observed, one.expected) == (round(item.mean, 6), 9, 12)


def test_the_worked_example_of_a_dimension(policy):
    # The worked example twice, and one that is not known: weights 2, 1, 1.
    reading = judge(ask(**SEEN, weight=2), ask(code="D3.2", **SEEN), ask(code="D3.3"), policy=policy)

    one = area(reading)
    assert [item.weight for item in reading.items] == [0.5, 0.25, 0.25]
    assert (one.best, one.proven, one.low, one.high) == (2.5, 1.66, 1.20, 3.53)
    assert (one.hard_low, one.hard_high, one.known_weight) == (2.0, 3.0, 0.75)


def test_weight_of_what_does_not_apply_goes_to_the_others_of_its_dimension(policy):
    items = (
        ask(**SEEN),
        ask(code="D3.2", weight=2),
        ask(code="D3.3", applicable=False),
        ask(code="D4.1", dimension="D4"),
    )
    reading = judge(*items, policy=policy)

    assert [item.weight for item in reading.items] == [0.3333, 0.6667, 0.0, 1.0]
    assert (area(reading).moved_weight, area(reading, "D4").moved_weight) == (0.25, 0.0)


def test_too_little_known_shows_the_range_only(policy):
    items = (ask(**SEEN), ask(code="D3.2"), ask(code="D3.3"))
    one = area(judge(*items, policy=policy, targets={"D3": 3.0}))

    assert (one.best, one.known_weight, one.gap, one.p_gap, one.strength) == (None, 0.3333, None, None, False)
    assert (one.proven, one.target) == (0.74, 3.0)
    assert one.low < one.proven < one.high


def test_half_known_is_enough(policy):
    assert area(judge(ask(**SEEN), ask(code="D3.2"), policy=policy)).best == 2.33


def test_a_dimension_without_an_item_that_applies_has_no_numbers(policy):
    one = area(judge(ask(applicable=False), policy=policy, targets={"D3": 3.0}))

    assert not one.applicable
    assert {one.best, one.proven, one.low, one.high, one.hard_low, one.mean, one.target, one.gap, one.p_gap} == {None}
    assert (one.known_weight, one.moved_weight, one.strength) == (None, 1.0, False)


def test_a_gap_is_what_is_missing_to_the_target(policy):
    reading = judge(ask(**SEEN), policy=policy, targets={"D3": 3.0})

    assert (reading.items[0].gap, reading.items[0].p_gap) == (0.33, 0.7238)
    assert (area(reading).gap, area(reading).p_gap, area(reading).strength) == (0.33, 0.7462, False)


def test_a_gap_is_taken_after_the_cap_and_its_chance_before(policy):
    item = judge(ask(reviewed_level=4), policy=policy, targets={"D3": 3.0}).items[0]
    assert (item.best, item.gap, item.p_gap) == (2.5, 0.5, 0.1335)


def test_a_strength_is_proven_to_the_target(policy):
    strong = ask(answers=say(4, 4, 4), sights=(see(20, 0, 20),))
    one = area(judge(strong, policy=policy, targets={"D3": 3.0}))
    assert (one.gap, one.strength) == (0.0, True)


def test_without_a_target_there_is_no_gap(policy):
    item = judge(ask(**SEEN), policy=policy, targets={"D4": 3.0}).items[0]
    assert (item.target, item.gap, item.p_gap) == (None, None, None)


STRONG = {"answers": say(4, 4, 4), "sights": (see(20, 0, 20),)}


@pytest.mark.parametrize(
    ("items", "level"),
    [
        ((ask(**STRONG, essential_for=1), ask(code="b", **STRONG, essential_for=4)), 4),
        ((ask(**STRONG, essential_for=1), ask(code="b", essential_for=3)), 2),
        ((ask(essential_for=1), ask(code="b", **STRONG, essential_for=3)), 0),
        ((ask(**STRONG, essential_for=1), ask(code="b", applicable=False, essential_for=1)), 4),
        ((ask(**STRONG, essential_for=1), ask(code="b", answers=say(0), essential_for=4)), 3),
        ((ask(**STRONG), ask(code="b", answers=say(0))), None),
        ((ask(applicable=False, essential_for=1),), None),
    ],
)
def test_the_staged_level_is_held_by_every_essential_item(policy, items, level):
    assert judge(*items, policy=policy).staged_level == level


def test_the_chance_of_a_level_is_the_product_over_its_essential_items(policy):
    items = (ask(**SEEN, essential_for=1), ask(code="D3.2", **SEEN, essential_for=2))
    assert judge(*items, policy=policy).p_level == (1.0, 0.8508, 0.0825, 0.0)


def test_readings_come_in_the_order_of_institutions_over_many_batches(policy):
    many = [InstitutionInput(number, (ask(answers=say(number % 5)),)) for number in range(205)]
    readings = list(judge_institutions(iter(many), policy))

    assert [reading.id for reading in readings] == list(range(205))
    assert [reading.items[0].claim for reading in readings] == [float(number % 5) for number in range(205)]


def test_an_institution_without_items_is_judged_too(policy):
    reading = judge(policy=policy)
    assert (reading.items, reading.dimensions, reading.staged_level) == ((), (), None)
