"""Short ways to say what is known of an institution."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ospolis.engines.maturity import (
    Answer,
    InstitutionInput,
    InstitutionReading,
    ItemInput,
    ItemReading,
    Policy,
    Sight,
    Unit,
    judge_institutions,
)

DAY = date(2026, 11, 1)


def say(*levels: float | None) -> tuple[Answer, ...]:
    """Answers of as many roles."""
    return tuple(Answer(f"role-{number}", level, DAY) for number, level in enumerate(levels))


def see(passing: int, failing: int, expected: float, *, age: float = 0, trust: float = 0.9, **more: Any) -> Sight:
    """A hook that saw some units pass and some fail."""
    units = (Unit(1, age),) * passing + (Unit(0, age),) * failing
    return replace(Sight("repository.licence", "decisive", trust, expected, units), **more)


def ask(**known: Any) -> ItemInput:
    """The item D3.1 with what is known of it."""
    return ItemInput(**{"code": "D3.1", "dimension": "D3", **known})


def judge(*items: ItemInput, policy: Policy, **more: Any) -> InstitutionReading:
    """Judge one institution."""
    return next(judge_institutions([InstitutionInput("m1", items, **more)], policy))


def judge_item(policy: Policy, **known: Any) -> ItemReading:
    """Judge one item of one institution."""
    return judge(ask(**known), policy=policy).items[0]
