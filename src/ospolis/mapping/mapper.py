"""`ospolis map`: from a country folder to a map, step by step."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.journal.selectors import last_sequence
from ospolis.evidence.services import compute_figures
from ospolis.institutions.selectors import InstitutionFilter, find_institutions
from ospolis.institutions.services import KeyTaken
from ospolis.mapping.choices import Executor, RunState
from ospolis.mapping.concluding import conclusions_hold, mark_conclusions, record_conclusions
from ospolis.mapping.declaring import OtherOffice, declare_folder
from ospolis.mapping.deep.scanner import Scanner
from ospolis.mapping.finding import index_office
from ospolis.mapping.folder import CountryFolder
from ospolis.mapping.forges.telling import tell_forge_facts
from ospolis.mapping.models import Run
from ospolis.mapping.patience import patiently
from ospolis.mapping.selectors.runs import RunProgress, progress_of_run
from ospolis.mapping.selectors.summary import summarise_run
from ospolis.mapping.services.changes import note_changes
from ospolis.mapping.services.hands import sign_on
from ospolis.mapping.services.runs import LedElsewhere, finish_run, start_run
from ospolis.mapping.work.cluster import Cluster, join_cluster, run_on_cluster
from ospolis.mapping.work.cluster_door import ClusterDoor, ClusterLost
from ospolis.mapping.work.desk import ReadingDesk
from ospolis.mapping.work.executors import run_inline, run_local
from ospolis.mapping.work.places import new_name
from ospolis.mapping.work.pulse import Pulse
from ospolis.mapping.work.release_pass import ReleasePass, read_all_releases
from ospolis.mapping.work.second_pass import SecondPass, read_a_second_time
from ospolis.mapping.work.tidying import remove_left_mirrors

Tick = Callable[[RunProgress], None]
_TICK_SECONDS = 0.5
# What counting costs must stay small beside the work that is counted.
_TICK_SHARE = 20


class AlreadyRunning(RuntimeError):
    """Another collection of the same office is under way."""


@dataclass(frozen=True, slots=True)
class MapOrder:
    """What to map and how: `workers` 0 reads in this process; a `cluster` reads instead of workers of this machine;
    a `scanner` reads a second time what our detector does not name; so many `releases` of each repository are read too;
    `tick` is told now and then how far the run is."""

    folder: CountryFolder
    desk: ReadingDesk
    data_dir: Path
    actor: Viewer
    workers: int = 0
    cluster: ClusterDoor | None = None
    scanner: Scanner | None = None
    releases: int = 0
    tick: Tick = lambda progress: None
    clock: Callable[[], datetime] = field(kw_only=True)


def map_country(order: MapOrder) -> dict[str, Any]:
    """Declare, collect, read, work out figures, index; returns the summary of the run.

    Raises   AlreadyRunning; KeyTaken, OtherOffice from declaring; ClusterRefused before anything was read;
             KeyboardInterrupt and ClusterLost once the work was put down
    """
    office = order.folder.office
    started = time.monotonic()
    with _only_run(order.data_dir, office.key), _joined_cluster(order) as cluster:
        patiently(lambda: declare_folder(folder=order.folder, actor=order.actor, at=order.clock()))
        run = _start(order)
        collected = time.monotonic()
        try:
            _do_work(order, run, cluster)
            further = {**_read_a_second_time(order, run), **_read_releases(order, run)}
        except (KeyboardInterrupt, ClusterLost):
            summary = patiently(lambda: summarise_run(order.actor, run, {}))
            _finish(order, run, RunState.STOPPED, summary)
            raise
        analysed = time.monotonic()
        began = last_sequence(order.actor, run.realm)
        patiently(lambda: _conclude(order, run))
        remove_left_mirrors(data_dir=order.data_dir, realm=office.key, actor=order.actor)
        seconds = {
            "collect": round(collected - started, 3),
            "analyse": round(analysed - collected, 3),
            "write": round(time.monotonic() - analysed, 3),
            "total": round(time.monotonic() - started, 3),
        }
        summary = {**patiently(lambda: summarise_run(order.actor, run, seconds)), **further}
        summary["failures"] += further.get("releases", {}).pop("failures", [])
        state = RunState.PARTIAL if summary["failures"] else RunState.DONE
        _finish(order, run, state, {**summary, "concluded": mark_conclusions(order.actor, run, began)})
    return summary


def _start(order: MapOrder) -> Run:
    digest, place = digest_of(order.folder), order.desk.place
    realm = order.folder.office.key
    try:
        return patiently(
            lambda: start_run(realm=realm, folder_digest=digest, actor=order.actor, at=order.clock(), place=place)
        )
    except LedElsewhere:
        raise AlreadyRunning(realm) from None


def _finish(order: MapOrder, run: Run, state: RunState, summary: dict[str, Any]) -> None:
    patiently(lambda: finish_run(run_id=run.pk, state=state, summary=summary, actor=order.actor, at=order.clock()))


@contextmanager
def _joined_cluster(order: MapOrder) -> Iterator[Cluster | None]:
    if order.cluster is None:
        yield None
    else:
        with join_cluster(order.cluster, order.desk) as cluster:
            yield cluster


def _do_work(order: MapOrder, run: Run, cluster: Cluster | None) -> None:
    """Lead the run: be seen, start whoever reads, and tell now and then how far it is."""
    lead = new_name(order.data_dir)
    executor = Executor.CLUSTER if order.cluster else Executor.LOCAL if order.workers else Executor.INLINE
    patiently(
        lambda: sign_on(
            run_id=run.pk, name=lead, executor=executor, place=order.desk.place, at=timezone.now(), leads=True
        )
    )
    tick = _Ticker(order, run).tick
    with Pulse(run.pk, lead):
        if cluster:
            run_on_cluster(run_id=run.pk, lead=lead, desk=order.desk, actor=order.actor, cluster=cluster, tick=tick)
        elif order.workers:
            run_local(run_id=run.pk, desk=order.desk, actor=order.actor, workers=order.workers, tick=tick)
        else:
            run_inline(run_id=run.pk, desk=order.desk, actor=order.actor, tick=tick)
    order.tick(patiently(lambda: progress_of_run(order.actor, run, at=timezone.now())))


def _read_a_second_time(order: MapOrder, run: Run) -> dict[str, Any]:
    """Show the second scanner what our detector does not name, when that was asked for."""
    if order.scanner is None:
        return {}
    second = SecondPass(run.realm, order.desk, order.scanner, order.actor, order.clock)
    return {"deep": read_a_second_time(second)}


def _read_releases(order: MapOrder, run: Run) -> dict[str, Any]:
    """Read the newest releases of each repository, when that was asked for."""
    if not order.releases:
        return {}
    return {"releases": read_all_releases(ReleasePass(run.realm, order.desk, order.releases, order.actor, order.clock))}


@dataclass(slots=True)
class _Ticker:
    """Tells how far a run is, as seldom as counting it is dear."""

    order: MapOrder
    run: Run
    next_at: float = 0.0

    def tick(self) -> None:
        began = time.monotonic()
        if began < self.next_at:
            return
        self.order.tick(patiently(lambda: progress_of_run(self.order.actor, self.run, at=timezone.now())))
        now = time.monotonic()
        self.next_at = now + max(_TICK_SECONDS, _TICK_SHARE * (now - began))


def _conclude(order: MapOrder, run: Run) -> None:
    """Facts that follow from what was read, what is different since the last run, figures, and the search index."""
    realm = run.realm
    tell_forge_facts(run=run, actor=order.actor, at=order.clock())
    if conclusions_hold(order.actor, run):
        return
    record_conclusions(run=run, actor=order.actor, at=order.clock())
    note_changes(run_id=run.pk, actor=order.actor, at=order.clock())
    rows = find_institutions(order.actor, InstitutionFilter(realm=realm))
    keys = [row.key for row in rows]
    compute_figures(realm=realm, institutions=keys, run_key=run.key, actor=order.actor, at=order.clock())
    index_office(viewer=order.actor, realm=realm)


def digest_of(folder: CountryFolder) -> str:
    """Equal for folders that say the same."""
    rows = (folder.office, folder.institutions, folder.systems, folder.sources, folder.answers)
    return hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest()


@contextmanager
def _only_run(data_dir: Path, realm: str) -> Iterator[None]:
    """Hold the lock of an office; the machine lets go of it even when the process is killed."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / f"map-{realm}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(realm) from None
        if not path.exists() or not os.path.samestat(os.fstat(file.fileno()), path.stat()):
            raise AlreadyRunning(realm)  # its file was taken away between opening and locking
        try:
            yield
        except (KeyTaken, OtherOffice):
            path.unlink()  # a folder that is refused leaves nothing
            raise
