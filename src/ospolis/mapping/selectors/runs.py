"""Readers of runs and their work."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count
from django.db.models.fields.json import KeyTransform

from ospolis.core.access import Viewer
from ospolis.mapping.choices import WorkState
from ospolis.mapping.models import Run, WorkItem
from ospolis.mapping.rows import Collection, collection


def last_collection(viewer: Viewer, realm: str) -> Collection | None:
    """The newest run of an office that said how it ended, else one that is running.

    Cost     1 query
    """
    runs = _newest(realm, most=5)
    return next((collection(run, told) for run, told in runs if told), collection(*runs[0]) if runs else None)


def _newest(realm: str, *, most: int) -> list[tuple[Run, Mapping[str, int]]]:
    """The newest runs, each with the numbers of its sources: summaries are long, so nothing else of them is read."""
    runs = Run.objects.filter(realm=realm).defer("summary").annotate(told=KeyTransform("sources", "summary"))
    return [(run, run.told or {}) for run in runs.order_by("-number")[:most]]


def count_open_work(viewer: Viewer, run_id: int) -> int:
    """How many items of a run are waiting or being worked on.

    Cost     1 query
    """
    return WorkItem.objects.filter(run_id=run_id, state__in=(WorkState.WAITING, WorkState.LEASED)).count()


def count_work(viewer: Viewer, run_id: int) -> Mapping[tuple[str, str], int]:
    """How many items of a run are in each state: (stage, state) -> number.

    Cost     1 query
    """
    rows = WorkItem.objects.filter(run_id=run_id).values_list("stage", "state").annotate(n=Count("id"))
    return {(stage, state): n for stage, state, n in rows.order_by("stage", "state")}


def last_collections(viewer: Viewer, realm: str, *, most: int) -> tuple[Collection, ...]:
    """The newest runs of an office.

    Cost     1 query
    """
    return tuple(collection(run, told) for run, told in _newest(realm, most=most))


def mark_of_collections(viewer: Viewer, realm: str) -> str:
    """A text that changes with every collection of an office: what follows from one may be kept until the next.

    Shapes   empty while a collection is under way, and before the first: nothing may be kept then
    Cost     1 query
    """
    rows = Run.objects.filter(realm=realm).order_by("-number").values_list("number", "finished_at")
    newest = rows.first()
    return f"{realm}-{newest[0]}-{newest[1]:%Y%m%d%H%M%S%f}" if newest and newest[1] else ""
