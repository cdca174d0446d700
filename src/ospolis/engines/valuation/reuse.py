"""What an institution saves when it takes over software that another one has, and when writing for reuse pays."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ospolis.engines.valuation.assumptions import BadAssumption

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class ReuseCase:
    """One institution that uses software of another one, against the alternative it would have paid for.

    Shapes   yearly_budget: what the institution really has for this need, None when nobody said
    Units    money in one currency and price year; months: how long it has been used, or will be by contract;
             discount: share a year
    Raises   BadAssumption
    """

    yearly_alternative: Decimal
    months: int
    at_start: Decimal = Decimal(0)
    yearly_maintenance: Decimal = Decimal(0)
    yearly_budget: Decimal | None = None
    discount: Decimal = Decimal("0.05")

    def __post_init__(self) -> None:
        given = (
            self.yearly_alternative,
            self.at_start,
            self.yearly_maintenance,
            self.discount,
            self.yearly_budget or 0,
        )
        if self.months < 0 or not all(Decimal(amount).is_finite() and amount >= 0 for amount in given):
            raise BadAssumption("amounts, months and discount must be finite and from 0 on")


@dataclass(frozen=True, slots=True)
class ReuseSaving:
    """Whole units of money, each rounded half up by itself.

    gross     the alternative as it was documented; capped: the same, within the budget for that need
    net       capped - costs at the start - maintenance; below 0 it is kept and shown
    """

    gross: int
    capped: int
    maintenance: int
    net: int


def annuity_factor(months: int, discount: Decimal) -> Decimal:
    """What one unit at the end of each year is worth at the start; a year that has begun counts by its months.

    Units    discount: share a year
    Source   (1 - (1 + i)^-n) / i; n where i is 0
    """
    years, rest = divmod(months, _MONTHS)
    rate = 1 + discount
    whole = sum((rate**-year for year in range(1, years + 1)), Decimal(0))
    return whole + (Decimal(rest) / _MONTHS) * rate ** -(years + 1)


def save_by_reuse(case: ReuseCase) -> ReuseSaving:
    """What one reuse avoids.

    Source   alternative - (adaptation, integration, training, migration) - share of maintenance, discounted
    """
    factor = annuity_factor(case.months, case.discount)
    yearly = case.yearly_alternative
    capped = yearly if case.yearly_budget is None else min(yearly, case.yearly_budget)
    net = capped * factor - case.at_start - case.yearly_maintenance * factor
    return ReuseSaving(
        gross=_whole(yearly * factor),
        capped=_whole(capped * factor),
        maintenance=_whole(case.yearly_maintenance * factor),
        net=_whole(net),
    )


def break_even_uses(writing: Decimal, reusing: Decimal) -> Decimal | None:
    """From how many uses on it pays to write something so that others can use it.

    Shapes   writing: cost of writing for reuse, reusing: cost of one reuse, parts of the cost of writing for one
    Returns  None when a reuse costs as much as writing anew: it never pays
    Raises   BadAssumption
    Source   (writing - 1) / (1 - reusing) + 1
    """
    if writing < 0 or reusing < 0:
        raise BadAssumption("costs must be from 0 on")
    return None if reusing >= 1 else max(Decimal(1), (writing - 1) / (1 - reusing) + 1)


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
