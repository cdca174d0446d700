"""Savings of reuse: the worked example, its cap, part years, and when writing for others pays."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ospolis.engines.valuation import BadAssumption, ReuseCase, annuity_factor, break_even_uses, save_by_reuse

# An agency takes over a permit system instead of a licence of 40,000 a year for three years. It pays 18,000 for
# adaptation, 12,000 for integration, 6,000 for training, 9,000 for migration, and 4,000 of maintenance a year.
CASE = {
    "yearly_alternative": Decimal(40_000),
    "months": 36,
    "at_start": Decimal(18_000 + 12_000 + 6_000 + 9_000),
    "yearly_maintenance": Decimal(4_000),
}


def test_the_worked_example_comes_out_to_the_unit():
    # Factor (1 - 1.05^-3) / 0.05 = 2.72325; 108,930 - 45,000 - 10,893 = 53,037.
    found = save_by_reuse(ReuseCase(**CASE))

    assert (found.gross, found.capped, found.maintenance, found.net) == (108_930, 108_930, 10_893, 53_037)


def test_nobody_saves_more_than_the_budget_for_the_need():
    # 35,000 * 2.72325 = 95,314; 95,314 - 45,000 - 10,893 = 39,421.
    found = save_by_reuse(ReuseCase(**CASE, yearly_budget=Decimal(35_000)))

    assert (found.gross, found.capped, found.net) == (108_930, 95_314, 39_421)


def test_a_loss_is_kept():
    assert save_by_reuse(ReuseCase(Decimal(0), 12, at_start=Decimal(10))).net == -10


def test_years_are_added_without_discount_and_part_years_count_by_month():
    assert annuity_factor(36, Decimal(0)) == 3
    assert annuity_factor(30, Decimal(0)) == Decimal("2.5")
    # One year at its end, and half of what the end of the second year is worth.
    assert annuity_factor(18, Decimal("0.25")) == Decimal("0.8") + Decimal("0.32")


@given(st.integers(0, 240), st.decimals(0, 1, places=3))
def test_a_longer_use_is_worth_more_and_never_more_than_its_years(months, discount):
    factor = annuity_factor(months, discount)

    assert factor <= annuity_factor(months + 1, discount)
    assert factor <= Decimal(months) / 12 + Decimal("1e-20")


@pytest.mark.parametrize("wrong", [{"months": -1}, {"at_start": Decimal(-1)}, {"yearly_budget": Decimal("NaN")}])
def test_amounts_that_cannot_be_are_refused(wrong):
    with pytest.raises(BadAssumption):
        ReuseCase(**{**CASE, **wrong})


def test_two_users_pay_for_writing_so_that_others_can_use_it():
    # (1.5 - 1) / (1 - 0.2) + 1 = 1.625
    assert break_even_uses(Decimal("1.5"), Decimal("0.2")) == Decimal("1.625")
    assert round(break_even_uses(Decimal("1.3"), Decimal("0.1")), 1) == Decimal("1.3")
    assert round(break_even_uses(Decimal("1.7"), Decimal("0.3")), 1) == Decimal("2.0")


def test_reuse_that_costs_as_much_as_writing_never_pays():
    assert break_even_uses(Decimal("1.5"), Decimal(1)) is None


def test_a_negative_cost_is_refused():
    with pytest.raises(BadAssumption):
        break_even_uses(Decimal(-1), Decimal(0))
