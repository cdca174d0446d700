"""Lead a run on a cluster: see that each worker has work, free what a dead one held, find the scheduler again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connections
from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.program import tell
from ospolis.mapping.choices import Executor, Reach
from ospolis.mapping.patience import patiently
from ospolis.mapping.selectors.runs import has_open_work, has_waiting_work
from ospolis.mapping.services.hands import sign_off
from ospolis.mapping.services.leases import release_silent, release_work
from ospolis.mapping.work.cluster_door import ClusterDoor, ClusterLost, ClusterRefused
from ospolis.mapping.work.cluster_members import Line, Member, SchedulerGone, open_line
from ospolis.mapping.work.cluster_words import ClusterOrder
from ospolis.mapping.work.desk import ReadingDesk
from ospolis.mapping.work.places import fingerprint, new_name, sight_of
from ospolis.mapping.work.worker import Worker, work_until_done

Tick = Callable[[], None]
_POLL_SECONDS = 0.3
_LOOK_SECONDS = 0.6
# How often work is freed of workers that died while nobody led, or before they were greeted.
_FREE_SECONDS = 5.0
# How long a run waits for the first worker, and for a scheduler or workers that were there and are gone.
_FIRST_SECONDS = 20.0
_PATIENCE_SECONDS = 120.0
_MOST_FAULTS = 3


@dataclass(slots=True)
class Cluster:
    """A cluster as whoever leads sees it: the line to it, its workers by address, and those that may not take part."""

    door: ClusterDoor
    order: ClusterOrder
    line: Line
    members: dict[str, Member] = field(default_factory=dict)
    greeted: dict[str, Any] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    looked_at: float = 0.0

    def look_round(self) -> list[Member]:
        """Greet who is new; returns those that are gone.

        Raises   SchedulerGone
        """
        self.looked_at = time.monotonic()
        there = self.line.addresses()
        for address in there - {*self.members, *self.strangers, *self.greeted}:
            self.greeted[address] = self.line.ask_greeting(address, self.order)
        left = [self.greeted.pop(address) for address in {*self.greeted} - there]
        for address in [address for address, asked in self.greeted.items() if asked.done()]:
            greeting = self.line.read_greeting(self.greeted.pop(address))
            if isinstance(greeting, str):
                self.refuse(address, greeting)
            else:
                self.members[address] = Member(address, greeting.name, greeting.sees_folder)
        gone = [self.members.pop(address) for address in {*self.members} - there]
        self.line.take_back([*left, *(batch for member in gone for batch in member.batches)])
        return gone

    def call_again(self, seconds: float) -> None:
        """Connect anew with a scheduler that went away; its workers went with it.

        Raises   SchedulerGone when it stays away for so long
        """
        self.line.close()
        until = time.monotonic() + seconds
        while True:
            try:
                self.line = open_line(self.door)
                break
            except SchedulerGone:
                if time.monotonic() > until:
                    raise
                time.sleep(_LOOK_SECONDS)
        self.members.clear()
        self.greeted.clear()
        self.strangers.clear()
        self.looked_at = 0.0

    def refuse(self, address: str, reason: str) -> None:
        """Let a worker take no part, and tell the operator why."""
        self.members.pop(address, None)
        self.strangers[address] = reason
        tell(f"The worker at {address} takes no part. {reason}.")

    def sees_folder(self) -> bool:
        """Whether any worker can read what lies in folders of this machine."""
        return any(member.sees_folder for member in self.members.values())


@contextmanager
def join_cluster(door: ClusterDoor, desk: ReadingDesk) -> Iterator[Cluster]:
    """Connect with a cluster and greet its workers, before anything is written.

    Raises   ClusterRefused when it does not answer, has no worker, or none that may take part
    """
    order = ClusterOrder(
        folder=str(desk.folder), sight=sight_of(desk.folder), key_print=fingerprint(desk.pseudonym_key),
        now=desk.now, limits=desk.limits,
    )  # fmt: skip
    try:
        cluster = Cluster(door, order, open_line(door))
    except SchedulerGone:
        said = f"The cluster at {door.address} does not answer, or does not accept our certificate."
        raise ClusterRefused(said, "Start it, or mend its address or certificate.") from None
    try:
        _meet_first(cluster)
        yield cluster
    finally:
        cluster.line.close()


def _meet_first(cluster: Cluster) -> None:
    until = time.monotonic() + _FIRST_SECONDS
    while not cluster.members and time.monotonic() < until:
        try:
            cluster.look_round()
        except SchedulerGone:
            try:
                cluster.call_again(until - time.monotonic())
            except SchedulerGone:
                raise ClusterRefused("The cluster ended while it was greeted.", "Start it anew.") from None
        if cluster.strangers and not cluster.members and not cluster.greeted:
            raise ClusterRefused("No worker of the cluster may take part.", "Mend what is said of them, and try again.")
        time.sleep(0 if cluster.members else _POLL_SECONDS)
    if not cluster.members:
        said = f"The cluster at {cluster.door.address} has no worker."
        raise ClusterRefused(said, "Start one: dask worker --nthreads 1, with the address of the scheduler.")


def run_on_cluster(*, run_id: int, lead: str, desk: ReadingDesk, actor: Viewer, cluster: Cluster, tick: Tick) -> None:
    """Do all work by the workers of a cluster; what only this machine can see is read here meanwhile.

    Raises   ClusterLost when the scheduler or every worker stays away; KeyboardInterrupt
    """
    cluster.order = replace(cluster.order, run_id=run_id, lead=lead)
    leader = _Leader(run_id, actor, cluster, _FolderReader(run_id, desk, actor))
    try:
        while patiently(lambda: has_open_work(actor, run_id)):
            try:
                leader.step()
            except SchedulerGone:
                leader.find_again()
            tick()
            cluster.line.stirred.wait(_POLL_SECONDS)
            cluster.line.stirred.clear()
    finally:
        leader.folders.stop()


@dataclass(slots=True)
class _FolderReader:
    """Reads in a thread of its own what lies in folders of this machine, when no worker of the cluster sees them."""

    run_id: int
    desk: ReadingDesk
    actor: Viewer
    _told: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._read, name="folders of this machine", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._told.set()
        if self._thread is not None:
            self._thread.join()

    def _read(self) -> None:
        worker = Worker(
            run_id=self.run_id, desk=self.desk, actor=self.actor, name=new_name(self.desk.data_dir),
            is_stopped=self._told.is_set, executor=Executor.CLUSTER, reach=Reach.HERE,
        )  # fmt: skip
        try:
            work_until_done(worker)
        finally:
            connections.close_all()


@dataclass(slots=True)
class _Leader:
    run_id: int
    actor: Viewer
    cluster: Cluster
    folders: _FolderReader
    alone_since: float | None = None
    freed_at: float = 0.0

    def step(self) -> None:
        """Look round now and then, take what ended, hand out anew.

        Raises   SchedulerGone; ClusterLost
        """
        cluster = self.cluster
        if time.monotonic() - cluster.looked_at > _LOOK_SECONDS:
            for gone in cluster.look_round():
                self._release(gone.name, counts=True)
            self._mind_loneliness()
            self._free_unmet()
        for member in list(cluster.members.values()):
            self._take_ended(member)
        if not cluster.sees_folder() and self._waits(Reach.HERE):
            self.folders.start()
        if self._waits(Reach.NETWORK):
            busy = list(cluster.members.values())
        elif self._waits(Reach.ALL):
            busy = [member for member in cluster.members.values() if member.sees_folder]
        else:
            busy = []
        for member in busy:
            cluster.line.fill(member, cluster.order)

    def _take_ended(self, member: Member) -> None:
        for outcome in self.cluster.line.take_ended(member):
            if isinstance(outcome, str):
                # Nobody knows how far it came; the worker may be a new one at the same address.
                self._release(member.name, counts=True)
                faults = self.cluster.faults[member.address] = self.cluster.faults.get(member.address, 0) + 1
                self.cluster.members.pop(member.address, None)
                if faults >= _MOST_FAULTS:
                    self.cluster.refuse(member.address, outcome)
            elif outcome.refusal:
                self.cluster.refuse(member.address, outcome.refusal)
            else:
                self.cluster.faults.pop(member.address, None)
                if outcome.name != member.name:
                    self._release(member.name, counts=True)
                    member.name = outcome.name

    def _mind_loneliness(self) -> None:
        if self.cluster.members:
            self.alone_since = None
            return
        if self.cluster.strangers and not self.cluster.greeted:
            raise ClusterLost("No worker of the cluster may take part any more.")
        now = time.monotonic()
        self.alone_since = self.alone_since or now
        if now - self.alone_since > _PATIENCE_SECONDS:
            raise ClusterLost("Every worker of the cluster is gone.")

    def _free_unmet(self) -> None:
        if time.monotonic() - self.freed_at > _FREE_SECONDS:
            self.freed_at = time.monotonic()
            met = [member.name for member in self.cluster.members.values()]
            patiently(lambda: release_silent(run_id=self.run_id, met=met, at=timezone.now()))

    def find_again(self) -> None:
        """Connect anew with a scheduler that went away. Its workers went with it: what they held is free, blameless.

        Raises   ClusterLost
        """
        held = list(self.cluster.members.values())
        try:
            self.cluster.call_again(_PATIENCE_SECONDS)
        except SchedulerGone:
            raise ClusterLost("The scheduler of the cluster does not answer any more.") from None
        for member in held:
            self._release(member.name, counts=False)

    def _waits(self, reach: Reach) -> bool:
        return patiently(lambda: has_waiting_work(self.actor, self.run_id, reach))

    def _release(self, name: str, *, counts: bool) -> None:
        patiently(lambda: release_work(run_id=self.run_id, owner=name, counts=counts))
        patiently(lambda: sign_off(run_id=self.run_id, name=name))
