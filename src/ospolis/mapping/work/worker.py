"""The loop of one worker: take a lease, do it, write it, until nothing is left or somebody says stop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.boundary import FaultBoundary
from ospolis.mapping.choices import Stage, WorkState
from ospolis.mapping.models import WorkItem
from ospolis.mapping.patience import patiently
from ospolis.mapping.selectors import count_open_work
from ospolis.mapping.services.outcomes import fail_item
from ospolis.mapping.services.runs import lease_work, release_work
from ospolis.mapping.work.desk import ReadingDesk, analyse_item, collect_item

_IDLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker of a run: its name on leases, what it reads with, and whether it was told to stop."""

    run_id: int
    desk: ReadingDesk
    actor: Viewer
    is_stopped: Callable[[], bool]
    batch: int = 1

    @property
    def owner(self) -> str:
        return f"worker-{os.getpid()}"


def work_until_done(worker: Worker) -> int:
    """Do the run's work; returns how many items this worker finished.

    While another worker still fetches, new reading may appear: the loop waits for it.
    """
    finished = 0
    while not worker.is_stopped():
        items = patiently(
            lambda: lease_work(run_id=worker.run_id, owner=worker.owner, most=worker.batch, at=timezone.now())
        )
        if not items:
            if not count_open_work(worker.actor, worker.run_id):
                break
            time.sleep(_IDLE_SECONDS)
            continue
        for item in items:
            if worker.is_stopped():
                break
            _do_item(worker, item)
            finished += 1
    patiently(lambda: release_work(run_id=worker.run_id, owner=worker.owner))
    return finished


def _do_item(worker: Worker, item: WorkItem) -> None:
    """Do one item; a fault of ours fails this source with its reason, and the run goes on."""
    boundary = FaultBoundary()
    with boundary:
        if item.stage == Stage.COLLECT:
            collect_item(worker.desk, item, actor=worker.actor)
        else:
            analyse_item(worker.desk, item, actor=worker.actor)
    if boundary.fault:
        fail_item(
            item_id=item.pk,
            owner=worker.owner,
            state=WorkState.FAILED,
            code="our-fault",
            message=f"Ospolis met a fault of its own: {boundary.fault}",
            remedy="Report this fault with the address of the source; the other sources are not concerned.",
            actor=worker.actor,
            at=timezone.now(),
        )
