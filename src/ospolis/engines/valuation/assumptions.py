"""Every parameter of a range. Nothing is assumed in silence: what is shown with a figure stands here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ospolis.engines.valuation.effort import MODELS

DEFAULT_MIX: Mapping[str, float] = MappingProxyType({"organic": 0.4, "semi-detached": 0.2, "cocomo-2": 0.4})


class BadAssumption(ValueError):
    """A parameter that cannot be: a negative wage, a triangle that is none, shares that do not add up to one."""


@dataclass(frozen=True, slots=True)
class Triangle:
    """A value between `low` and `high`, most likely at `mode`.

    Raises   BadAssumption
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and 0 <= self.low <= self.mode <= self.high):
            raise BadAssumption(f"{self.low}, {self.mode}, {self.high} must go upwards from 0")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a range of replacement cost stands on.

    Shapes   wage: None where nobody recorded one: then there is effort, and no money
    Units    wage: money a month, before overhead; overhead: factor on the wage; size_spread, residual_spread: standard
             deviations of logarithms; price_year: the year whose prices the money is in
    Raises   BadAssumption
    """

    country: str
    price_year: int
    wage: Triangle | None
    currency: str = ""
    overhead: Triangle = Triangle(1.2, 1.6, 2.4)
    mix: Mapping[str, float] = field(default_factory=lambda: DEFAULT_MIX)
    size_spread: float = 0.15
    residual_spread: float = 0.35
    seed: int = 1
    draws: int = 20_000

    def __post_init__(self) -> None:
        unknown = sorted(set(self.mix) - set(MODELS))
        if unknown:
            raise BadAssumption(f"there is no model {unknown[0]}; there are {', '.join(MODELS)}")
        if min(self.mix.values(), default=-1) < 0 or not math.isclose(sum(self.mix.values()), 1):
            raise BadAssumption("the shares of the models must add up to 1")
        if min(self.size_spread, self.residual_spread) < 0 or self.draws < 1 or self.seed < 0:
            raise BadAssumption("spreads and seed must not be negative, and there must be a draw")
