"""The page of the collection: what was read, when, what failed and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart, Slice, draw_stacked_bar
from ospolis.core.paging import RowPage, take_page
from ospolis.institutions.selectors import names_of
from ospolis.mapping.choices import SourceKind, SourceState
from ospolis.mapping.forms import SourceQuestion
from ospolis.mapping.models import Source
from ospolis.mapping.pages.repositories import MOST_IN_MENU
from ospolis.mapping.rows import Choice, Collection, SourceLine, list_choices, source_line
from ospolis.mapping.selectors.runs import last_collections
from ospolis.mapping.selectors.sources import SourceFilter, count_source_states, find_sources, location_of
from ospolis.offices.models import Office

SIZE = 25
_RUNS = 5
# Colours of the states: read, read in part, failed; what waits is unknown.
_SERIES = {SourceState.DONE: 1, SourceState.PARTIAL: 3, SourceState.FAILED: 2, SourceState.WAITING: 0}


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """What the page shows; `rows` is one page of the sources."""

    office: Office
    asked: SourceQuestion
    runs: tuple[Collection, ...]
    states: Chart | None
    rows: RowPage[Source]
    lines: tuple[SourceLine, ...]
    state_choices: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    institutions: tuple[Choice, ...]
    narrowed: str
    reset: str
    failed_url: str


def describe_collection(viewer: Viewer, office: Office, asked: SourceQuestion, query: QueryDict) -> CollectionPage:
    """Gather the page of an office's collection.

    Cost     4 queries, whatever the number of sources; one more when narrowed to what a forge listed
    """
    counted = count_source_states(viewer, office.key)
    wanted = SourceFilter(
        realm=office.key, state=asked.state, kind=asked.kind, institution=asked.institution, listed_by=asked.listed_by
    )
    listed_by = location_of(viewer, office.key, asked.listed_by) if asked.listed_by else ""
    total = None if asked.is_narrow else sum(counted.values())
    order = ("institution__name", "location", "id")
    rows = take_page(find_sources(viewer, wanted), order=order, query=query, size=SIZE, total=total)
    names = names_of(viewer, office.key)
    if len(names) > MOST_IN_MENU:
        names = {key: name for key, name in names.items() if key == asked.institution}
    address = f"{address_of('mapping:collection')}?office={office.key}"
    return CollectionPage(
        office=office,
        asked=asked,
        runs=last_collections(viewer, office.key, most=_RUNS),
        states=_draw_states(counted),
        rows=rows,
        lines=tuple(source_line(row) for row in rows.rows),
        state_choices=list_choices([("", _("All")), *SourceState.choices], asked.state),
        kinds=list_choices([("", _("All kinds")), *SourceKind.choices], asked.kind),
        institutions=list_choices([("", _("All institutions")), *names.items()], asked.institution),
        narrowed=_say_filter(asked, names, listed_by),
        reset=address,
        failed_url=f"{address}&state=failed",
    )


def _draw_states(counted: dict[str, int]) -> Chart | None:
    total = sum(counted.values())
    if not total:
        return None
    read = counted.get(SourceState.DONE, 0) + counted.get(SourceState.PARTIAL, 0)
    title = ngettext(
        "%(read)s of %(n)s source could be read", "%(read)s of %(n)s sources could be read", total
    ) % {"read": read, "n": total}  # fmt: skip
    return draw_stacked_bar(
        [Slice(str(state.label), counted[state], series) for state, series in _SERIES.items() if counted.get(state)],
        title=title,
        note=_("Sources by how their last reading ended"),
        label=title,
        head=(_("State"), _("Sources")),
        keeps_order=True,
    )


def _say_filter(asked: SourceQuestion, names: dict[str, str], listed_by: str) -> str:
    """The filter in words; empty when nothing is narrowed."""
    said = [
        str(SourceState(asked.state).label) if asked.state else "",
        str(SourceKind(asked.kind).label) if asked.kind else "",
        names.get(asked.institution, asked.institution),
        _("listed by %(place)s") % {"place": listed_by or asked.listed_by} if asked.listed_by else "",
    ]
    return ", ".join(part for part in said if part)
