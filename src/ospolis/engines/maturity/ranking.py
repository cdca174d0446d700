"""A ranking, and how much of it is left when dimensions are weighted otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ospolis.engines.maturity.policy import Policy

_WORD = 2**64
_EXACT = 9


@dataclass(frozen=True, slots=True)
class Rank:
    """One place in a ranking; `low` and `high` are between which places it stays in most weightings.

    Units    score: level; rank, low, high: places, the first is 1; equal scores share a place
    """

    id: int | str
    score: float
    rank: int
    low: int
    high: int


def rank_institutions(
    scores: Mapping[int | str, Mapping[str, float | None]],
    policy: Policy,
    *,
    seed: int,
    weights: Mapping[str, float] | None = None,
) -> tuple[Rank, ...]:
    """Rank institutions by the weighted mean of their proven scores, and again under many other weightings.

    Shapes   scores: levels by dimension; None where a dimension does not apply: its weight goes to the others. An
             institution without any score is left out. weights: by dimension, equal when not given
    Returns  best first, equal ones by id; the same seed gives the same places
    Source   weights drawn from Dirichlet(concentration x weights); gamma draws by Marsaglia and Tsang (2000)
    """
    import numpy as np  # noqa: PLC0415  # heavy: numpy, only for rankings

    members = sorted((id for id, row in scores.items() if any(v is not None for v in row.values())), key=str)
    if not members:
        return ()
    dimensions = sorted({code for id in members for code in scores[id]})
    given = {code: 1.0 if weights is None else weights.get(code, 0.0) for code in dimensions}
    total = sum(given.values())
    shares = [given[code] / total for code in dimensions]
    draws = [shares, *draw_weights(shares, policy, seed)]
    table = np.array([[math.nan if (v := scores[id].get(c)) is None else v for c in dimensions] for id in members])
    counts = ~np.isnan(table)
    weighting = np.array(draws).T
    means = (np.where(counts, table, 0.0) @ weighting) / np.maximum(counts @ weighting, 1e-12)
    # Last decimals depend on the machine and would order what is equal.
    means = np.round(means, _EXACT)
    ordered = np.sort(-means, axis=0)
    places = np.stack([1 + np.searchsorted(ordered[:, n], -means[:, n]) for n in range(means.shape[1])], axis=1)
    moved = np.sort(places[:, 1:], axis=1)
    tail = (1 - policy.ranking_interval) / 2 * policy.ranking_draws
    first, last = math.floor(tail), policy.ranking_draws - 1 - math.floor(tail)
    ranks = [
        Rank(id, round(float(mean), 2), int(rank), int(row[first]), int(row[last]))
        for id, mean, rank, row in zip(members, means[:, 0], places[:, 0], moved, strict=True)
    ]
    return tuple(sorted(ranks, key=lambda one: (one.rank, str(one.id))))


def draw_weights(shares: list[float], policy: Policy, seed: int) -> Iterator[list[float]]:
    """Other weightings around the given one, the same on every machine and with every version of every package."""
    source = _Numbers(seed)
    for _ in range(policy.ranking_draws):
        parts = [_draw_gamma(policy.ranking_concentration * share, source) if share else 0.0 for share in shares]
        total = sum(parts)
        yield [part / total for part in parts]


class _Numbers:
    """Numbers that look random and follow from a seed (SplitMix64)."""

    def __init__(self, seed: int) -> None:
        self._state = seed % _WORD

    def draw(self) -> float:
        """Give the next number above 0 and below 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) % _WORD
        word = self._state
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % _WORD
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB % _WORD
        word ^= word >> 31
        return ((word >> 11) + 0.5) / 2**53

    def draw_normal(self) -> float:
        """Give the next number of a normal distribution (Box and Muller)."""
        return math.sqrt(-2 * math.log(self.draw())) * math.cos(2 * math.pi * self.draw())


def _draw_gamma(shape: float, source: _Numbers) -> float:
    """Marsaglia and Tsang; a shape below 1 is drawn one higher and brought down."""
    if shape < 1:
        return _draw_gamma(shape + 1, source) * math.exp(math.log(source.draw()) / shape)
    middle = shape - 1 / 3
    while True:
        normal = source.draw_normal()
        cube = (1 + normal / math.sqrt(9 * middle)) ** 3
        if cube > 0 and math.log(source.draw()) < 0.5 * normal * normal + middle * (1 - cube + math.log(cube)):
            return middle * cube
