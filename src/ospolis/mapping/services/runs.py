"""Start and finish runs, and hand out their work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.mapping.choices import RunState, SourceState, Stage, WorkState
from ospolis.mapping.events import RunFinished, RunStarted
from ospolis.mapping.models import Run, Source, WorkItem
from ospolis.mapping.versions import COLLECT_VERSION

LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 3


@transaction.atomic
def start_run(*, realm: str, folder_digest: str, actor: Viewer, at: datetime) -> Run:
    """Begin a collection, or go on with the one of the same folder that did not end.

    Every source that was not fetched yet in this run is put on the list. The caller makes sure that only one
    run of an office is under way; so whatever is still leased belongs to a worker that is gone.

    Raises   nothing of its own
    Emits    mapping.run_started
    """
    open_states = (RunState.RUNNING, RunState.STOPPED)
    run = Run.objects.filter(realm=realm, state__in=open_states, finished_at=None).order_by("-number").first()
    resumed = run is not None and run.folder_digest == folder_digest
    if run is not None and not resumed:
        Run.objects.filter(pk=run.pk).update(state=RunState.STOPPED, finished_at=at)
        run = None
    if run is None:
        Run.objects.filter(realm=realm, state=RunState.STOPPED, finished_at=None).update(finished_at=at)
        last = Run.objects.filter(realm=realm).order_by("-number").values_list("number", flat=True).first()
        run = Run.objects.create(realm=realm, number=(last or 0) + 1, folder_digest=folder_digest, started_at=at)
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    _list_work(run)
    record(RunStarted(run_key=run.key, resumed=resumed), actor=actor, at=at, realm=realm)
    return run


def _list_work(run: Run) -> None:
    """Put what was declared on the list; what a forge lists comes when its list was read."""
    free = {"state": WorkState.WAITING, "lease_owner": "", "lease_until": None}
    WorkItem.objects.filter(run=run, state=WorkState.LEASED).update(**free)
    # What a forge listed in a run that was given up stays to be done, wherever its list goes on now.
    left = WorkItem.objects.filter(source__realm=run.realm, source__withdrawn_at=None, source__listed_by__isnull=False)
    left.filter(state__in=(WorkState.WAITING, WorkState.LEASED)).exclude(run=run).update(run=run, attempts=0, **free)
    declared = Source.objects.filter(realm=run.realm, withdrawn_at=None, listed_by=None)
    list_fetching(run, declared, WorkItem.objects.filter(source__realm=run.realm, source__listed_by=None))


def list_fetching(run: Run, sources: Iterable[Source], items: QuerySet[WorkItem]) -> None:
    """Put the fetching of sources on the list of a run, unless the run has it; `items` are those that they had."""
    wanted = []
    for source in sources:
        digest = hashlib.blake2b(source.location.encode(), digest_size=16).hexdigest()
        wanted.append(
            WorkItem(source=source, run=run, stage=Stage.COLLECT, tool_version=COLLECT_VERSION, input_digest=digest)
        )
    held = {
        (item.source_id, item.input_digest): item
        for item in items.filter(stage=Stage.COLLECT, tool_version=COLLECT_VERSION)
    }
    again = [
        held[place].pk
        for item in wanted
        if (place := (item.source_id, item.input_digest)) in held and held[place].run_id != run.pk
    ]
    free = {"state": WorkState.WAITING, "lease_owner": "", "lease_until": None}
    WorkItem.objects.filter(pk__in=again).update(run=run, attempts=0, **free)
    WorkItem.objects.bulk_create(
        [item for item in wanted if (item.source_id, item.input_digest) not in held], batch_size=500
    )


@transaction.atomic
def lease_work(*, run_id: int, owner: str, most: int, at: datetime) -> list[WorkItem]:
    """Give a worker up to `most` items; fetching comes before reading. An expired lease is free again.

    An item that three workers in a row did not survive is set aside with its reason.

    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    lost = WorkItem.objects.filter(run_id=run_id, state=WorkState.LEASED, lease_until__lt=at)
    lost.update(state=WorkState.WAITING, lease_owner="", lease_until=None)
    waiting = WorkItem.objects.filter(run_id=run_id, state=WorkState.WAITING)
    for item in waiting.filter(attempts__gte=MOST_ATTEMPTS).order_by("pk"):
        _set_aside(item, at)
    picked = list(
        waiting.filter(attempts__lt=MOST_ATTEMPTS).order_by("-stage", "id").values_list("pk", flat=True)[:most]
    )
    taken = {"state": WorkState.LEASED, "lease_owner": owner, "lease_until": at + LEASE}
    WorkItem.objects.filter(pk__in=picked).update(attempts=F("attempts") + 1, **taken)
    rows = WorkItem.objects.filter(pk__in=picked).select_related("source__institution", "source__system", "run")
    return list(rows.order_by("-stage", "id"))


def _set_aside(item: WorkItem, at: datetime) -> None:
    """Give an item up that no worker survives; its source says so like any other that failed."""
    said = {
        "code": "worker-lost",
        "message": "The worker that read this source ended without an answer, three times.",
        "remedy": "Read the journal of the machine for lack of memory, then run the collection again.",
    }
    WorkItem.objects.filter(pk=item.pk).update(state=WorkState.FAILED, finished_at=at, **said)
    Source.objects.filter(pk=item.source_id).update(state=SourceState.FAILED, step=item.stage, read_at=at, **said)


@transaction.atomic
def release_work(*, run_id: int, owner: str, counts: bool = False) -> None:
    """Give back what a worker holds. It `counts` as an attempt when the worker died of it, not when it was stopped.

    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    held = WorkItem.objects.filter(run_id=run_id, state=WorkState.LEASED, lease_owner=owner)
    free = {"state": WorkState.WAITING, "lease_owner": "", "lease_until": None}
    held.update(**free, attempts=F("attempts") if counts else F("attempts") - 1)


@transaction.atomic
def finish_run(*, run_id: int, state: RunState, summary: dict[str, Any], actor: Viewer, at: datetime) -> None:
    """Close a run with what came out; a stopped run stays open for going on.

    Raises   Run.DoesNotExist
    Emits    mapping.run_finished
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    run.state, run.summary = state, summary
    run.finished_at = None if state == RunState.STOPPED else at
    run.save(update_fields=["state", "summary", "finished_at"])
    sources = summary.get("sources", {})
    event = RunFinished(
        run_key=run.key,
        state=str(state),
        sources_done=sources.get("done", 0),
        sources_failed=sources.get("failed", 0),
        sources_unchanged=sources.get("unchanged", 0),
    )
    record(event, actor=actor, at=at, realm=run.realm)
