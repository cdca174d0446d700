"""How long an assessment takes, with the database: an office whole, whole again a day later, and after one new fact.

Promise: 150 institutions with 64 questions and 5 respondents each in at most 2 s of processor time, 2,000 in at most
30 s; one new fact in at most 1 s.
Run: python benchmarks/assessment.py [INSTITUTIONS ...] [--repositories=N]; without any, 150 and 2,000 institutions.
What is loaded once for each process, numpy above all, is loaded before.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from _assessed_country import NOON, REALM, make_country, set_up, write_one_answer
from _measuring import Cost, measured, say

SIZES = (150, 2_000)
PROMISES = {150: 2.0, 2_000: 30.0}
ONE_FACT = 1.0


def numbers() -> tuple[list[int], int]:
    """How many institutions, and how many repositories each."""
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    repositories = [int(word.split("=")[1]) for word in sys.argv[1:] if word.startswith("--repositories=")]
    return given or list(SIZES), (repositories or [8])[0]


def assess(day: date, *institutions: str) -> tuple[Cost, int]:
    """Assess the office once; returns what it took, and how many institutions changed."""
    from ospolis.assessment.assessing import AssessOrder, assess_office  # noqa: PLC0415  # the site is set up by now
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now

    actor = system_viewer("benchmark")
    with measured() as cost:
        done = assess_office(AssessOrder(realm=REALM, day=day, actor=actor, at=NOON, institutions=tuple(institutions)))
    return cost, done.changed


def tell(name: str, cost: Cost, changed: int, promise: float | None) -> None:
    """One line; behind it how much was promised."""
    say(name, cost, count=changed, unit="institutions")
    if promise is not None:
        print(f"{'':<34} promised: at most {promise:g} s; {'kept' if cost.cpu <= promise else 'NOT kept'}", flush=True)


def measure(institutions: int, repositories: int) -> None:
    """Make a country and assess it."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        set_up(Path(place))
        with measured() as cost:
            facts = make_country(institutions, repositories)
        say(f"writing {institutions:,} institutions", cost, count=facts, unit="facts")
        day = NOON.date()
        assess(day, "inst-1")
        tell("the first time", *assess(day), PROMISES.get(institutions))
        tell("again, nothing changed", *assess(day), None)
        tell("again whole, a day later", *assess(day + timedelta(days=1)), PROMISES.get(institutions))
        write_one_answer()
        tell("one institution after a new fact", *assess(day + timedelta(days=1), "inst-0"), ONE_FACT)


def main() -> None:
    sizes, repositories = numbers()
    if len(sizes) == 1:
        measure(sizes[0], repositories)
        return
    for size in sizes:  # a program for each, so that each shows its own memory
        subprocess.run([sys.executable, __file__, str(size), f"--repositories={repositories}"], check=True)


if __name__ == "__main__":
    main()
