"""Figures: numbers worked out from the facts that hold now, with what is needed to work them out again."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ospolis.evidence.choices import Visibility
from ospolis.evidence.measures import FigureDefinition, definitions
from ospolis.evidence.models import Figure

SHARE, COUNT, SUM, RATIO = "share", "count", "sum", "ratio"


@dataclass(frozen=True, slots=True)
class FactValue:
    """What a figure needs of one fact."""

    fact_id: int
    measure: str
    institution_key: str
    number: float | None
    text: str
    visibility: str = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure worked out: shares in per cent, bounds from what is not known (all unknown against, all for)."""

    value: float | None
    numerator: float
    denominator: float | None
    unknown: int = 0
    low: float | None = None
    high: float | None = None


def figure_key(definition: str, subject_kind: str, subject_key: str) -> str:
    """The address of a figure under /why/."""
    return f"{definition}.{subject_kind}.{subject_key}"


def work_out(definition: FigureDefinition, facts: Iterable[FactValue]) -> Outcome:
    """Apply the rule of a definition to facts of its measures.

    Shapes   any number of facts; those of other measures do not count
    Units    shares and ratios in per cent; sums in the unit of the measure
    """
    sums = _Sums(definition)
    for fact in facts:
        if fact.measure in definition.measures:
            sums.take(fact)
    return sums.work_out()


@dataclass(slots=True)
class _Sums:
    """What a figure about one subject needs of its facts, which need not be held for it."""

    definition: FigureDefinition
    states: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    numbers: dict[str, float] = field(default_factory=dict)
    fact_ids: array[int] = field(default_factory=lambda: array("q"))

    def take(self, fact: FactValue) -> None:
        """Take one fact into account."""
        self.states[fact.measure, fact.text, fact.visibility == Visibility.PUBLIC] += 1
        self.fact_ids.append(fact.fact_id)
        if fact.number:
            self.numbers[fact.measure] = self.numbers.get(fact.measure, 0.0) + fact.number

    def work_out(self) -> Outcome:
        """Apply the rule."""
        definition = self.definition
        if definition.rule == SHARE:
            return self._work_out_share()
        if definition.rule == COUNT:
            total = len(self.fact_ids)
            counted = float(self._count(definition.counts) if definition.counts else total)
            return Outcome(counted, counted, None, self._count(definition.unknown))
        top = self.numbers.get(definition.measure, 0.0)
        if definition.rule == SUM:
            return Outcome(top, top, None)
        bottom = self.numbers.get(definition.over, 0.0)
        return Outcome(100 * top / bottom if bottom else None, top, bottom)

    def _work_out_share(self) -> Outcome:
        unknown, counted = self._count(self.definition.unknown), self._count(self.definition.counts)
        total = len(self.fact_ids)
        known = total - unknown
        if not total:
            return Outcome(None, 0.0, 0.0)
        value = 100 * counted / known if known else None
        low, high = 100 * counted / total, 100 * (counted + unknown) / total
        return Outcome(value, float(counted), float(known), unknown, low, high)

    def _count(self, texts: Collection[str]) -> int:
        return sum(number for (_, text, _), number in self.states.items() if text in texts)

    def list_states(self) -> list[list[str | int]]:
        """How many facts say what: measure, state, how many are public, how many are not; sorted."""
        places = sorted({(measure, text) for measure, text, _is_public in self.states})
        return [[*place, self.states[(*place, True)], self.states[(*place, False)]] for place in places]


def compute_office_figures(
    read_values: Callable[[FigureDefinition], Iterable[FactValue]],
    *,
    realm: str,
    institutions: Sequence[str],
    run_key: str,
    at: datetime,
) -> list[Figure]:
    """Work out all figures of an office and of each of its institutions, one after the other.

    Shapes   read_values: gives the facts of the measures of a figure, in any order; unsaved Figure rows come out
    """
    made = []
    for figure in definitions().figures.values():
        whole, apart = _Sums(figure), {key: _Sums(figure) for key in institutions}
        for fact in read_values(figure):
            whole.take(fact)
            if fact.institution_key in apart:
                apart[fact.institution_key].take(fact)
        made.append(_figure_row(whole, realm, "office", realm, run_key, at))
        made += [_figure_row(sums, realm, "institution", key, run_key, at) for key, sums in apart.items()]
    return made


def _figure_row(sums: _Sums, realm: str, kind: str, key: str, run_key: str, at: datetime) -> Figure:
    definition, outcome = sums.definition, sums.work_out()
    return Figure(
        key=figure_key(definition.code, kind, key), realm=realm, definition=definition.code, subject_kind=kind,
        subject_key=key, value=outcome.value, numerator=outcome.numerator, denominator=outcome.denominator,
        unknown=outcome.unknown, low=outcome.low, high=outcome.high, selection={"measures": definition.measures},
        facts_count=len(sums.fact_ids), facts_digest=digest_of(sorted(sums.fact_ids)),
        states=sums.list_states(), run_key=run_key, computed_at=at,
    )  # fmt: skip


def digest_of(fact_ids: Iterable[int]) -> str:
    """Proves that a figure's facts are the same ones that it was worked out from."""
    digest = hashlib.blake2b(digest_size=16)
    for fact_id in fact_ids:
        digest.update(b"%d," % fact_id)
    return digest.hexdigest()


def same_figure(held: Figure, fresh: Figure) -> bool:
    """Whether a figure worked out anew says nothing new."""
    names = ("value", "numerator", "denominator", "unknown", "facts_digest")
    return all(getattr(held, name) == getattr(fresh, name) for name in names)
