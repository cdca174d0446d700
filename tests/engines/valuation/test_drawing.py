"""Ranges of replacement cost: reference figures, repeatability, and sums that are drawn together."""

import pytest

from ospolis.engines.valuation import Assumptions, BadAssumption, Package, Range, Triangle, draw_replacement
from ospolis.engines.valuation.spread import round_for_readers

WAGE = Triangle(800, 1_500, 3_000)
# Lines, assumptions, person-months and millions: 400,000 draws of another program with the same mix.
REFERENCE = [
    (100_000, {}, (190, 402, 837), (0.48, 1.18, 2.85)),
    (100_000, {"size_spread": 0.30}, (167, 401, 960), (0.43, 1.18, 3.20)),
    (100_000, {"residual_spread": 0.25}, (213, 403, 739), (0.52, 1.18, 2.58)),
    (12_000, {}, (20, 40, 81), (0.050, 0.118, 0.276)),
]


def assume(**given):
    return Assumptions(**{"country": "TL", "price_year": 2026, "wage": WAGE, "currency": "USD", **given})


@pytest.mark.parametrize(("lines", "given", "effort", "millions"), REFERENCE)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_range_is_that_of_the_reference(lines, given, effort, millions, seed):
    found = draw_replacement([Package("a", lines)], assume(seed=seed, **given))

    near = [pytest.approx(value, rel=0.025, abs=0.5) for value in effort]
    assert [found.effort.low, found.effort.mid, found.effort.high] == near
    near = [pytest.approx(value * 1e6, rel=0.03, abs=5_000 if value > 0.4 else 500) for value in millions]
    assert [found.money.low, found.money.mid, found.money.high] == near


def test_the_range_hangs_on_the_residual_first_and_on_wages_next():
    # Rank correlations of the reference: residual 0.62, wage 0.48, model 0.42, size 0.29, overhead 0.26.
    found = draw_replacement([Package("a", 100_000)], assume())

    assert [name for name, _ in found.weights] == ["residual", "wage", "model", "size", "overhead"]
    assert [weight for _, weight in found.weights] == [pytest.approx(value, abs=0.03) for value in
                                                       (0.62, 0.48, 0.42, 0.29, 0.26)]  # fmt: skip


def test_the_same_seed_draws_the_same_and_the_order_of_packages_does_not_matter():
    packages = [Package("b", 3_000), Package("a", 9_000), Package("c", 0)]

    assert draw_replacement(packages, assume()) == draw_replacement(packages[::-1], assume())
    assert draw_replacement(packages, assume()) != draw_replacement(packages, assume(seed=2))


def test_a_sum_is_drawn_together_and_not_added_point_by_point():
    one = draw_replacement([Package("a", 50_000)], assume(wage=Triangle(1, 1, 1), overhead=Triangle(1, 1, 1)))
    many = [Package(f"p{number}", 50_000) for number in range(16)]
    together = draw_replacement(many, assume(wage=Triangle(1, 1, 1), overhead=Triangle(1, 1, 1)))

    # Sixteen packages with errors of their own: the spread of the sum is about a quarter of that of one.
    apart = (one.effort.high - one.effort.low) / one.effort.mid
    joined = (together.effort.high - together.effort.low) / together.effort.mid
    assert joined < apart / 3
    assert together.effort.mid > 15 * one.effort.mid
    assert dict(together.weights) == {"effort": 1.0, "wage": 0.0, "overhead": 0.0}


def test_without_a_wage_there_is_effort_and_no_money():
    found = draw_replacement([Package("a", 100_000)], assume(wage=None))

    assert found.money is None
    assert [name for name, _ in found.weights] == ["residual", "model", "size"]


def test_nothing_to_write_again_has_no_value():
    assert draw_replacement([Package("a", 0)], assume()) is None
    assert draw_replacement([], assume()) is None


def test_what_cannot_vary_weighs_nothing():
    found = draw_replacement(
        [Package("a", 1_000)],
        assume(
            mix={"organic": 1.0}, size_spread=0, residual_spread=0, wage=Triangle(2, 2, 2), overhead=Triangle(3, 3, 3)
        ),
    )

    # 2.4 person-months at 2 a month, times 3.
    assert found.money == Range(*[pytest.approx(14.4)] * 3)
    assert {weight for _, weight in found.weights} == {0.0}


@pytest.mark.parametrize(
    "packages", [[Package("a", -1)], [Package("a", 1), Package("a", 2)]], ids=["negative", "twice"]
)
def test_packages_that_cannot_be_are_refused(packages):
    with pytest.raises(BadAssumption):
        draw_replacement(packages, assume())


@pytest.mark.parametrize(
    "given",
    [
        {"mix": {"organic": 0.5}},
        {"mix": {"locomo": 1.0}},
        {"mix": {}},
        {"mix": {"organic": 1.5, "embedded": -0.5}},
        {"size_spread": -1},
        {"draws": 0},
        {"seed": -1},
    ],
)
def test_assumptions_that_cannot_be_are_refused(given):
    with pytest.raises(BadAssumption):
        assume(**given)


@pytest.mark.parametrize("given", [(2, 1, 3), (-1, 0, 1), (0, 0, float("inf")), (float("nan"), 1, 2)])
def test_a_triangle_goes_upwards(given):
    with pytest.raises(BadAssumption):
        Triangle(*given)


@pytest.mark.parametrize(
    ("value", "shown"), [(1_184_000, 1_200_000), (0.0276, 0.028), (0, 0), (-1_250, -1_300), (99.6, 100), (7, 7)]
)
def test_two_digits_are_shown(value, shown):
    assert round_for_readers(value) == shown
