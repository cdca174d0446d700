"""A country whose truth is known: items are made from it under an assumption, judged, and held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from engines.maturity.small_country import DAY
from ospolis.engines.maturity import Answer, InstitutionInput, ItemInput, Policy, Sight, Unit, judge_institutions

_ITEMS = 100


@dataclass(frozen=True)
class Assumption:
    """How truth makes data. Correlation: of units inside an institution; noise: of a claim, 0 for draws from truth."""

    words: str
    units: Literal["exact", "counted", "none"] = "counted"
    correlation: float = 0.0
    noise: float = 0.0
    inflated: float = 0.0
    corrected: bool = False
    hidden: float = 0.0


EXACT = Assumption("each source is worth exactly its weight", units="exact")
CORRECTED = Assumption("claims too high; the bias is known and taken off", units="exact", inflated=0.2, corrected=True)
ASSUMPTIONS = (
    EXACT,
    Assumption("the same claims, independent units"),
    Assumption("the same claims, units alike inside an institution, correlation 0.05", correlation=0.05),
    Assumption("the same, correlation 0.15", correlation=0.15),
    Assumption("claim = truth + normal error, sd 0.15, rounded to a level; independent units", noise=0.15),
    Assumption("the same, sd 0.30", noise=0.30),
    Assumption("claims too high; uncorrected", units="exact", inflated=0.2),
    CORRECTED,
    Assumption("claims too high and no evidence at all; uncorrected", units="none", inflated=0.2),
    Assumption("half of the failing units hidden", hidden=0.5),
)


@dataclass(frozen=True)
class Calibration:
    """How often the range of the best estimate held the truth, and by how much the estimate was too high on average.

    Units    coverage: 0 to 1; bias, claimed: theta; claimed: how much too high claims were
    """

    coverage: float
    bias: float
    claimed: float
    items: int


def calibrate(assumption: Assumption, policy: Policy, *, items: int, seed: int) -> Calibration:
    """Judge items made under an assumption, and compare with their truth. Before the cap."""
    numbers = np.random.default_rng(seed)
    known_bias = _measure_bias(assumption, numbers) if assumption.corrected else 0.0
    truths, inside, off, said = 0, 0, 0.0, 0.0
    made = (_make_item(assumption, known_bias, place, numbers) for place in range(items))
    while batch := list(islice(made, _ITEMS * 100)):
        country = [
            InstitutionInput(n, tuple(item for _, item in batch[n : n + _ITEMS])) for n in range(0, len(batch), _ITEMS)
        ]
        readings = [item for reading in judge_institutions(country, policy) for item in reading.items]
        for (truth, _), reading in zip(batch, readings, strict=True):
            truths += 1
            inside += reading.best_low <= 4 * truth <= reading.best_high
            off += reading.mean - truth
            said += reading.claim / 4 - truth
    return Calibration(inside / truths, off / truths, said / truths, truths)


def _measure_bias(assumption: Assumption, numbers: np.random.Generator) -> float:
    truths = numbers.random(20_000)
    shares = [_claim(assumption, 2, float(truth), numbers) for truth in truths]
    return float(np.mean(shares) - np.mean(truths))


def _make_item(
    assumption: Assumption, bias: float, place: int, numbers: np.random.Generator
) -> tuple[float, ItemInput]:
    truth, weight = float(numbers.random()), int(numbers.choice((2, 4, 6)))
    weight = 4 if weight == 6 and assumption.inflated else weight
    level = 4 * _claim(assumption, weight, truth, numbers)
    sights = () if assumption.units == "none" else (_make_sight(assumption, truth, numbers),)
    answers = tuple(Answer(f"role-{n}", level, DAY) for n in range(0 if weight == 6 else weight - 1))
    item = ItemInput(
        f"D{place:06}",
        "D",
        answers=answers,
        reviewed_level=level if weight == 6 else None,
        sights=sights,
        bias=bias,
    )
    return truth, item


def _claim(assumption: Assumption, weight: int, truth: float, numbers: np.random.Generator) -> float:
    if assumption.noise:
        return float(np.clip(np.round(4 * (truth + numbers.normal(0, assumption.noise))), 0, 4)) / 4
    return min(1.0, int(numbers.binomial(weight, truth)) / weight + assumption.inflated)


def _make_sight(assumption: Assumption, truth: float, numbers: np.random.Generator) -> Sight:
    expected = int(numbers.integers(1, 41))
    seen = int(numbers.integers(1, expected + 1))
    if assumption.units == "exact":
        most = min(expected, 20) * seen / expected
        weight = int(max(0, np.floor(most)))
        value = int(numbers.binomial(weight, truth)) / weight if weight else 0.0
        return Sight("hook", "decisive", weight / most, expected, (Unit(value, 0, seen),))
    chance = truth
    if assumption.correlation:
        size = (1 - assumption.correlation) / assumption.correlation
        chance = float(numbers.beta(truth * size + 1e-9, (1 - truth) * size + 1e-9))
    trust = float(numbers.uniform(0.6, 0.95))
    passed = int(numbers.binomial(seen, chance))
    failed = seen - passed - int(numbers.binomial(seen - passed, assumption.hidden))
    return Sight("hook", "decisive", trust, expected, tuple(_spread(passed, failed, numbers)))


def _spread(passed: int, failed: int, numbers: np.random.Generator) -> Iterator[Unit]:
    """Units of different age."""
    for number, age in enumerate(numbers.integers(0, 365, passed + failed).tolist()):
        yield Unit(float(number < passed), age)
