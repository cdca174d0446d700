"""Figures: numbers worked out from the facts that hold now, with what is needed to work them out again."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    rows = [fact for fact in facts if fact.measure in definition.measures]
    if definition.rule == SHARE:
        return _work_out_share(definition, rows)
    if definition.rule == COUNT:
        counted = float(sum(not definition.counts or row.text in definition.counts for row in rows))
        return Outcome(counted, counted, None, sum(row.text in definition.unknown for row in rows))
    top = sum(row.number or 0.0 for row in rows if row.measure == definition.measure)
    if definition.rule == SUM:
        return Outcome(top, top, None)
    bottom = sum(row.number or 0.0 for row in rows if row.measure == definition.over)
    return Outcome(100 * top / bottom if bottom else None, top, bottom)


def _work_out_share(definition: FigureDefinition, rows: list[FactValue]) -> Outcome:
    unknown = sum(row.text in definition.unknown for row in rows)
    counted = sum(row.text in definition.counts for row in rows)
    known, total = len(rows) - unknown, len(rows)
    if not total:
        return Outcome(None, 0.0, 0.0)
    value = 100 * counted / known if known else None
    low, high = 100 * counted / total, 100 * (counted + unknown) / total
    return Outcome(value, float(counted), float(known), unknown, low, high)


def figure_measures() -> set[str]:
    """The measures that figures are worked out from."""
    return {measure for figure in definitions().figures.values() for measure in figure.measures}


def compute_office_figures(
    values: Iterable[FactValue], *, realm: str, institutions: Sequence[str], run_key: str, at: datetime
) -> list[Figure]:
    """Work out all figures of an office and of each of its institutions.

    Shapes   values: of `figure_measures`; unsaved Figure rows come out
    """
    figures = definitions().figures.values()
    by_measure: dict[str, list[FactValue]] = defaultdict(list)
    for value in values:
        by_measure[value.measure].append(value)
    made = []
    for figure in figures:
        facts = sorted((fact for name in figure.measures for fact in by_measure[name]), key=lambda fact: fact.fact_id)
        made.append(_figure_row(figure, facts, realm, "office", realm, run_key, at))
        apart: dict[str, list[FactValue]] = defaultdict(list)
        for fact in facts:
            apart[fact.institution_key].append(fact)
        made += [_figure_row(figure, apart[key], realm, "institution", key, run_key, at) for key in institutions]
    return made


def _figure_row(
    definition: FigureDefinition,
    facts: list[FactValue],
    realm: str,
    kind: str,
    key: str,
    run_key: str,
    at: datetime,
) -> Figure:
    outcome = work_out(definition, facts)
    return Figure(
        key=figure_key(definition.code, kind, key), realm=realm, definition=definition.code, subject_kind=kind,
        subject_key=key, value=outcome.value, numerator=outcome.numerator, denominator=outcome.denominator,
        unknown=outcome.unknown, low=outcome.low, high=outcome.high, selection={"measures": definition.measures},
        facts_count=len(facts), facts_digest=digest_of(fact.fact_id for fact in facts),
        states=count_by_state(facts), run_key=run_key, computed_at=at,
    )  # fmt: skip


def count_by_state(facts: Iterable[FactValue]) -> list[list[str | int]]:
    """Count facts by what they say: measure, state, how many are public, how many are not; sorted."""
    counted = Counter((fact.measure, fact.text, fact.visibility == Visibility.PUBLIC) for fact in facts)
    places = sorted({(measure, text) for measure, text, _is_public in counted})
    return [[*place, counted[(*place, True)], counted[(*place, False)]] for place in places]


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
