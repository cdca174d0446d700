"""The national map of an office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Bar, Chart, RowChart, Slice, draw_row_chart, draw_stacked_bar, say_number
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.pages import say_value
from ospolis.evidence.selectors import FigureRow, count_states, figures_across, figures_of
from ospolis.institutions.choices import Sector
from ospolis.institutions.selectors import places_of
from ospolis.mapping.pages.keeping import keep_until_collection
from ospolis.mapping.rows import Collection
from ospolis.mapping.selectors import last_collection
from ospolis.mapping.words import ACTIVITIES
from ospolis.offices.models import Office
from ospolis.publishing.forms import InstitutionQuestion
from ospolis.publishing.pages.heat import PracticeHeat, draw_practice_heat
from ospolis.publishing.pages.institution_table import InstitutionTable, describe_table
from ospolis.publishing.pages.licences import LicenceView, describe_licences

FIGURES = (
    "institutions-mapped", "systems-open", "systems-with-components", "repositories-clear-licence", "practices-met",
    "code-lines",
)  # fmt: skip
_STATES = ("repository.licence-family", "repository.licence-declared", "repository.activity")
_Figures = Mapping[tuple[str, str], FigureRow]


@dataclass(frozen=True, slots=True)
class Drawings:
    """The charts of the map: they follow from a collection and stay until the next."""

    sectors: RowChart | None
    sectors_finding: str
    licences: LicenceView | None
    heat: PracticeHeat | None
    activity: Chart | None


@dataclass(frozen=True, slots=True)
class MapPage:
    """Everything that the map shows."""

    office: Office
    finding: str
    collection: Collection | None
    failed_url: str
    figures: tuple[KeyFigure, ...]
    table: InstitutionTable
    drawn: Drawings
    activity_why: str
    csv_url: str


def describe_map(viewer: Viewer, office: Office, asked: InstitutionQuestion, query: QueryDict) -> MapPage:
    """Gather the map of an office.

    Cost     7 queries, 4 more when a collection ended since; whatever the number of institutions
    """
    figures = figures_of(viewer, "office", [office.key])
    active = figures.get(("repositories-active", office.key))
    return MapPage(
        office=office,
        finding=_say_finding(figures, office.key),
        collection=last_collection(viewer, office.key),
        failed_url=f"{address_of('mapping:collection')}?office={office.key}&state=failed",
        figures=show_figures(figures, FIGURES, office.key),
        table=describe_table(viewer, office, asked, query, path=address_of("publishing:map")),
        drawn=keep_until_collection(viewer, office.key, "map", lambda: _draw_all(viewer, office, figures)),
        activity_why=address_of("evidence:figure", active.key) if active else "",
        csv_url=f"{address_of('publishing:institutions-csv')}?office={office.key}",
    )


def _draw_all(viewer: Viewer, office: Office, figures: _Figures) -> Drawings:
    places = places_of(viewer, office.key)
    sectors = {key: sector for key, (_name, sector) in places.items()}
    chart, finding = _draw_sectors(viewer, office, sectors)
    states = count_states(viewer, office.key, _STATES)
    families, declared, active = (states[measure] for measure in _STATES)
    return Drawings(
        sectors=chart,
        sectors_finding=finding,
        licences=describe_licences(
            families, declared, realm=office.key, clear=figures.get(("repositories-clear-licence", office.key))
        ),
        heat=draw_practice_heat(viewer, office, {key: name for key, (name, _sector) in places.items()}, sectors),
        activity=draw_activity(active, _counted(figures, office.key)),
    )


def _say_finding(figures: _Figures, key: str) -> str:
    """One sentence that says where the country stands, from what is known."""
    is_open, clear = figures.get(("systems-open", key)), figures.get(("repositories-clear-licence", key))
    has_open = is_open is not None and is_open.value is not None
    has_clear = clear is not None and clear.value is not None
    parts = {
        "open": say_value(is_open.value, "%") if is_open else "",
        "clear": say_value(clear.value, "%") if clear else "",
    }
    if has_open and has_clear:
        return _(
            "%(open)s of the systems whose openness is known are open source, and %(clear)s of the repositories have "
            "a clear licence."
        ) % parts  # fmt: skip
    if has_open:
        return _("%(open)s of the systems whose openness is known are open source. No repository was read yet.") % parts
    if has_clear:
        return _("%(clear)s of the repositories have a clear licence. No system was declared yet.") % parts
    return _("Nothing is known yet of systems and repositories.")


def _counted(figures: _Figures, key: str) -> int:
    row = figures.get(("repositories", key))
    return round(row.value or 0) if row else 0


def _draw_sectors(viewer: Viewer, office: Office, sectors: Mapping[str, str]) -> tuple[RowChart | None, str]:
    """Sectors by the share of their systems that is open; those of which nothing is known are hatched."""
    figures = figures_across(viewer, office.key, ("systems-open", "repositories"))
    is_open, repositories = figures["systems-open"], figures["repositories"]
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for key, code in sectors.items():
        row, read = is_open.get(key), repositories.get(key)
        if row:
            sums[code][0] += round(row.numerator)
            sums[code][1] += round(row.denominator or 0)
            sums[code][2] += row.unknown
        if read:
            sums[code][3] += round(read.value or 0)
    shown = {code: row for code, row in sums.items() if any(row[1:])}
    if not shown:
        return None, ""
    listed = f"{address_of('publishing:map')}?office={office.key}"
    bars = [_sector_bar(code, shown[code], listed) for code in sorted(shown, key=lambda code: (not code, code))]
    head = (_("Sector"), _("Open source"), _("Systems"), _("Repositories"))
    return draw_row_chart(bars, caption=_("Systems and repositories by sector"), head=head, full=100), _say_best(shown)


def _sector_bar(code: str, row: list[int], listed: str) -> Bar:
    counted, known, unknown, repositories = row
    value = 100 * counted / known if known else None
    return Bar(
        label=str(Sector(code).label) if code else _("No sector stated"),
        value=value,
        text="?" if value is None else say_value(value, "%"),
        more=(say_number(known + unknown), say_number(repositories)),
        label_url=f"{listed}&sector={code}#institutions" if code else "",
    )


def _say_best(shown: Mapping[str, list[int]]) -> str:
    """The sector that has most of its systems open, among those with a known openness."""
    known = {code: row[0] / row[1] for code, row in shown.items() if row[1] and code}
    if not known or not max(known.values()):
        return _("No sector has an open system yet")
    best = max(sorted(known), key=lambda code: known[code])
    ties = [code for code, share in known.items() if share == known[best]]
    parts = {"share": round(100 * known[best]), "sector": Sector(best).label, "n": len(ties)}
    if len(ties) > 1:
        return _("%(n)s sectors lead: %(share)s %% of their systems are open source") % parts
    return _("%(sector)s leads: %(share)s %% of its systems are open source") % parts


def draw_activity(states: Mapping[str, int], repositories: int) -> Chart | None:
    """How many repositories were changed lately; those without a known commit are hatched."""
    counts = {state: states.get(state, 0) for state in ACTIVITIES}
    unknown = max(0, repositories - sum(counts.values()))
    if not sum(counts.values()) + unknown:
        return None
    parts = [Slice(str(words), counts[state], series) for state, (words, series) in ACTIVITIES.items() if counts[state]]
    if unknown:
        parts.append(Slice(_("Not known"), unknown, 0))
    total = sum(counts.values()) + unknown
    title = ngettext(
        "%(active)s of %(n)s repository changed within 90 days",
        "%(active)s of %(n)s repositories changed within 90 days",
        total,
    ) % {"active": say_number(counts["active"]), "n": say_number(total)}
    return draw_stacked_bar(
        parts,
        title=title,
        note=_("Repositories by their newest change. Finished software may rest."),
        label=title,
        head=(_("Activity"), _("Repositories")),
        keeps_order=True,
    )
