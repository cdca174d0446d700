"""Readers of runs and their work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTransform

from ospolis.core.access import Viewer
from ospolis.mapping.choices import Reach, RunState, Stage, WorkState
from ospolis.mapping.models import Hand, Run, WorkItem
from ospolis.mapping.reaching import in_reach
from ospolis.mapping.rows import Collection, collection

# Who was not seen for so long is gone.
_GONE = timedelta(minutes=1)
# The rate is that of the last minutes, for sources differ in size.
_WINDOW = timedelta(minutes=3)


def last_collection(viewer: Viewer, realm: str) -> Collection | None:
    """The newest run of an office that said how it ended, else one that is running.

    Cost     1 query
    """
    runs = _newest(realm, most=5)
    return next((collection(run, told) for run, told in runs if told), collection(*runs[0]) if runs else None)


def newest_run(viewer: Viewer, realm: str) -> Run | None:
    """The newest run of an office.

    Cost     1 query
    """
    return Run.objects.filter(realm=realm).order_by("-number").first()


def _newest(realm: str, *, most: int) -> list[tuple[Run, Mapping[str, int]]]:
    """The newest runs, each with the numbers of its sources: summaries are long, so nothing else of them is read."""
    runs = Run.objects.filter(realm=realm).defer("summary").annotate(told=KeyTransform("sources", "summary"))
    return [(run, run.told or {}) for run in runs.order_by("-number")[:most]]


def has_open_work(viewer: Viewer, run_id: int) -> bool:
    """Whether any item of a run is waiting or being worked on.

    Cost     1 query
    """
    return WorkItem.objects.filter(run_id=run_id, state__in=(WorkState.WAITING, WorkState.LEASED)).exists()


def has_waiting_work(viewer: Viewer, run_id: int, reach: Reach) -> bool:
    """Whether any item of a run waits for a worker with this reach.

    Cost     1 query
    """
    return WorkItem.objects.filter(in_reach(reach), run_id=run_id, state=WorkState.WAITING).exists()


def is_led_by(viewer: Viewer, run_id: int, lead: str) -> bool:
    """Whether a run is under way in this database, led by the process of this name.

    Cost     1 query
    """
    return Hand.objects.filter(run_id=run_id, run__state=RunState.RUNNING, name=lead, leads=True).exists()


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is.

    Shapes   done, failed, total: items of work; failed is part of done; total grows while reading follows fetching
    Units    seconds, remaining: seconds since whoever leads began, and until the end at the same rate; a_minute: items
             remaining is None while nothing can be said
    """

    done: int
    failed: int
    total: int
    seconds: float
    a_minute: float
    remaining: float | None
    executor: str
    readers: int
    places: int
    seen_at: datetime | None


def progress_of_run(viewer: Viewer, run: Run, *, at: datetime) -> RunProgress:
    """How far a run is, and who reads.

    Cost     2 queries
    """
    hands = list(Hand.objects.filter(run=run, seen_at__gt=at - _GONE))
    lead = next((hand for hand in hands if hand.leads), None)
    since = lead.started_at if lead else run.started_at
    open_states = (WorkState.WAITING, WorkState.LEASED)
    counted = WorkItem.objects.filter(run=run).aggregate(
        total=Count("id"),
        left=Count("id", filter=Q(state__in=open_states)),
        failed=Count("id", filter=Q(state=WorkState.FAILED)),
        lately=Count("id", filter=~Q(state__in=open_states) & Q(finished_at__gt=max(since, at - _WINDOW))),
        first=Count("id", filter=Q(state__in=open_states, stage=Stage.COLLECT)),
    )
    seconds = max((at - since).total_seconds(), 0.0)
    a_minute = 60.0 * counted["lately"] / min(max(seconds, 1.0), _WINDOW.total_seconds())
    # What is fetched may have to be read, so each fetching that is left stands for two items.
    left = counted["left"] + counted["first"]
    readers = [hand for hand in hands if not hand.leads]
    return RunProgress(
        done=counted["total"] - counted["left"], failed=counted["failed"], total=counted["total"], seconds=seconds,
        a_minute=a_minute, remaining=60.0 * left / a_minute if a_minute else None,
        executor=lead.executor if lead else "", readers=len(readers), places=len({hand.place for hand in readers}),
        seen_at=max((hand.seen_at for hand in hands), default=None),
    )  # fmt: skip


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
