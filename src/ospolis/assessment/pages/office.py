"""Where the institutions of an office stand: the page that an officer begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from ospolis.assessment.choices import ContradictionState, Flag
from ospolis.assessment.pages.findings import (
    Standout,
    find_middles,
    find_standouts,
    say_finding,
    say_stages,
    say_strengths,
)
from ospolis.assessment.pages.flags import TITLES, TONES
from ospolis.assessment.pages.words import say_doubt, say_level, say_part, say_stage
from ospolis.assessment.rows import DimensionRow, InstitutionRow, OfficeResults
from ospolis.assessment.selectors.contradictions import count_open
from ospolis.assessment.selectors.results import institutions_assessed_for, office_results
from ospolis.core.access import Role, Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Bar, HeatMap, Level, LevelRow, RowChart, draw_heat_map, draw_row_chart
from ospolis.core.paging import RowPage, take_page
from ospolis.institutions.choices import InstitutionKind, Sector
from ospolis.institutions.selectors import InstitutionFilter, find_institutions
from ospolis.mapping.rows import Choice, list_choices

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution
    from ospolis.offices.models import Office

SIZE = 15
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Narrowing:
    """To what the institutions are narrowed."""

    words: str
    kind: str
    sector: str

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.kind or self.sector)


@dataclass(frozen=True, slots=True)
class StandingLine:
    """What the levels of one institution stand on."""

    name: str
    url: str
    stage: str
    roles: int
    seen: str
    contradictions: int
    contradictions_url: str
    is_public: bool
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class FlagCount:
    """Open contradictions of one kind."""

    words: str
    tone: str
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Everything that the page shows."""

    office: Office
    results: OfficeResults
    finding: str
    answered: int
    evidence: str
    heat: HeatMap | None
    heat_finding: str
    lines: tuple[StandingLine, ...]
    rows: RowPage[Institution]
    stages: RowChart
    standouts: tuple[Standout, ...]
    strengths: tuple[str, ...]
    flags: tuple[FlagCount, ...]
    open_flags: int
    asked: Narrowing
    kinds: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    reset: str
    may_open: bool

    @property
    def is_assessed(self) -> bool:
        return self.results.day is not None

    @property
    def total(self) -> int:
        return len(self.results.rows)


def read_narrowing(query: QueryDict) -> Narrowing:
    """The filter that an address asks for; a value that no list knows narrows nothing."""
    kind, sector = query.get("kind", ""), query.get("sector", "")
    return Narrowing(
        words=" ".join(query.get("q", "").replace("\0", "").split())[:_LONGEST],
        kind=kind if kind in InstitutionKind.values else "",
        sector=sector if sector in Sector.values else "",
    )


def describe_office(viewer: Viewer, office: Office, query: QueryDict) -> OfficePage:
    """Gather the page of an office.

    Cost     8 queries, whatever the number of institutions
    """
    results = office_results(viewer, office.key)
    asked = read_narrowing(query)
    rows = _take_rows(viewer, office, asked, query)
    shown = {row.key: row for row in results.rows}
    page = [shown[row.key] for row in rows.rows if row.key in shown]
    may_open = Role.OFFICER in viewer.roles()
    flags = count_open(viewer, office.key)
    middles = find_middles(results)
    listed = address_of("assessment:results")
    return OfficePage(
        office=office, results=results, finding=say_finding(results, middles),
        answered=sum(row.answered_roles > 0 for row in results.rows), evidence=_say_evidence(results.rows),
        heat=_draw_heat(results, page, linked=may_open) if results.day else None,
        heat_finding=_say_heat(results), lines=tuple(_line(row, linked=may_open) for row in page), rows=rows,
        stages=_draw_stages(results), standouts=find_standouts(results, middles, linked=may_open),
        strengths=say_strengths(results), flags=_count_flags(flags, office.key, linked=may_open),
        open_flags=sum(flags.values()), asked=asked,
        kinds=list_choices([("", _("All kinds")), *InstitutionKind.choices], asked.kind),
        sectors=list_choices([("", _("All sectors")), *Sector.choices], asked.sector),
        reset=f"{listed}?office={office.key}", may_open=may_open,
    )  # fmt: skip


