"""Draws, so that uncertainty is added up as it should be.

effort = a * size^b * residual, with size = counted lines * e^(spread * z); cost = effort * wage * overhead. Draw j of
wage and overhead is the same for all packages of a country and price year; draw j of size, model and residual belongs
to one package. So a sum is made draw by draw, and any sum can be drawn again from its packages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ospolis.engines.valuation.assumptions import Assumptions, Triangle
from ospolis.engines.valuation.effort import MODELS
from ospolis.engines.valuation.spread import Range

Floats: TypeAlias = NDArray[np.float64]
Weights: TypeAlias = tuple[tuple[str, float], ...]

_POINTS = (5, 50, 95)


def sample(packages: Sequence[tuple[str, int]], assumptions: Assumptions) -> tuple[Range, Range | None, Weights]:
    """Effort, money and what they hang on, greatest first.

    Shapes   packages: id and source lines, at least one, in a fixed order
    """
    effort = np.zeros(assumptions.draws)
    causes: dict[str, Floats] = {}
    for key, lines in packages:
        drawn, parts = _draw_effort(key, lines, assumptions)
        effort += drawn
        causes = parts if len(packages) == 1 else {"effort": effort}
    money = None
    if assumptions.wage is not None:
        stream = _stream(assumptions, f"{assumptions.country} {assumptions.price_year}")
        causes["wage"] = _draw_triangle(assumptions.wage, stream.random(assumptions.draws))
        causes["overhead"] = _draw_triangle(assumptions.overhead, stream.random(assumptions.draws))
        money = effort * causes["wage"] * causes["overhead"]
    outcome = _rank(effort if money is None else money)
    weights = ((name, round(_correlate(_rank(drawn), outcome), 2)) for name, drawn in causes.items())
    ordered = tuple(sorted(weights, key=lambda row: (-row[1], row[0])))
    return _range_of(effort), None if money is None else _range_of(money), ordered


def _stream(assumptions: Assumptions, name: str) -> np.random.Generator:
    """A stream of draws of its own for each name, the same on every machine."""
    digest = hashlib.blake2b(f"{assumptions.seed} {name}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def _draw_effort(key: str, lines: int, assumptions: Assumptions) -> tuple[Floats, dict[str, Floats]]:
    """The draws of one package, and what they were made of."""
    stream = _stream(assumptions, key)
    names = sorted(assumptions.mix)
    bounds = np.cumsum([assumptions.mix[name] for name in names])[:-1]
    chosen = np.searchsorted(bounds, stream.random(assumptions.draws), side="right")
    size = assumptions.size_spread * stream.standard_normal(assumptions.draws)
    residual = assumptions.residual_spread * stream.standard_normal(assumptions.draws)
    # In logarithms: log effort = log a + b * log size + residual.
    slope = np.array([MODELS[name].b for name in names])
    start = np.array([np.log(MODELS[name].a) for name in names]) + slope * np.log(lines / 1_000)
    effort = np.exp(start[chosen] + slope[chosen] * size + residual)
    return effort, {"size": size, "residual": residual, "model": start[chosen]}


def _draw_triangle(triangle: Triangle, uniform: Floats) -> Floats:
    """Draws between low and high by the inverse of their distribution."""
    low, mode, high = triangle.low, triangle.mode, triangle.high
    if low == high:
        return np.full(len(uniform), low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < (mode - low) / (high - low), rising, falling)


def _range_of(drawn: Floats) -> Range:
    low, mid, high = (float(point) for point in np.percentile(drawn, _POINTS))
    return Range(low, mid, high)


def _rank(drawn: Floats) -> Floats:
    """The rank of each draw; equal ones share theirs."""
    _, place, count = np.unique(drawn, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(count) - (count - 1) / 2)[place]
    return ranks


def _correlate(cause: Floats, outcome: Floats) -> float:
    """How two rows of ranks go together; 0 for a cause that never changes."""
    if cause[0] == cause.min() == cause.max() or outcome.min() == outcome.max():
        return 0.0
    return float(np.corrcoef(cause, outcome)[0, 1])
