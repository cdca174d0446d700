"""How levels come about: the worked example, the numbers of the policy, the questions."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from ospolis.engines.maturity import (
    Answer,
    InstitutionInput,
    ItemInput,
    ItemReading,
    Policy,
    Sight,
    Unit,
    judge_institutions,
)

# The example of docs/models/assessment.md: three roles say level 3; of 12 repositories 9 were read, and 6 pass.
_ROLES = ("focal_point", "head_of_it", "legal_officer")
_CLAIM, _EXPECTED, _READ, _PASS, _AGE = 3, 12, 9, 6, 73
_RELIABILITY = 0.9
_DAY = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One question judged three times: by words and evidence, by words alone, with nothing."""

    both: ItemReading
    words: ItemReading
    expected: int = _EXPECTED
    read: int = _READ
    passed: int = _PASS
    claim: int = _CLAIM


@functools.cache
def work_example(policy: Policy) -> WorkedExample:
    """Let the engine work the example out, so that the page cannot say anything else than the engine does."""
    units = tuple(Unit(value=float(place < _PASS), age_days=_AGE) for place in range(_READ))
    seen = Sight("repository.licence-clarity", "decisive", _RELIABILITY, _EXPECTED, units)
    hidden = Sight("repository.licence-clarity", "decisive", _RELIABILITY, _EXPECTED)
    answers = tuple(Answer(role, _CLAIM, _DAY) for role in _ROLES)
    cases = [
        InstitutionInput(number, (ItemInput("X", "X", answers=answers, sights=(sight,)),))
        for number, sight in enumerate((seen, hidden))
    ]
    both, words = (reading.items[0] for reading in judge_institutions(cases, policy))
    return WorkedExample(both, words)
