"""A process of a cluster that reads for a run: its own settings, database and data folder, one desk for each run."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from ospolis import __version__
from ospolis.core.access import system_viewer
from ospolis.core.keys import kept_key
from ospolis.mapping.choices import Executor, Reach
from ospolis.mapping.patience import patiently
from ospolis.mapping.selectors.runs import is_led_by
from ospolis.mapping.work.cluster_words import BatchDone, ClusterOrder, Greeting
from ospolis.mapping.work.desk import ReadingDesk
from ospolis.mapping.work.places import fingerprint, new_name, sight_of
from ospolis.mapping.work.worker import Worker, work_on_batch

# How long a turn lasts: it costs a trip to the scheduler and a session of the database, batches of a turn cost neither.
_TURN_SECONDS = 10.0
_OTHER_KEY = "Its key of pseudonyms is another one: copy the file pseudonym-key of the machine that leads"
_OTHER_DATABASE = "Its database does not know this run: give it the same OSPOLIS_DATABASE_URL"


def introduce(order: ClusterOrder) -> Greeting:
    """Say who this process is, and whether it may read for this order."""
    refusal = "" if fingerprint(_own_key()) == order.key_print else _OTHER_KEY
    sees = bool(order.sight) and sight_of(Path(order.folder)) == order.sight
    return Greeting(_own_name(), __version__, sees, timezone.now(), refusal)


def take_part(order: ClusterOrder, address: str) -> BatchDone:
    """Take batches for a while, read and write them; one at a time, however many threads this process was given."""
    greeting = introduce(order)
    viewer = system_viewer("cluster")
    with _DESK.alone:
        try:
            if greeting.refusal or not patiently(lambda: is_led_by(viewer, order.run_id, order.lead)):
                return BatchDone(greeting.name, 0, greeting.refusal or _OTHER_DATABASE)
            worker = Worker(
                run_id=order.run_id,
                desk=_DESK.lay(order),
                actor=viewer,
                name=greeting.name,
                is_stopped=lambda: False,  # a run that was stopped lets nobody begin anything
                executor=Executor.CLUSTER,
                address=address,
                reach=Reach.ALL if greeting.sees_folder else Reach.NETWORK,
            )
            return BatchDone(greeting.name, _take_turn(worker))
        finally:
            connections.close_all()  # a worker without work keeps no session of the database


def _take_turn(worker: Worker) -> int:
    """Take batch after batch until the turn is over or nothing is left; returns how many items were done."""
    until, done = time.monotonic() + _TURN_SECONDS, 0
    while some := work_on_batch(worker):
        done += some
        if time.monotonic() > until:
            break
    return done


@cache
def _own_name() -> str:
    return new_name(settings.OSPOLIS.data_dir)


def _own_key() -> bytes:
    return kept_key(settings.OSPOLIS.data_dir / "pseudonym-key").encode()[:64]


@dataclass(slots=True)
class _Desk:
    """The desk of this process: its boxes have loaded the licence texts, so it stays from batch to batch of a run."""

    alone: threading.Lock
    order: ClusterOrder | None = None
    desk: ReadingDesk | None = None

    def lay(self, order: ClusterOrder) -> ReadingDesk:
        if self.desk is None or self.order != order:
            self.clear()
            self.order = order
            self.desk = ReadingDesk(
                folder=Path(order.folder), data_dir=settings.OSPOLIS.data_dir, pseudonym_key=_own_key(),
                now=order.now, limits=order.limits,
            )  # fmt: skip
        return self.desk

    def clear(self) -> None:
        if self.desk is not None:
            self.desk.close()
        self.desk = self.order = None


_DESK = _Desk(threading.Lock())
