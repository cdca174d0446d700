"""The only reader of the ledger for other apps. The viewer comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Substr

from ospolis.core.access import Role, Viewer
from ospolis.evidence.choices import Visibility
from ospolis.evidence.figures import FactValue, digest_of
from ospolis.evidence.measures import FigureDefinition, definitions
from ospolis.evidence.models import CurrentValue, Fact, Figure
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as a page shows it, with its definition; `key` is its address under /why/."""

    key: str
    definition: FigureDefinition
    value: float | None
    numerator: float
    denominator: float | None
    unknown: int
    low: float | None
    high: float | None
    computed_at: datetime


def visible_to(viewer: Viewer) -> Q:
    """The facts that a viewer may see: public ones, those of institutions that the own roles cover, and those of
    the own offices that are about no institution."""
    seen = Q(visibility=Visibility.PUBLIC)
    if viewer.grants:
        seen |= Q(institution_key__in=institutions_covered_by(viewer).order_by().values("key"))
        seen |= Q(institution_key="", realm__in=viewer.realms(Role.OFFICER))
    return seen


def facts_seen_by(viewer: Viewer) -> QuerySet[Fact]:
    """Every fact that the viewer may see, newest first.

    Cost     1 query when read
    """
    return Fact.objects.filter(visible_to(viewer))


def newest_fact_of(viewer: Viewer, realm: str, *, until: datetime | None = None) -> int:
    """The number of the newest fact of an office, or of the newest one recorded until a moment; 0 without any.

    Cost     1 query
    """
    rows = Fact.objects.filter(realm=realm)
    if until is not None:
        rows = rows.filter(recorded_at__lte=until)
    return rows.order_by("-id").values_list("id", flat=True).first() or 0


def current_facts(viewer: Viewer, realm: str) -> QuerySet[Fact]:
    """The facts of an office that hold now, in the order in which they were recorded.

    Cost     1 query when read
    """
    return facts_seen_by(viewer).filter(realm=realm, ended_at=None, superseded_by=None).order_by("id")


def values_seen_by(viewer: Viewer) -> QuerySet[CurrentValue]:
    """What holds now, as far as the viewer may see it.

    Cost     1 query when read
    """
    return CurrentValue.objects.filter(visible_to(viewer))


def values_of_subject(viewer: Viewer, kind: str, key: str) -> list[CurrentValue]:
    """Everything that holds now for one subject, each with its fact.

    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(subject_kind=kind, subject_key=key)
    return list(rows.select_related("fact").order_by("measure", "part", "id"))


def count_states(viewer: Viewer, realm: str, measures: Collection[str]) -> dict[str, dict[str, int]]:
    """How many subjects of an office are in each state of some measures: measure -> state -> number.

    Shapes   every measure asked for has its entry; facts of parts left out
    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(realm=realm, measure__in=measures, part="")
    counted = rows.values_list("measure", "text").annotate(n=Count("id")).order_by("measure", "text")
    states: dict[str, dict[str, int]] = {measure: {} for measure in measures}
    for measure, text, n in counted:
        states[measure][text] = n
    return states


def figures_of(
    viewer: Viewer, kind: str, keys: Iterable[str], codes: Collection[str] = ()
) -> dict[tuple[str, str], FigureRow]:
    """The current figures of subjects: (definition code, subject key) -> figure.

    Shapes   codes: the definitions that are wanted, all of them when none is named; figures of offices and
             institutions are public
    Cost     1 query
    """
    rows = Figure.objects.filter(is_current=True, subject_kind=kind, subject_key__in=list(keys)).order_by("id")
    if codes:
        rows = rows.filter(definition__in=codes)
    return {(row.definition.code, key): row for key, row in _show_figures(rows)}


def figures_across(viewer: Viewer, realm: str, codes: Collection[str]) -> dict[str, dict[str, FigureRow]]:
    """Some figures of all institutions of an office: definition code -> institution key -> figure.

    Shapes   every code asked for has its entry
    Cost     1 query
    """
    rows = Figure.objects.filter(realm=realm, definition__in=codes, is_current=True, subject_kind="institution")
    found: dict[str, dict[str, FigureRow]] = {code: {} for code in codes}
    for key, row in _show_figures(rows.order_by("subject_key", "id")):
        found[row.definition.code][key] = row
    return found


