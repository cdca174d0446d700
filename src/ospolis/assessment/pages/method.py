"""How levels come about: the worked example, the numbers of the policy, the questions."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from ospolis.assessment.pages.words import say_exact
from ospolis.core.charts import Estimate, RowChart, draw_interval_rows
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

    @property
    def chart(self) -> RowChart:
        """Both cases as marks on one axis."""
        rows = (
            (_("words and evidence"), self.both),
            (_("words, all evidence hidden"), self.words),
        )
        chart = draw_interval_rows(
            [Estimate(words, row.best, row.low or 0.0, row.high or 0.0) for words, row in rows],
            caption=_("The example with and without its evidence"),
            head=(_("What is known"), _("Best estimate"), _("Range")),
            legend=(_("Best estimate"), _("Range"), ""), joiner="%(low)s %(high)s",
        )  # fmt: skip
        marks = tuple(
            replace(mark, text=_tell(row.best), more=(f"{_tell(row.low)} – {_tell(row.high)}", _tell(row.proven)))
            for mark, (_words, row) in zip(chart.rows, rows, strict=True)
        )
        return replace(chart, head=(*chart.head, _("Proven")), rows=marks)


def _tell(level: float | None) -> str:
    return "?" if level is None else say_exact(level)


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
