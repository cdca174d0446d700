"""The loop of one worker: take a batch by a lease, do it, write it, until nothing is left or somebody says stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.boundary import FaultBoundary
from ospolis.mapping.choices import Executor, Reach, Stage, WorkState
from ospolis.mapping.models import WorkItem
from ospolis.mapping.patience import DATABASE_TROUBLE, patiently
from ospolis.mapping.selectors.runs import has_open_work
from ospolis.mapping.services.hands import sign_off, sign_on
from ospolis.mapping.services.leases import MOST_AT_ONCE, begin_item, lease_work, release_work
from ospolis.mapping.services.outcomes import LeaseLost, fail_item
from ospolis.mapping.work.desk import ReadingDesk, analyse_item, collect_item
from ospolis.mapping.work.pulse import Pulse

_IDLE_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)
_DATABASE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker of a run: its name on leases, what it reads with and can reach, and whether it was told to stop."""

    run_id: int
    desk: ReadingDesk
    actor: Viewer
    name: str
    is_stopped: Callable[[], bool]
    executor: Executor = Executor.INLINE
    address: str = ""
    reach: Reach = Reach.ALL
    batch: int = MOST_AT_ONCE


def work_until_done(worker: Worker) -> int:
    """Do the run's work; returns how many items this worker finished.

    While another worker still fetches, new reading may appear: the loop waits for it.
    """
    finished, idle = 0, 0
    while not worker.is_stopped():
        done = work_on_batch(worker)
        finished += done
        if done:
            idle = 0
            continue
        if not patiently(lambda: has_open_work(worker.actor, worker.run_id)):
            break
        time.sleep(_IDLE_SECONDS[min(idle, len(_IDLE_SECONDS) - 1)])
        idle += 1
    patiently(lambda: sign_off(run_id=worker.run_id, name=worker.name))
    return finished


def work_on_batch(worker: Worker) -> int:
    """Take one batch and do it; returns how many items were done. What is not begun is given back at the end."""
    run_id, name = worker.run_id, worker.name
    items = patiently(lambda: _take_batch(worker))
    done = 0
    with Pulse(run_id, name, {item.pk for item in items}) as pulse:
        try:
            for item in items:
                if worker.is_stopped():
                    break
                if patiently(lambda item=item: begin_item(item_id=item.pk, owner=name, at=timezone.now())):  # type: ignore[misc]
                    _do_item(worker, item)
                    done += 1
                pulse.held.discard(item.pk)
        finally:
            if pulse.held:
                patiently(lambda: release_work(run_id=run_id, owner=name))
    return done


def _take_batch(worker: Worker) -> list[WorkItem]:
    now, place = timezone.now(), worker.desk.place
    sign_on(
        run_id=worker.run_id, name=worker.name, executor=worker.executor, place=place, address=worker.address, at=now
    )
    return lease_work(
        run_id=worker.run_id, owner=worker.name, most=worker.batch, at=now, place=place, reach=worker.reach
    )


def _do_item(worker: Worker, item: WorkItem) -> None:
    """Do one item; a fault of ours fails this source with its reason, and the run goes on."""
    boundary = FaultBoundary()
    with boundary:
        _read_item(worker, item)
    if boundary.fault:
        patiently(
            lambda: fail_item(
                item_id=item.pk,
                owner=worker.name,
                state=WorkState.FAILED,
                code="our-fault",
                message=f"Ospolis met a fault of its own: {boundary.fault}",
                remedy="Report this fault with the address of the source; the other sources are not concerned.",
                actor=worker.actor,
                at=timezone.now(),
            )
        )


def _read_item(worker: Worker, item: WorkItem) -> None:
    """Fetch or read one source; begun anew when the database went away in between. Who lost the lease leaves it."""
    step = collect_item if item.stage == Stage.COLLECT else analyse_item
    for tries_left in reversed(range(_DATABASE_TRIES)):
        try:
            step(worker.desk, item, actor=worker.actor)
        except LeaseLost:
            return
        except DATABASE_TROUBLE:
            if not tries_left:
                raise
            patiently(lambda: has_open_work(worker.actor, worker.run_id))
        else:
            return