def count_states_apart(
    viewer: Viewer, realm: str, measures: Collection[str], *, institution: str = ""
) -> dict[str, dict[tuple[str, str, str], int]]:
    """How many subjects of each institution are in each state: measure -> (institution, part, state) -> number.

    Shapes   institution: the key of one, when only that is wanted; every measure asked for has its entry
    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(realm=realm, measure__in=measures)
    if institution:
        rows = rows.filter(institution_key=institution)
    counted = rows.values_list("measure", "institution_key", "part", "text").annotate(n=Count("id"))
    states: dict[str, dict[tuple[str, str, str], int]] = {measure: {} for measure in measures}
    for measure, key, part, text, n in counted.order_by("measure", "institution_key", "part", "text"):
        states[measure][key, part, text] = n
    return states


def values_of_subjects(
    viewer: Viewer, kind: str, keys: Iterable[str], measures: Iterable[str]
) -> dict[tuple[str, str], CurrentValue]:
    """What holds now of some measures for many subjects: (measure, subject key) -> value; facts of parts left out.

    Shapes   `fact_id` is the address under /why/, `text` and `number` what it says; other columns cost a query each
    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(
        subject_kind=kind, subject_key__in=list(keys), measure__in=list(measures), part=""
    )
    rows = rows.only("subject_key", "measure", "fact_id", "text", "number").order_by("subject_key", "measure", "id")
    return {(row.measure, row.subject_key): row for row in rows}


def figure_values(viewer: Viewer, realm: str, figure: FigureDefinition) -> Iterator[FactValue]:
    """What a figure of an office is worked out from; facts with a part never count, they detail another fact.

    Cost     1 query, whose rows are not held in memory
    """
    names = ("fact_id", "measure", "institution_key", "number", "text", "visibility")
    rows = CurrentValue.objects.filter(realm=realm, measure__in=sorted(figure.measures), part="").order_by()
    for row in rows.values_list(*names).iterator(chunk_size=2000):
        yield FactValue(*row)


def get_figure(viewer: Viewer, key: str) -> Figure:
    """The current figure of an address.

    Cost     1 query
    Raises   Figure.DoesNotExist
    """
    return Figure.objects.get(key=key, is_current=True, definition__in=definitions().figures)


def previous_figure(viewer: Viewer, figure: Figure) -> Figure | None:
    """The figure of the same address that held before.

    Cost     1 query
    """
    rows = Figure.objects.filter(key=figure.key, is_current=False, pk__lt=figure.pk)
    return rows.order_by("-pk").first()


def facts_of_figure(viewer: Viewer, figure: Figure) -> QuerySet[Fact]:
    """The facts that a figure was worked out from, as they held then, in the order in which they were recorded.

    Cost     1 query when read
    """
    held = Q(ended_at=None) | Q(ended_at__gt=figure.computed_at)
    return _facts_that_counted(viewer, figure).filter(held).order_by("id")


def count_facts_of_figure(viewer: Viewer, figure: Figure) -> dict[tuple[str, str], int]:
    """How many facts of a figure say what: (measure, state) -> number; the state is empty for numbers.

    Shapes   as counted when the figure was worked out; counted anew only where the viewer may open some that are
             not public
    Cost     no query for facts that are all public, and for visitors; else 1
    """
    if viewer.grants and any(others for _measure, _text, _public, others in figure.states):
        rows = facts_of_figure(viewer, figure).order_by("measure", "text")
        return {(measure, text): n for measure, text, n in rows.values_list("measure", "text").annotate(n=Count("id"))}
    return {(measure, text): public for measure, text, public, _others in figure.states if public}


def first_facts_of_figure(viewer: Viewer, figure: Figure, *, state: str = "", most: int) -> list[Fact]:
    """The first of the facts that a figure was worked out from, as they held then, by what they say.

    Shapes   state: only the facts that say this
    Cost     2 queries, through indexes: those that still hold, and those that ended since
    """
    rows = _facts_that_counted(viewer, figure)
    if state:
        rows = rows.filter(text=state)
    rows = rows.order_by("measure", "text", "id")
    found = [*rows.filter(ended_at=None)[:most], *rows.filter(ended_at__gt=figure.computed_at)[:most]]
    return sorted(found, key=lambda fact: (fact.measure, fact.text, fact.pk))[:most]


def facts_are_complete(viewer: Viewer, figure: Figure) -> bool:
    """Whether the facts found now are exactly those that the figure was worked out from.

    Cost     1 query
    """
    return digest_of(facts_of_figure(viewer, figure).values_list("id", flat=True)) == figure.facts_digest


def get_fact(viewer: Viewer, pk: int) -> Fact:
    """One fact with what superseded it.

    Cost     1 query
    Raises   Fact.DoesNotExist
    """
    return facts_seen_by(viewer).select_related("superseded_by").get(pk=pk)


def history_of_fact(viewer: Viewer, fact: Fact) -> list[Fact]:
    """What was said of the same subject and measure before and after, newest first, at most 20.

    Cost     1 query
    """
    rows = facts_seen_by(viewer).filter(
        subject_kind=fact.subject_kind, subject_key=fact.subject_key, measure=fact.measure, part=fact.part
    )
    return list(rows.exclude(pk=fact.pk)[:20])


