"""Institutions as a table with their numbers, each with the way to its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import draw_bar, say_number
from ospolis.core.paging import RowPage, take_page
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import say_value
from ospolis.evidence.selectors import FigureRow, figures_of, values_of_subjects
from ospolis.institutions.choices import InstitutionKind, Sector
from ospolis.institutions.models import Institution
from ospolis.institutions.selectors import InstitutionFilter, find_institutions
from ospolis.mapping.rows import Choice, list_choices
from ospolis.mapping.words import Tag
from ospolis.offices.models import Office
from ospolis.publishing.forms import InstitutionQuestion

SIZE = 14
_FIGURES = ("systems-open", "repositories", "repositories-clear-licence", "practices-met", "code-lines")
_STATES = {
    "read": (lazy("Read"), "good"),
    "declared": (lazy("Declared only"), "warn"),
    "nothing": (lazy("Nothing yet"), "none"),
}
_NOT_KNOWN = (lazy("Not known"), "none")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a cell: as text, as a bar when it is a share, and the address of its reasons."""

    text: str
    why: str = ""
    bar: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """One institution of the table."""

    url: str
    name: str
    kind: str
    sector: str
    systems: Number
    is_open: Number
    repositories: Number
    clear: Number
    practices: Number
    code_lines: Number
    state: Tag
    state_why: str


@dataclass(frozen=True, slots=True)
class InstitutionTable:
    """One page of the table with its filters."""

    office: Office
    path: str
    asked: InstitutionQuestion
    rows: RowPage[Institution]
    lines: tuple[InstitutionLine, ...]
    kinds: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    narrowed: str
    reset: str


def describe_table(
    viewer: Viewer, office: Office, asked: InstitutionQuestion, query: QueryDict, *, path: str
) -> InstitutionTable:
    """Gather one page of the institutions of an office.

    Cost     4 queries, whatever the number of institutions
    """
    wanted = InstitutionFilter(realm=office.key, words=asked.words, kind=asked.kind, sector=asked.sector)
    found = find_institutions(viewer, wanted)
    rows = take_page(found, order=("name", "id"), query=query, size=SIZE, total=found.count())
    keys = [row.key for row in rows.rows]
    figures = figures_of(viewer, "institution", keys, _FIGURES)
    mapped = values_of_subjects(viewer, "institution", keys, ["institution.mapped"])
    kinds, sectors = _list_menus(get_language(), asked.kind, asked.sector)
    return InstitutionTable(
        office=office,
        path=path,
        asked=asked,
        rows=rows,
        lines=tuple(_line(row, figures, mapped.get(("institution.mapped", row.key))) for row in rows.rows),
        kinds=kinds,
        sectors=sectors,
        narrowed=_say_filter(asked),
        reset=f"{path}?office={office.key}",
    )


@lru_cache(maxsize=1024)
def _list_menus(language: str | None, kind: str, sector: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Both menus, with what is chosen in each: their words follow from the language alone."""
    return (
        list_choices([("", _("All kinds")), *InstitutionKind.choices], kind),
        list_choices([("", _("All sectors")), *Sector.choices], sector),
    )


def _line(
    row: Institution, figures: Mapping[tuple[str, str], FigureRow], mapped: CurrentValue | None
) -> InstitutionLine:
    is_open = figures.get(("systems-open", row.key))
    return InstitutionLine(
        url=address_of("publishing:institution", row.key),
        name=row.name,
        kind=str(InstitutionKind(row.kind).label),
        sector=str(Sector(row.sector).label) if row.sector else "",
        systems=count_systems(is_open),
        is_open=show_share(is_open),
        repositories=show_number(figures.get(("repositories", row.key))),
        clear=show_share(figures.get(("repositories-clear-licence", row.key))),
        practices=show_share(figures.get(("practices-met", row.key))),
        code_lines=show_number(figures.get(("code-lines", row.key))),
        state=tag_state(mapped.text if mapped else ""),
        state_why=address_of("evidence:fact", mapped.fact_id) if mapped else "",
    )


def count_systems(figure: FigureRow | None) -> Number:
    """How many systems were declared: those whose openness is known, and the others."""
    if figure is None:
        return Number("0")
    total = round(figure.denominator or 0) + figure.unknown
    return Number(say_number(total), address_of("evidence:figure", figure.key))


def show_number(figure: FigureRow | None) -> Number:
    """A count or a sum."""
    if figure is None:
        return Number(_("unknown"))
    return Number(say_value(figure.value, ""), address_of("evidence:figure", figure.key))


def show_share(figure: FigureRow | None) -> Number:
    """A share with its bar; one of nothing is hatched."""
    if figure is None:
        return Number("?", bar=draw_bar(None, height=8))
    share = None if figure.value is None else figure.value / 100
    text = "?" if figure.value is None else say_value(figure.value, "%")
    return Number(text, address_of("evidence:figure", figure.key), draw_bar(share, height=8))


def tag_state(state: str) -> Tag:
    """What is known of an institution, in words."""
    words, tone = _STATES.get(state, _NOT_KNOWN)
    return Tag(str(words), tone)


def _say_filter(asked: InstitutionQuestion) -> str:
    """The filter in words; empty when nothing is narrowed."""
    said = [
        _("“%(words)s”") % {"words": asked.words} if asked.words else "",
        str(InstitutionKind(asked.kind).label) if asked.kind else "",
        str(Sector(asked.sector).label) if asked.sector else "",
    ]
    return ", ".join(part for part in said if part)
