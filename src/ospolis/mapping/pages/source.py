"""The page of one source: what it is, who declared it, what was done with it, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import say_number
from ospolis.mapping.choices import SourceKind, SourceRole, Stage, WorkState
from ospolis.mapping.models import Source, WorkItem
from ospolis.mapping.pages.address_list import AddressListCard, describe_address_list
from ospolis.mapping.pages.forge import ListingCard, describe_listing
from ospolis.mapping.pages.repository import RecordLine, record_line
from ospolis.mapping.rows import RepositoryLine, SourceLine, repository_line, source_line
from ospolis.mapping.selectors.repositories import records_from, repositories_from
from ospolis.mapping.selectors.sources import work_of_source

_TONES = {
    WorkState.WAITING: "",
    WorkState.LEASED: "",
    WorkState.DONE: "good",
    WorkState.PARTIAL: "warn",
    WorkState.FAILED: "bad",
}
MOST_REMARKS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with a source, in plain words."""

    title: str
    tone: str
    is_done: bool
    at: datetime | None
    collection: str
    said: tuple[str, ...]
    remarks: tuple[str, ...]
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Everything that the page shows."""

    source: Source
    line: SourceLine
    kind: str
    role: str
    declared: str
    link: str
    system_url: str
    steps: tuple[Step, ...]
    repositories: tuple[RepositoryLine, ...]
    records: tuple[RecordLine, ...]
    components_url: str
    listing: ListingCard | None
    names: AddressListCard | None
    listed_by: str
    listed_by_url: str


def describe_source(viewer: Viewer, source: Source) -> SourcePage:
    """Gather the page of a source.

    Cost     3 queries, 6 for a forge, 7 for a list
    """
    forge = source.listed_by
    is_list = source.kind == SourceKind.COMPONENT_LIST
    system_url = f"/systems/{source.system.key}/" if source.system else ""
    return SourcePage(
        source=source,
        line=source_line(source),
        kind=str(SourceKind(source.kind).label),
        role=str(SourceRole(source.role).label),
        declared=_("sources.csv, line %(line)s") % {"line": source.declared_line} if source.declared_line else "",
        link=source.location if source.location.startswith("https://") and "?" not in source.location else "",
        system_url=system_url,
        steps=tuple(_describe_step(item) for item in work_of_source(viewer, source)),
        repositories=tuple(repository_line(row) for row in repositories_from(viewer, source.pk)),
        records=tuple(record_line(record) for record in records_from(viewer, source.pk)),
        components_url=f"{system_url}#components" if is_list and system_url else "",
        listing=describe_listing(viewer, source),
        names=describe_address_list(viewer, source),
        listed_by=forge.shown_location if forge else "",
        listed_by_url=address_of("mapping:source", forge.key) if forge else "",
    )


def _describe_step(item: WorkItem) -> Step:
    stage, state = Stage(item.stage), WorkState(item.state)
    report: Mapping[str, Any] = item.report
    # Problems of a metadata file stand with its records, each with what to do.
    problems = () if "records" in report else report.get("problems", ())
    remarks = [*problems, *report.get("manifest_remarks", ()), *report.get("notes", ())]
    return Step(
        title=_("%(stage)s: %(state)s") % {"stage": stage.label, "state": state.label},
        tone=_TONES[state],
        is_done=state in (WorkState.DONE, WorkState.PARTIAL),
        at=item.finished_at,
        collection=item.run.key,
        said=tuple(_say_report(report)),
        remarks=tuple(str(remark) for remark in remarks[:MOST_REMARKS]),
        message=item.message,
        remedy=item.remedy,
    )


def _say_report(report: Mapping[str, Any]) -> Iterator[str]:
    """What a step did, one sentence for each thing that it counted."""
    outcomes = {
        "cloned": _("The repository was copied for the first time."),
        "updated": _("The copy of the repository was brought up to date."),
        "unchanged": _("Nothing changed since the last collection."),
    }
    if report.get("outcome") in outcomes:
        yield outcomes[report["outcome"]]
    if report.get("moved_to"):
        moved = _("The repository has moved to %(address)s: it was read there. Mend its address in sources.csv.")
        yield moved % {"address": report["moved_to"]}
    if report.get("branch"):
        yield _("Its main branch is %(branch)s.") % {"branch": report["branch"]}
    if report.get("bytes"):
        size = report["bytes"]
        yield ngettext("The file has %(n)s byte.", "The file has %(n)s bytes.", size) % {"n": say_number(size)}
    if "unique_blobs" in report:
        yield from _say_reading(report)
    if "listed" in report:
        yield from _say_listing(report)
    if report.get("format"):
        yield _("It is written in %(format)s.") % {"format": report["format"]}
    if report.get("records"):
        records = report["records"]
        yield ngettext(
            "It describes %(n)s piece of software.", "It describes %(n)s pieces of software.", records
        ) % {"n": say_number(records)}  # fmt: skip
    if report.get("components"):
        found = report["components"]
        yield ngettext("%(n)s component was found.", "%(n)s components were found.", found) % {"n": say_number(found)}
    if report.get("without_purl"):
        without = report["without_purl"]
        yield ngettext(
            "%(n)s of them has no package address (purl) and is not counted.",
            "%(n)s of them have no package address (purl) and are not counted.",
            without,
        ) % {"n": say_number(without)}


def _say_listing(report: Mapping[str, Any]) -> Iterator[str]:
    """What a list held."""
    listed, new, gone = (report.get(name, 0) for name in ("listed", "listed_new", "listed_gone"))
    if "places" in report:
        yield ngettext("It names %(n)s place.", "It names %(n)s places.", listed) % {"n": say_number(listed)}
    else:
        yield ngettext("It lists %(n)s repository.", "It lists %(n)s repositories.", listed) % {"n": say_number(listed)}
    if new:
        yield ngettext("%(n)s is new.", "%(n)s are new.", new) % {"n": say_number(new)}
    if gone:
        yield ngettext("%(n)s is gone.", "%(n)s are gone.", gone) % {"n": say_number(gone)}
    if report.get("pages") and report["pages"] == report.get("pages_unchanged"):
        yield _("Nothing changed since the last collection.")


def _say_reading(report: Mapping[str, Any]) -> Iterator[str]:
    """How the files of a repository were read."""
    files, opened, before = (report.get(name, 0) for name in ("files", "opened", "kept_before"))
    yield ngettext("It has %(n)s file.", "It has %(n)s files.", files) % {"n": say_number(files)}
    parts = {"opened": say_number(opened), "before": say_number(before)}
    yield _("Different texts opened: %(opened)s. Known from before: %(before)s.") % parts
    lost = sum(report.get("not_opened", {}).values())
    if lost:
        yield ngettext("%(n)s file could not be opened.", "%(n)s files could not be opened.", lost) % {
            "n": say_number(lost)
        }
    queued = report.get("licence_queue", 0)
    if queued:
        yield ngettext(
            "%(n)s text about a licence was not understood; somebody must read it.",
            "%(n)s texts about licences were not understood; somebody must read them.",
            queued,
        ) % {"n": say_number(queued)}