def _facts_that_counted(viewer: Viewer, figure: Figure) -> QuerySet[Fact]:
    """The facts recorded before a figure that its selection names, whether they hold still or not."""
    measures = figure.selection["measures"]
    # One measure is an equality, through which an index also gives the order.
    about = Q(measure=measures[0]) if len(measures) == 1 else Q(measure__in=measures)
    rows = Fact.objects.filter(about, realm=figure.realm, part="", recorded_at__lte=figure.computed_at)
    if figure.subject_kind == "institution":
        rows = rows.filter(institution_key=figure.subject_key)
    return rows.filter(visible_to(viewer))


def _show_figures(rows: QuerySet[Figure]) -> Iterator[tuple[str, FigureRow]]:
    """Subject key and figure of each row: only what pages show, because states and selection are long."""
    known = definitions().figures
    columns = ("value", "numerator", "denominator", "unknown", "low", "high", "computed_at")
    for subject, key, code, value, top, *rest in rows.values_list("subject_key", "key", "definition", *columns):
        yield subject, FigureRow(key, known[code], value, top or 0.0, *rest)


class SaidFact(NamedTuple):
    """A fact that holds now of what people said, as far as an assessment reads it.

    Shapes   day: year-month-day that it says itself, else the one on which it was recorded
    """

    pk: int
    institution: str
    measure: str
    part: str
    text: str
    number: float | None
    day: str


class HeldFact(NamedTuple):
    """A fact that holds now of what was seen, as far as an assessment reads it.

    Shapes   day: the day that it says itself, if it does; recorded_on: year-month-day in UTC, as text, because a
             hundred thousand moments would cost more to read than all the rest
    """

    pk: int
    institution: str
    measure: str
    part: str
    text: str
    number: float | None
    subject: str
    day: str | None
    recorded_on: str
    source_key: str
    provenance: str


def words_of_subject(
    viewer: Viewer, kind: str, key: str, measures: Collection[str]
) -> Iterator[tuple[str, str, str, str, str | None]]:
    """What holds now of one subject: measure, part, text, version of the method, and the day that it says.

    Cost     1 query when read; for whoever writes about the subject, so single facts must not be shown
    """
    rows = CurrentValue.objects.filter(subject_kind=kind, subject_key=key, measure__in=measures).order_by()
    return rows.values_list("measure", "part", "text", "fact__method_version", "fact__detail__date").iterator()


def measures_recorded(viewer: Viewer, realm: str, measures: Collection[str]) -> frozenset[str]:
    """Those of some measures that at least one fact of an office speaks of now.

    Cost     1 query
    """
    rows = CurrentValue.objects.filter(realm=realm, measure__in=measures)
    return frozenset(rows.order_by().values_list("measure", flat=True).distinct())


_SAID = ("pk", "institution_key", "measure", "part", "text", "number")


class _Day(KeyTextTransform):
    """The date in the detail of a fact. It is text, so SQLite need not open the detail twice to ask for its type."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, parameters = compiler.compile(self.get_source_expressions()[0])
        return f"JSON_EXTRACT({column}, '$.date')", tuple(parameters)


_SAYS_DAY = _Day("date", "detail")
_RECORDED_ON = Substr(Cast("recorded_at", CharField()), 1, 10)
_AT_ONCE = 5000


def facts_said(viewer: Viewer, institutions: Collection[str], measures: Collection[str]) -> Iterator[SaidFact]:
    """What people said of some institutions and holds now, in no fixed order; single facts must not be shown.

    Cost     1 query when read
    """
    rows = _hold_of(institutions, measures).values_list(
        *_SAID, Coalesce(_SAYS_DAY, _RECORDED_ON, output_field=CharField())
    )
    return map(SaidFact._make, rows.iterator(chunk_size=_AT_ONCE))


def facts_to_count(
    viewer: Viewer, institutions: Collection[str], measures: Collection[str], parts: Collection[str] = ()
) -> Iterator[HeldFact]:
    """The facts of some measures that hold now about some institutions and what is theirs, in no fixed order.

    Shapes   parts: only facts with one of these parts, when any is named; what is counted may be counted whoever
             looks, so single facts must not be shown
    Cost     1 query when read
    """
    rows = _hold_of(institutions, measures)
    if parts:
        rows = rows.filter(part__in=parts)
    found = rows.values_list(*_SAID, "subject_key", _SAYS_DAY, _RECORDED_ON, "source_key", "provenance")
    return map(HeldFact._make, found.iterator(chunk_size=_AT_ONCE))


def _hold_of(institutions: Collection[str], measures: Collection[str]) -> QuerySet[Fact]:
    """Found by the institution: named beside it, the office would lead a database to read every fact of the office."""
    held = Fact.objects.filter(ended_at=None)
    return held.filter(institution_key__in=institutions, measure__in=measures).order_by()
