"""Figures and facts as their pages tell them: plain values for templates, no queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.core.exports import Table
from ospolis.evidence.choices import Provenance
from ospolis.evidence.figures import COUNT, RATIO, SHARE
from ospolis.evidence.measures import FigureDefinition, Measure, definitions
from ospolis.evidence.models import Fact, Figure


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as a row: whose it is, what was found, where, how, and the addresses behind it."""

    url: str
    subject: str
    subject_url: str
    value: str
    place: str
    commit: str
    provenance: str
    is_word: bool
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many facts of a figure say one thing, and what that means for the number."""

    state: str
    measure: str
    facts: str
    part: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FigureWhy:
    """A figure with everything needed to check it."""

    sentence: str
    value: str
    sum: str
    bounds: str
    meaning: str
    rule: str
    measure: Measure
    method: str
    at: datetime
    collection: str
    before: str
    before_at: datetime | None
    states: tuple[StateLine, ...]
    facts: tuple[FactLine, ...]
    facts_sentence: str
    hidden: str
    csv_url: str
    collection_url: str


@dataclass(frozen=True, slots=True)
class FactWhy:
    """One fact with everything needed to check it, and what was said before."""

    title: str
    line: FactLine
    measure: Measure
    fact: Fact
    provenance: str
    place: str
    detail: tuple[tuple[str, str], ...]
    reliability: str
    history: tuple[FactLine, ...]
    source_url: str


def say_value(value: float | None, unit: str) -> str:
    """A number with its unit as people read it; unknown is a word."""
    if value is None:
        return _("unknown")
    if unit == "%":
        # Nearly none is not none, and nearly all is not all.
        edge = "< " if 0 < value < 0.5 else "> " if 99.5 <= value < 100 else ""
        return f"{edge}{number_format(1 if edge == '< ' else 99 if edge else round(value), decimal_pos=0)} %"
    return number_format(round(value), decimal_pos=0, force_grouping=True)


def describe_figure(
    figure: Figure, states: dict[tuple[str, str], int], facts: list[Fact], before: Figure | None, *, state: str = ""
) -> FigureWhy:
    """Tell a figure: the sentence, how it was worked out, what counted and what did not, and its first facts.

    Shapes   states: facts by measure and state, as the reader may see them; facts: those of `state`, or of all
    """
    definition = definitions().figures[figure.definition]
    value = say_value(figure.value, definition.unit)
    visible = sum(states.values())
    total = sum(n for (_measure, text), n in states.items() if text == state) if state else visible
    return FigureWhy(
        sentence=_say_finding(figure, definition, value),
        value=value,
        sum=_say_sum(figure, definition, value),
        bounds=_say_bounds(figure),
        meaning=_(definition.meaning),
        rule=_say_rule(definition),
        measure=definitions().measures[definition.measure],
        method=definitions().version,
        at=figure.computed_at,
        collection=figure.run_key,
        before=say_value(before.value, definition.unit) if before else "",
        before_at=before.computed_at if before else None,
        states=tuple(_state_line(figure, definition, place, n, shown=state) for place, n in states.items()),
        facts=tuple(fact_line(fact) for fact in facts),
        facts_sentence=_say_shown(len(facts), total),
        hidden=_say_hidden(figure.facts_count - visible),
        csv_url=address_of("evidence:figure-facts", figure.key),
        collection_url=f"/collection/?{urlencode({'office': figure.realm})}",
    )


def _state_line(
    figure: Figure, definition: FigureDefinition, place: tuple[str, str], n: int, *, shown: str
) -> StateLine:
    measure, state = place
    if state in definition.unknown:
        part = _("Left out: not known")
    elif not definition.counts or state in definition.counts:
        part = _("Counts")
    elif definition.rule == SHARE:
        part = _("Counts in the whole, not in the share")
    else:
        part = _("Does not count")
    address = address_of("evidence:figure", figure.key)
    return StateLine(
        state=state,
        measure=_(definitions().measures[measure].title),
        facts=number_format(n, force_grouping=True),
        part=part,
        url=f"{address}?{urlencode({'state': state})}" if state else "",
        is_shown=bool(state) and state == shown,
    )


def _say_hidden(number: int) -> str:
    """What the number rests on, but this reader may not open."""
    if number <= 0:
        return ""
    return ngettext(
        "%(n)s more fact counts, but only the office and the institution may open it.",
        "%(n)s more facts count, but only the office and the institution may open them.",
        number,
    ) % {"n": number_format(number, force_grouping=True)}


def _say_finding(figure: Figure, definition: FigureDefinition, value: str) -> str:
    if figure.value is None:
        return _("%(title)s: not known yet") % {"title": _(definition.title)}
    return f"{value} {_(definition.finding)}"


def _say_sum(figure: Figure, definition: FigureDefinition, value: str) -> str:
    """The arithmetic, so that anybody can repeat it."""
    if definition.rule in (SHARE, RATIO) and figure.denominator:
        parts = {
            "top": number_format(round(figure.numerator or 0), force_grouping=True),
            "bottom": number_format(round(figure.denominator), force_grouping=True),
            # Rounded first: Django cuts the digits that it does not show.
            "value": f"{number_format(round(100 * (figure.numerator or 0) / figure.denominator, 1), decimal_pos=1)} %",
        }
        return _("%(top)s ÷ %(bottom)s = %(value)s") % parts
    return value


def _say_bounds(figure: Figure) -> str:
    if not figure.facts_count:
        return _("No fact was recorded yet that this number could rest on.")
    if not figure.unknown or figure.low is None or figure.high is None:
        return _("Nothing is estimated here: everything known was counted, so there is no interval.")
    parts = {"low": round(figure.low), "high": round(figure.high)}
    return ngettext(
        "%(n)s is not known. Depending on it, the share lies between %(low)s and %(high)s %%.",
        "%(n)s are not known. Depending on them, the share lies between %(low)s and %(high)s %%.",
        figure.unknown,
    ) % {"n": figure.unknown, **parts}


def _say_rule(definition: FigureDefinition) -> str:
    states = {"states": ", ".join(definition.counts), "unknown": ", ".join(definition.unknown)}
    if definition.rule == SHARE:
        rule = _("Facts that say %(states)s, divided by all facts.") % states
        if definition.unknown:
            rule = _("Facts that say %(states)s, divided by all facts except those that say %(unknown)s.") % states
        return rule
    if definition.rule == RATIO:
        known = definitions().measures
        parts = {"top": _(known[definition.measure].title), "bottom": _(known[definition.over].title)}
        return _("The sum of “%(top)s”, divided by the sum of “%(bottom)s”.") % parts
    if definition.rule == COUNT:
        return _("Facts that say %(states)s are counted.") % states if definition.counts else _("Facts are counted.")
    return _("The numbers of all facts are added up.")


def _say_shown(shown: int, total: int) -> str:
    if shown == total:
        return ngettext("%(n)s fact.", "All %(n)s facts.", total) % {"n": number_format(total, force_grouping=True)}
    parts = {"shown": number_format(shown, force_grouping=True), "total": number_format(total, force_grouping=True)}
    return _("The first %(shown)s of %(total)s facts.") % parts


def describe_fact(fact: Fact, history: list[Fact]) -> FactWhy:
    """Tell a fact: what it says, of what, where it was found, by which method, and what was said before."""
    measure = definitions().measures[fact.measure]
    detail = tuple((str(name), _short(value)) for name, value in sorted(fact.detail.items()) if value not in ("", None))
    return FactWhy(
        title=f"{_(measure.title)}: {value_of(fact)}",
        line=fact_line(fact),
        measure=measure,
        fact=fact,
        provenance=str(Provenance(fact.provenance).label),
        place=place_of(fact),
        detail=detail,
        reliability=f"{round(100 * fact.reliability)} %",
        history=tuple(fact_line(row) for row in history),
        source_url=f"/collection/{fact.source_key}/" if fact.source_key else "",
    )


def fact_line(fact: Fact) -> FactLine:
    """One fact as a row of a table."""
    return FactLine(
        url=address_of("evidence:fact", fact.pk),
        subject=fact.subject_key,
        subject_url=subject_url(fact.subject_kind, fact.subject_key),
        value=value_of(fact),
        place=place_of(fact),
        commit=fact.commit,
        provenance=str(Provenance(fact.provenance).label),
        is_word=fact.provenance in WORDS,
        at=fact.recorded_at,
        reason=reason_of(fact),
    )


def reason_of(fact: Fact) -> str:
    """Why a fact says what it says, where its method wrote that down: the first reason, in its own words."""
    for name in ("why", "reason", "conflicts", "not understood", "problems"):
        said = fact.detail.get(name)
        first = next(iter(said), "") if isinstance(said, list) else said
        if first:
            return str(first)[:200]
    return ""


# A person's word; everything else is a machine's finding.
WORDS = frozenset({Provenance.DECLARATION, Provenance.METADATA, Provenance.ANSWER})
_SUBJECT_PATHS = {"institution": "institutions", "system": "systems", "repository": "repositories"}


def subject_url(kind: str, key: str) -> str:
    """The page of what a fact is about, as the contract fixes its address."""
    return f"/{_SUBJECT_PATHS[kind]}/{key}/" if kind in _SUBJECT_PATHS else "/map/"


def value_of(fact: Fact) -> str:
    """What a fact says, with its part and unit."""
    said = fact.text or (say_value(fact.number, "") if fact.number is not None else _("nothing found"))
    unit = fact.unit if fact.number is not None else ""
    return " ".join(part for part in (f"{fact.part}:" if fact.part else "", said, unit) if part)


def place_of(fact: Fact) -> str:
    """File and lines, or the record, where a fact was found."""
    if fact.path and fact.line_start:
        last = fact.line_end if fact.line_end and fact.line_end != fact.line_start else None
        if last:
            return _("%(path)s, lines %(first)s to %(last)s") % {
                "path": fact.path,
                "first": fact.line_start,
                "last": last,
            }
        return _("%(path)s, line %(line)s") % {"path": fact.path, "line": fact.line_start}
    return fact.path or fact.record


def fact_table(facts: QuerySet[Fact]) -> Table:
    """Facts as a table of an export."""
    rows = (export_row(fact) for fact in facts.iterator(chunk_size=1000))
    return Table("facts", tuple(fact_header()), rows)


def fact_header() -> list[str]:
    """The columns of facts in an export."""
    return [
        "fact", "subject_kind", "subject", "measure", "part", "number", "text", "unit", "provenance", "source",
        "repository", "commit", "path", "line_start", "line_end", "record", "method", "method_version",
        "recorded_at",
    ]  # fmt: skip


def export_row(fact: Fact) -> list[Any]:
    """One fact as the cells of an export, in the order of `fact_header`."""
    return [
        fact.pk, fact.subject_kind, fact.subject_key, fact.measure, fact.part, fact.number, fact.text, fact.unit,
        fact.provenance, fact.source_key, fact.repository, fact.commit, fact.path, fact.line_start, fact.line_end,
        fact.record, fact.method, fact.method_version, fact.recorded_at.isoformat(),
    ]  # fmt: skip


def _short(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict):
        return ", ".join(str(item) for item in value)[:500]
    return str(value)[:500]
