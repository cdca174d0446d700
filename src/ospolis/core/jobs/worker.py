"""The worker: works off the queues, and once a minute brings schedules, the outbox and lost jobs on their way."""

from __future__ import annotations

import os
import platform
import signal
import time
from datetime import datetime, timedelta
from types import FrameType

from django.db import close_old_connections, transaction
from django.utils import timezone

from ospolis.core.access.viewer import system_viewer
from ospolis.core.boundary import FaultBoundary
from ospolis.core.compat import TaskWorker
from ospolis.core.jobs.models import Schedule
from ospolis.core.jobs.registry import declared_jobs
from ospolis.core.jobs.services import enqueue_job, revive_lost_runs
from ospolis.core.journal.outbox import deliver_unread

_TICK_SECONDS = 60.0
_OUTBOX_SECONDS = 2.0
_PORTION = 20
_NAP = 0.2
_FORCE_SECONDS = 1.0


class Worker:
    """One worker process. `stop` ends it after the job that runs now."""

    def __init__(self, *, queues: tuple[str, ...] = ("*",), name: str = "") -> None:
        self.name = name or f"{platform.node()[:40]}-{os.getpid()}"
        self.problem = ""
        self._tasks = TaskWorker(queues=queues, worker_id=self.name)
        self._running = True
        self._stopped_at = 0.0
        self._next_tick = 0.0
        self._next_outbox = 0.0

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Ask for a clean end: the job that runs is finished first. A second signal a second later ends at once."""
        now = time.monotonic()
        if not self._running:
            # Supervisors often send one signal twice: to the process and to its group.
            if now - self._stopped_at > _FORCE_SECONDS:
                raise SystemExit(1)
            return
        self._running, self._stopped_at = False, now
        self._tasks.stop()

    def run(self, *, until_idle: bool = False, pause: float = 1.0) -> int:
        """Work until asked to stop, or until nothing is due; return the number of jobs run.

        Units    pause: seconds between two looks at an empty queue
        """
        count = 0
        while self._running:
            close_old_connections()
            self._keep_house()
            done = self._tasks.work_off(at_most=_PORTION) if self._running else 0
            count += done
            if done == 0:
                if until_idle:
                    break
                self._sleep(pause)
        return count

    def obey_signals(self) -> None:
        """Let SIGTERM and SIGINT mean a clean end."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def _keep_house(self) -> None:
        """Schedules, lost jobs and the outbox; a fault here is told and does not keep jobs from running."""
        now = time.monotonic()
        at = timezone.now()
        with FaultBoundary() as outcome:
            if now >= self._next_tick:
                self._next_tick = now + _TICK_SECONDS
                revive_lost_runs(at=at)
                run_due_schedules(at=at)
            if now >= self._next_outbox:
                self._next_outbox = now + _OUTBOX_SECONDS
                deliver_unread(at=at)
        self.problem = outcome.fault

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._running and time.monotonic() < end:
            time.sleep(_NAP)


def run_due_schedules(*, at: datetime) -> int:
    """Ask for every scheduled job that is due, once; return how many were asked for.

    A schedule that is new in the code gets its row and runs at once; missed rounds are not made up for.
    """
    return sum(_run_if_due(name, every, at=at) for name, every in _rhythms().items())


def _rhythms() -> dict[str, timedelta]:
    return {job.name: job.every for job in declared_jobs() if job.every is not None}


@transaction.atomic
def _run_if_due(name: str, every: timedelta, *, at: datetime) -> int:
    seconds = int(every.total_seconds())
    Schedule.objects.get_or_create(name=name, defaults={"every_seconds": seconds, "next_at": at})
    row = Schedule.objects.select_for_update(of=("self",)).get(name=name)
    if row.paused or row.next_at > at:
        return 0
    due, row.next_at, row.every_seconds = row.next_at, at + every, seconds
    row.save(update_fields=["next_at", "every_seconds"])
    job = next(job for job in declared_jobs() if job.name == name)
    enqueue_job(job, viewer=system_viewer("schedule"), at=at, key=f"schedule:{name}:{due.isoformat()}")
    return 1
