"""How long an assessment takes, and how well its ranges keep what they say.

Promise: 150 institutions x 60 items x 5 respondents in 2 s, of which the numbers take less than 1 s; 2,000 institutions
in 30 s. Run: python benchmarks/maturity.py [INSTITUTIONS...], or with --calibration [ITEMS]
The figures of docs/explanation/calibration.md are those of --calibration.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from datetime import date

import numpy as np
from _measuring import ROOT, measured, say

sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from engines.maturity.simulated_country import ASSUMPTIONS, calibrate  # noqa: E402  # stands in the folder above
from ospolis.engines.maturity import (  # noqa: E402
    Answer,
    InstitutionInput,
    ItemInput,
    Sight,
    Unit,
    judge_institutions,
    rank_institutions,
    shipped_policy,
)

DAY = date(2026, 11, 1)
ROLES = ("focal_point", "developer", "lawyer", "buyer", "head")
ITEMS = 60


def make_country(count: int, seed: int) -> Iterator[InstitutionInput]:
    """Institutions with 60 items, 5 respondents each; 41 items with up to two hooks of 1 to 15 units."""
    numbers = np.random.default_rng(seed)
    targets = {f"D{area}": 3.0 for area in range(1, 11)}
    for number in range(count):
        size = int(numbers.integers(1, 16))
        items = tuple(_make_item(place, size, numbers) for place in range(ITEMS))
        yield InstitutionInput(number, items, targets)


def _make_item(place: int, size: int, numbers: np.random.Generator) -> ItemInput:
    levels = np.clip(np.round(numbers.normal(2, 0.8) + numbers.normal(0, 0.5, len(ROLES))), 0, 4).tolist()
    answers = tuple(Answer(role, level, DAY) for role, level in zip(ROLES, levels, strict=True))
    hooks = 0 if place >= 41 else 1 + (place % 4 == 0)
    sights = tuple(_make_sight(f"hook-{hook}", size, numbers) for hook in range(hooks))
    area = place % 10 + 1
    essential = 1 + place // 10 if place < 40 and place % 3 == 0 else None
    return ItemInput(f"D{area}.{place // 10}", f"D{area}", essential_for=essential, answers=answers, sights=sights)


def _make_sight(measure: str, size: int, numbers: np.random.Generator) -> Sight:
    seen = int(numbers.integers(0, size + 1))
    passed = (numbers.random(seen) < 0.5).tolist()
    ages = numbers.integers(0, 500, seen).tolist()
    units = tuple(Unit(float(value), age) for value, age in zip(passed, ages, strict=True))
    return Sight(measure, "decisive", 0.9, size, units, facts=tuple(range(seen)))


def measure_judgement(count: int) -> None:
    """Judge a country in batches that are made one by one; only the judgement is timed."""
    policy = shipped_policy().policy
    spent, readings, scores = 0.0, 0, {}
    with measured() as cost:
        waiting = _hold(make_country(count, 7))
        for batch in waiting:
            began = time.process_time()
            for reading in judge_institutions(batch, policy):
                readings += len(reading.items)
                scores[reading.id] = {area.code: area.proven for area in reading.dimensions}
            spent += time.process_time() - began
    cost.cpu = spent
    say(f"{count:,} institutions", cost, count=readings, unit="items")
    with measured() as cost:
        rank_institutions(scores, policy, seed=1)
    say(f"ranking of {count:,}", cost)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _hold(institutions: Iterator[InstitutionInput]) -> Iterator[list[InstitutionInput]]:
    batch: list[InstitutionInput] = []
    for institution in institutions:
        batch.append(institution)
        if len(batch) == 100:
            yield batch
            batch = []
    if batch:
        yield batch


def measure_calibration(items: int) -> None:
    """Print how often ranges of 90 % hold the truth, and how far best estimates lie above it on average."""
    policy = shipped_policy().policy
    print(f"{'how truth makes data':<78} covered    bias  claims")
    for assumption in ASSUMPTIONS:
        found = calibrate(assumption, policy, items=items, seed=2026)
        print(f"{assumption.words:<78} {found.coverage:7.3f} {found.bias:+7.3f} {found.claimed:+7.3f}", flush=True)


def main() -> None:
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    if "--calibration" in words:
        measure_calibration(numbers[0] if numbers else 40_000)
        return
    for count in numbers or [150, 2000]:
        measure_judgement(count)


if __name__ == "__main__":
    main()
