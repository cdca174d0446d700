"""Readers of sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from ospolis.core.access import Viewer
from ospolis.mapping.choices import SourceKind, SourceState, Stage
from ospolis.mapping.models import RepositoryAlias, Source, WorkItem
from ospolis.mapping.rows import SourceLine, source_line

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

# What lists show: whole rows with their institution and system have four times as many columns.
_LISTED = (
    "key", "kind", "location", "state", "message", "remedy", "read_at", "institution__key", "institution__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """What a list of sources is narrowed to; an empty field does not narrow."""

    realm: str = ""
    state: str = ""
    kind: str = ""
    institution: str = ""
    listed_by: str = ""


def sources_seen_by(viewer: Viewer) -> QuerySet[Source]:
    """Every source: what is read of public bodies is public.

    Shapes   Source rows with their institution, by institution and location
    Cost     1 query when read
    """
    rows = Source.objects.filter(withdrawn_at=None).select_related("institution", "system", "listed_by")
    return rows.order_by("institution__name", "location", "id")


def find_sources(viewer: Viewer, wanted: SourceFilter) -> QuerySet[Source]:
    """Narrow the sources.

    Shapes   Source rows by institution and location with the columns that lists show; other columns cost a query each
    Cost     1 query when read
    """
    rows = sources_seen_by(viewer).select_related(None).select_related("institution").only(*_LISTED)
    fields = {
        "realm": wanted.realm, "state": wanted.state, "kind": wanted.kind, "institution__key": wanted.institution,
        "listed_by__key": wanted.listed_by,
    }  # fmt: skip
    return rows.filter(**{name: value for name, value in fields.items() if value})


def count_source_states(viewer: Viewer, realm: str) -> dict[str, int]:
    """How many sources of an office are in each state.

    Cost     1 query
    """
    rows = Source.objects.filter(withdrawn_at=None, realm=realm).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def institutions_with_a_read_source(viewer: Viewer, realm: str) -> set[str]:
    """Keys of the institutions of which at least one source was read, in whole or in part.

    Cost     1 query
    """
    read = (SourceState.DONE, SourceState.PARTIAL)
    rows = Source.objects.filter(realm=realm, withdrawn_at=None, state__in=read)
    return set(rows.values_list("institution__key", flat=True).distinct())


def location_of(viewer: Viewer, realm: str, key: str) -> str:
    """The location of a source of an office as it may be shown; empty when there is none.

    Cost     1 query
    """
    source = Source.objects.filter(realm=realm, key=key).first()
    return source.shown_location if source else ""


def get_source(viewer: Viewer, key: str) -> Source:
    """One source with its institution.

    Cost     1 query
    Raises   Source.DoesNotExist
    """
    return sources_seen_by(viewer).get(key=key)


def work_of_source(viewer: Viewer, source: Source) -> list[WorkItem]:
    """What was done with a source, newest first, at most ten steps.

    Cost     1 query
    """
    return list(WorkItem.objects.filter(source=source).select_related("run").order_by("-run", "-stage", "-id")[:10])


def moved_address_of(viewer: Viewer, source: Source) -> str:
    """Where a source was found when it was last fetched, if that is not where it was declared; else empty.

    Cost     1 query
    """
    fetched = WorkItem.objects.filter(source=source, stage=Stage.COLLECT).order_by("-run", "-id")
    report = fetched.values_list("report", flat=True).first() or {}
    return str(report.get("moved_to", ""))


def addresses_left(viewer: Viewer, realm: str) -> list[str]:
    """The addresses under which the repositories of an office were known before they moved.

    Cost     1 query
    """
    aliases = RepositoryAlias.objects.filter(realm=realm).exclude(address=F("repository__address"))
    return list(aliases.order_by("id").values_list("address", flat=True))


def addresses_read(viewer: Viewer) -> list[str]:
    """Where the repositories of all offices were found when they were last fetched, else where they are declared.

    Cost     1 query
    """
    fetched = WorkItem.objects.filter(source=OuterRef("pk"), stage=Stage.COLLECT).order_by("-run", "-id")
    sources = Source.objects.filter(kind=SourceKind.GIT, withdrawn_at=None, location__contains="://")
    found = sources.annotate(moved_to=Subquery(fetched.values("report__moved_to")[:1])).order_by("id")
    return [moved_to or location for location, moved_to in found.values_list("location", "moved_to")]


def troubled_sources(
    viewer: Viewer, realm: str, institutions: QuerySet[Institution], *, most: int
) -> tuple[SourceLine, ...]:
    """Sources of some institutions that failed or were read in part.

    Cost     1 query
    """
    troubled = (SourceState.FAILED, SourceState.PARTIAL)
    rows = sources_seen_by(viewer).filter(realm=realm, state__in=troubled, institution__in=institutions)
    return tuple(source_line(row) for row in rows[:most])


def sources_of_system(viewer: Viewer, system_id: int) -> list[Source]:
    """The sources that were declared for a system, at most 50.

    Cost     1 query
    """
    return list(sources_seen_by(viewer).filter(system_id=system_id)[:50])
