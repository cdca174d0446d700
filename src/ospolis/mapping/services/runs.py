"""Start and finish runs, and put their work on the list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.evidence.selectors import newest_fact_of
from ospolis.mapping.choices import RunState, Stage, WorkState
from ospolis.mapping.events import RunFinished, RunStarted
from ospolis.mapping.models import Hand, Run, Source, WorkItem
from ospolis.mapping.selectors.changes import run_before
from ospolis.mapping.services.leases import FREE, free_all_work
from ospolis.mapping.versions import COLLECT_VERSION

# Rows that one statement names: databases have a limit.
_PORTION = 5_000
# Whoever leads a run is seen far more often than this.
SILENCE = timedelta(minutes=1)


class LedElsewhere(RuntimeError):
    """Another machine leads a run of this office, and was seen just now."""


@transaction.atomic
def start_run(*, realm: str, folder_digest: str, actor: Viewer, at: datetime, place: str = "") -> Run:
    """Begin a collection, or go on with the one of the same folder that did not end.

    Every source that was not fetched yet in this run is put on the list. The caller makes sure that only one run of
    an office is under way at its place; so whatever is still leased belongs to a worker that is gone, or must be.

    Raises   LedElsewhere
    Emits    mapping.run_started
    """
    leads = Hand.objects.filter(run__realm=realm, leads=True)
    if leads.filter(seen_at__gt=at - SILENCE).exclude(place=place).exists():
        raise LedElsewhere(realm)
    Hand.objects.filter(run__realm=realm).delete()
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
    free_all_work(run)
    # What a forge listed in a run that was given up stays to be done, wherever its list goes on now.
    left = WorkItem.objects.filter(source__realm=run.realm, source__withdrawn_at=None, source__listed_by__isnull=False)
    left.filter(state__in=(WorkState.WAITING, WorkState.LEASED)).exclude(run=run).update(run=run, attempts=0, **FREE)
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
    for start in range(0, len(again), _PORTION):
        some = again[start : start + _PORTION]
        WorkItem.objects.filter(pk__in=some).update(run=run, attempts=0, **FREE)
    WorkItem.objects.bulk_create(
        [item for item in wanted if (item.source_id, item.input_digest) not in held], batch_size=500
    )


@transaction.atomic
def finish_run(*, run_id: int, state: RunState, summary: dict[str, Any], actor: Viewer, at: datetime) -> None:
    """Close a run with what came out; a stopped run stays open for going on, and its workers begin nothing more.

    Raises   Run.DoesNotExist
    Emits    mapping.run_finished
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    run.state, run.summary = state, summary
    run.finished_at = None if state == RunState.STOPPED else at
    run.last_fact = newest_fact_of(actor, run.realm)
    if run.last_entry is None and (before := run_before(actor, run)):
        run.last_entry = before.last_entry  # nothing was compared, for nothing had happened since
    run.save(update_fields=["state", "summary", "finished_at", "last_fact", "last_entry"])
    free_all_work(run)
    Hand.objects.filter(run=run).delete()
    sources = summary.get("sources", {})
    event = RunFinished(
        run_key=run.key,
        state=str(state),
        sources_done=sources.get("done", 0),
        sources_failed=sources.get("failed", 0),
        sources_unchanged=sources.get("unchanged", 0),
    )
    record(event, actor=actor, at=at, realm=run.realm)
