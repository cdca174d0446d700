"""Executors: in this process, or by a pool of processes on this machine. The table knows what remains, never they."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from django.db import connections

from ospolis.core.access import Viewer
from ospolis.mapping.choices import Executor
from ospolis.mapping.patience import patiently
from ospolis.mapping.services.hands import sign_off
from ospolis.mapping.services.leases import release_work
from ospolis.mapping.work.desk import ReadingDesk
from ospolis.mapping.work.places import new_name
from ospolis.mapping.work.worker import Worker, work_until_done

Tick = Callable[[], None]
_POLL_SECONDS = 0.1
_MOST_REPLACEMENTS = 20


def run_inline(*, run_id: int, desk: ReadingDesk, actor: Viewer, tick: Tick) -> None:
    """Do all work in the calling process; `tick` is called between items."""

    def stopped() -> bool:
        tick()
        return False

    name = new_name(desk.data_dir)
    work_until_done(Worker(run_id=run_id, desk=desk, actor=actor, name=name, is_stopped=stopped))


def run_local(*, run_id: int, desk: ReadingDesk, actor: Viewer, workers: int, tick: Tick) -> None:
    """Do all work in `workers` processes; one that dies is replaced, and its item is tried again.

    Raises   KeyboardInterrupt after every worker has put down its work
    """
    pool = _Pool(run_id=run_id, desk=desk, actor=actor)
    try:
        for _ in range(workers):
            pool.start_one()
        while pool.is_busy():
            pool.replace_dead()
            tick()
            time.sleep(_POLL_SECONDS)
    finally:
        pool.stop_all()


@dataclass(slots=True)
class _Pool:
    """Processes by the names under which they hold work."""

    run_id: int
    desk: ReadingDesk
    actor: Viewer
    processes: dict[str, BaseProcess] = field(default_factory=dict)
    replaced: int = 0

    def start_one(self) -> None:
        # A child must not share the parent's connection: both would speak on one wire.
        connections.close_all()
        name = new_name(self.desk.data_dir)
        process = multiprocessing.get_context("fork").Process(
            target=_work_in_child, args=(self.run_id, self.desk, self.actor, name), daemon=False
        )
        process.start()
        self.processes[name] = process

    def is_busy(self) -> bool:
        return any(process.is_alive() or process.exitcode for process in self.processes.values())

    def replace_dead(self) -> None:
        for name in [name for name, process in self.processes.items() if process.exitcode]:
            del self.processes[name]
            release_lost(self.run_id, name)
            if self.replaced < _MOST_REPLACEMENTS:
                self.replaced += 1
                self.start_one()

    def stop_all(self) -> None:
        for process in self.processes.values():
            if process.is_alive():
                process.terminate()
        for process in self.processes.values():
            process.join()


def release_lost(run_id: int, name: str) -> None:
    """Free what a dead worker held. What it had begun counts as an attempt: whatever killed it may kill again."""
    patiently(lambda: release_work(run_id=run_id, owner=name, counts=True))
    patiently(lambda: sign_off(run_id=run_id, name=name))


def _work_in_child(run_id: int, desk: ReadingDesk, actor: Viewer, name: str) -> None:
    told = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which tells its workers in order
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    worker = Worker(run_id=run_id, desk=desk, actor=actor, name=name, is_stopped=told.is_set, executor=Executor.LOCAL)
    try:
        work_until_done(worker)
    finally:
        connections.close_all()