def _take_rows(viewer: Viewer, office: Office, asked: Narrowing, query: QueryDict) -> RowPage[Institution]:
    wanted = InstitutionFilter(realm=office.key, words=asked.words, kind=asked.kind, sector=asked.sector)
    mine = institutions_assessed_for(viewer).order_by().values("pk")
    found = find_institutions(viewer, wanted).filter(pk__in=mine)
    return take_page(found, order=("name", "id"), query=query, size=SIZE, total=found.count())


def _say_evidence(rows: Sequence[InstitutionRow]) -> str:
    seen = sum(one.observed for row in rows for one in row.dimensions)
    expected = sum(one.expected for row in rows for one in row.dimensions)
    return say_part(round(seen), round(expected))


def _say_heat(results: OfficeResults) -> str:
    """How much of the map is known."""
    cells = [one for row in results.rows for one in row.dimensions if one.applicable]
    known = sum(one.best is not None for one in cells)
    total = sum(row.score is None for row in results.rows) * len(results.dimensions) + len(cells)
    return _("%(known)s of %(total)s places of the map are known well enough to name a level") % {
        "known": known, "total": total,
    }  # fmt: skip


def _draw_heat(results: OfficeResults, rows: Sequence[InstitutionRow], *, linked: bool) -> HeatMap:
    return draw_heat_map(
        [_heat_row(results, row, linked=linked) for row in rows],
        caption=_("Level by institution and dimension"),
        corner=_("Institution"),
        columns=(*(f"{head.code} {head.title}" for head in results.dimensions), _("Staged level")),
    )


def _heat_row(results: OfficeResults, row: InstitutionRow, *, linked: bool) -> LevelRow:
    url = address_of("assessment:institution", row.key) if linked else ""
    found = {one.code: one for one in row.dimensions}
    stage = (
        Level(None, url=url) if row.staged_level is None else Level(row.staged_level, str(row.staged_level), url=url)
    )
    cells = (heat_cell(found.get(head.code), f"{url}#{head.code}" if url else "") for head in results.dimensions)
    return LevelRow(row.name, (*cells, stage), url)


def heat_cell(row: DimensionRow | None, url: str) -> Level:
    """One cell: the best estimate, half of its interval, and what is proven so far."""
    if row is None or row.best is None:
        return Level(None, url=url)
    return Level(
        row.best, say_level(row.best), f"{say_doubt(row.best_low, row.best_high)} · {say_level(row.proven)}", url
    )


def _line(row: InstitutionRow, *, linked: bool) -> StandingLine:
    seen = sum(one.observed for one in row.dimensions)
    expected = sum(one.expected for one in row.dimensions)
    waiting = f"{address_of('assessment:contradictions')}?institution={row.key}" if linked else ""
    return StandingLine(
        name=row.name, url=address_of("assessment:institution", row.key) if linked else "",
        stage=say_stage(row.staged_level) if row.score is not None else _("not assessed yet"),
        roles=row.answered_roles, seen=say_part(round(seen), round(expected)),
        contradictions=row.open_contradictions, contradictions_url=waiting, is_public=row.is_public,
        is_assessed=row.score is not None,
    )  # fmt: skip


def _draw_stages(results: OfficeResults) -> RowChart:
    stages = say_stages(results)
    bars = [Bar(words, n, series=1 if place < len(stages) - 1 else 4) for place, (words, n) in enumerate(stages)]
    return draw_row_chart(
        bars, caption=_("Institutions by staged level"), head=(_("Staged level"), _("Institutions")),
        full=max(1, len(results.rows)),
    )  # fmt: skip


def _count_flags(counted: Mapping[str, int], realm: str, *, linked: bool) -> tuple[FlagCount, ...]:
    listed = address_of("assessment:contradictions")
    return tuple(
        FlagCount(
            str(TITLES[flag]), TONES[flag], counted[flag],
            f"{listed}?office={realm}&flag={flag}&state={ContradictionState.OPEN}" if linked else "",
        )
        for flag in Flag
        if counted.get(flag)
    )  # fmt: skip
