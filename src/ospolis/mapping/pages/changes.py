"""The page of changes: what is different since the run before, by run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.paging import RowPage, take_page
from ospolis.institutions.selectors import names_of
from ospolis.mapping.change_rows import ChangeLine, change_line
from ospolis.mapping.choices import ChangeKind
from ospolis.mapping.forms import ChangeQuestion
from ospolis.mapping.models import Change
from ospolis.mapping.pages.repositories import MOST_IN_MENU
from ospolis.mapping.rows import Choice, list_choices
from ospolis.mapping.selectors.changes import ChangeFilter, count_finished_runs, find_changes
from ospolis.offices.models import Office

SIZE = 50


@dataclass(frozen=True, slots=True)
class RunChanges:
    """What one run found different."""

    run: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What the page shows; `rows` is one page of the changes."""

    office: Office
    asked: ChangeQuestion
    runs: tuple[RunChanges, ...]
    rows: RowPage[Change]
    kinds: tuple[Choice, ...]
    institutions: tuple[Choice, ...]
    narrowed: str
    reset: str
    feed_url: str
    is_first_use: bool


def describe_changes(viewer: Viewer, office: Office, asked: ChangeQuestion, query: QueryDict) -> ChangesPage:
    """Gather the page of an office's changes.

    Cost     3 queries, whatever the number of changes
    """
    wanted = ChangeFilter(realm=office.key, kind=asked.kind, institution=asked.institution)
    rows = take_page(find_changes(viewer, wanted), order=("-id",), query=query, size=SIZE)
    names = names_of(viewer, office.key)
    narrowed = _say_filter(asked, names)
    if len(names) > MOST_IN_MENU:
        names = {key: name for key, name in names.items() if key == asked.institution}
    groups = groupby((change_line(row) for row in rows.rows), key=lambda line: line.run)
    return ChangesPage(
        office=office,
        asked=asked,
        runs=tuple(RunChanges(run, tuple(lines)) for run, lines in groups),
        rows=rows,
        kinds=list_choices([("", _("All kinds")), *ChangeKind.choices], asked.kind),
        institutions=list_choices([("", _("All institutions")), *names.items()], asked.institution),
        narrowed=narrowed,
        reset=f"{address_of('mapping:changes')}?office={office.key}",
        feed_url=feed_address(office, asked),
        is_first_use=not rows.rows and not asked.is_narrow and count_finished_runs(viewer, office.key) < 2,
    )


def feed_address(office: Office, asked: ChangeQuestion) -> str:
    """The address of the feed that holds what the page shows."""
    asked_for = {"office": office.key, "institution": asked.institution, "kind": asked.kind}
    return f"{address_of('mapping:changes-feed')}?{urlencode({k: v for k, v in asked_for.items() if v})}"


def _say_filter(asked: ChangeQuestion, names: dict[str, str]) -> str:
    """The filter in words; empty when nothing is narrowed."""
    kind = str(ChangeKind(asked.kind).label) if asked.kind else ""
    return ", ".join(part for part in (kind, names.get(asked.institution, asked.institution)) if part)
