"""The inventory that an assessment counts: whose a repository is, and when it was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ospolis.core.access import Viewer
from ospolis.mapping.choices import RepositoryState, RunState, SourceRole, SourceState
from ospolis.mapping.models import Repository, Run, Source


@dataclass(frozen=True, slots=True)
class CountedRepository:
    """A repository of an institution.

    Shapes   is_own: its source was declared as published by the institution, or its owner lists it; one that is empty
             or that the institution only uses is known here, and not counted; system: its key, or empty
    """

    key: str
    institution: str
    is_own: bool
    system: str


def counted_repositories(viewer: Viewer, realm: str, *, institution: str = "") -> list[CountedRepository]:
    """Every repository of an office, whether it was read or not; or of one institution, by its key.

    Cost     1 query
    """
    rows = Repository.objects.filter(realm=realm, withdrawn_at=None).order_by("id")
    rows = rows.filter(institution__key=institution) if institution else rows
    columns = rows.values_list("key", "institution__key", "state", "source__role", "system__key")
    return [
        CountedRepository(
            key, institution, state != RepositoryState.EMPTY and role != SourceRole.USES, system or ""
        )
        for key, institution, state, role, system in columns
    ]  # fmt: skip


def days_last_read(viewer: Viewer, realm: str) -> dict[str, date]:
    """When each source was last read, in whole or in part, whether it said something new or not; by its key.

    Shapes   the empty key: when the last collection of the office ended, which read the declarations too
    Cost     2 queries
    """
    read = Source.objects.filter(realm=realm, withdrawn_at=None, state__in=(SourceState.DONE, SourceState.PARTIAL))
    ended = Run.objects.filter(realm=realm, state__in=(RunState.DONE, RunState.PARTIAL)).order_by("-number")
    moments: list[tuple[str, datetime | None]] = list(read.order_by("id").values_list("key", "read_at"))
    moments.append(("", ended.values_list("finished_at", flat=True).first()))
    return {key: moment.date() for key, moment in moments if moment}
