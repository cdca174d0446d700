"""The workers of a cluster: found, greeted, given batches, and missed when they are gone. Here alone Dask is called."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from ospolis import __version__
from ospolis.mapping.work.cluster_door import ClusterDoor, is_loopback
from ospolis.mapping.work.cluster_task import greet, read_batch
from ospolis.mapping.work.cluster_words import BatchDone, ClusterOrder, Greeting

_CONNECT_SECONDS = 10
# An answer lies in the memory of a worker; when that has just died, nobody has it any more.
_ANSWER_SECONDS = 3
_CANCELLED = (asyncio.CancelledError, concurrent.futures.CancelledError)
_TAKEN_AWAY = "It was taken away"
# Leases end by the clock of whoever asks, so clocks must agree far better than a lease lasts.
_CLOCKS = timedelta(seconds=30)
# One to do and one to begin at once after it.
_DEPTH = 2
# Dask looks after itself 50 times a second; whoever leads has nothing that such a look could find.
_SELDOM = {"distributed.admin.tick.interval": "1s", "distributed.admin.system-monitor.interval": "5s"}
_LOGGERS = ("distributed", "distributed.client", "distributed.core", "tornado.application")


class SchedulerGone(Exception):
    """The scheduler does not answer any more."""


@dataclass(slots=True)
class Member:
    """A worker that takes part: its name on leases, what it sees, and the batches that it was given."""

    address: str
    name: str
    sees_folder: bool
    batches: list[Any] = field(default_factory=list)


@contextmanager
def _asking_scheduler() -> Iterator[None]:
    """Dask tells in many ways that its scheduler is gone; the last of them is a client that has lost its inside."""
    try:
        yield
    except (OSError, *_CANCELLED, AttributeError) as problem:
        raise SchedulerGone(str(problem)) from None


@dataclass(slots=True)
class Line:
    """An open line to a scheduler."""

    client: Any
    door: ClusterDoor
    stirred: threading.Event = field(default_factory=threading.Event)

    def addresses(self) -> set[str]:
        """Where workers are now; those that cannot be spoken to safely are not named.

        Raises   SchedulerGone
        """
        with _asking_scheduler():
            self._require_scheduler()
            workers = self.client.scheduler_info(n_workers=-1)["workers"]
        return {address for address in workers if self._is_safe(address)}

    def _is_safe(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme == "tls" if self.door.is_encrypted else is_loopback(parts.hostname or "")

    def ask_greeting(self, address: str, order: ClusterOrder) -> Any:
        """Ask a worker who it is; returns what will hold its answer.

        Raises   SchedulerGone
        """
        return self._ask(greet, order, address=address)

    def read_greeting(self, asked: Any) -> Greeting | str:
        """What a worker answered; a text says why it cannot take part.

        Raises   SchedulerGone
        """
        greeting = self._outcome(asked)
        if not isinstance(greeting, Greeting):
            return str(greeting)
        if greeting.version != __version__:
            return f"Its version is {greeting.version}, and here is {__version__}: install the same"
        if abs(greeting.now - timezone.now()) > _CLOCKS:
            return "Its clock is more than half a minute off: set it by the network"
        return greeting.refusal or greeting

    def fill(self, member: Member, order: ClusterOrder) -> None:
        """Give a worker batches until it has enough.

        Raises   SchedulerGone
        """
        while len(member.batches) < _DEPTH:
            future = self._ask(read_batch, order, member.address, address=member.address)
            future.add_done_callback(lambda _: self.stirred.set())
            member.batches.append(future)

    def take_ended(self, member: Member) -> list[BatchDone | str]:
        """The batches of a worker that have ended: what came out, or in words why nothing did.

        Raises   SchedulerGone
        """
        ended = [future for future in member.batches if future.done()]
        member.batches = [future for future in member.batches if not future.done()]
        outcomes = [self._outcome(future) for future in ended]
        return [outcome if isinstance(outcome, BatchDone) else str(outcome) for outcome in outcomes]

    def _outcome(self, future: Any) -> object:
        """What a task gave; a text says why nothing.

        Raises   SchedulerGone
        """
        with _asking_scheduler():
            try:
                fault = future.exception(timeout=_ANSWER_SECONDS)
                return _say(fault) if fault is not None else future.result(timeout=_ANSWER_SECONDS)
            except (TimeoutError, *_CANCELLED):
                self._require_scheduler()
                return _TAKEN_AWAY

    def _require_scheduler(self) -> None:
        if self.client.status != "running":
            raise SchedulerGone(self.client.status)

    def _ask(self, function: Any, *words: Any, address: str) -> Any:
        with _asking_scheduler():
            self._require_scheduler()
            return self.client.submit(
                function, *words, workers=[address], allow_other_workers=False, pure=False, retries=0
            )

    def take_back(self, asked: list[Any]) -> None:
        """Forget what a worker that is gone was asked; should it live after all, its leases have ended."""
        with suppress(SchedulerGone), _asking_scheduler():
            self.client.cancel(asked, force=True)

    def close(self) -> None:
        """Hang up."""
        with suppress(SchedulerGone), _asking_scheduler():
            self.client.close(timeout=2)


def _say(fault: BaseException) -> str:
    return f"It answered with a fault: {type(fault).__name__}: {' '.join(str(fault).split())[:300]}"


def open_line(door: ClusterDoor) -> Line:
    """Connect with a scheduler.

    Raises   SchedulerGone when it does not answer, or will not have us
    """
    import dask  # noqa: PLC0415  # heavy: costs 1.8 s at start, and few runs use a cluster
    import distributed  # noqa: PLC0415  # as above
    from distributed.security import Security  # noqa: PLC0415  # as above

    dask.config.set(_SELDOM)
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it has to say of a lost scheduler, we say
    security = None
    if door.is_encrypted:
        security = Security(
            tls_ca_file=door.ca, tls_client_cert=door.certificate, tls_client_key=door.key, require_encryption=True
        )
    with _asking_scheduler():
        return Line(
            distributed.Client(door.address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False), door
        )
