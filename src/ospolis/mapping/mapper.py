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

from ospolis.core.access import Viewer
from ospolis.evidence.services import compute_figures
from ospolis.institutions.selectors import InstitutionFilter, find_institutions
from ospolis.institutions.services import KeyTaken
from ospolis.mapping.choices import RunState
from ospolis.mapping.concluding import record_conclusions
from ospolis.mapping.declaring import OtherOffice, declare_folder
from ospolis.mapping.finding import index_office
from ospolis.mapping.folder import CountryFolder
from ospolis.mapping.forges.telling import tell_forge_facts
from ospolis.mapping.models import Run
from ospolis.mapping.selectors import count_work
from ospolis.mapping.selectors.summary import summarise_run
from ospolis.mapping.services.changes import note_changes
from ospolis.mapping.services.runs import finish_run, start_run
from ospolis.mapping.work.desk import ReadingDesk
from ospolis.mapping.work.executors import run_inline, run_local
from ospolis.mapping.work.tidying import remove_left_mirrors

Tick = Callable[[int, int], None]


class AlreadyRunning(RuntimeError):
    """Another collection of the same office is under way on this machine."""


@dataclass(frozen=True, slots=True)
class MapOrder:
    """What to map and how: `workers` 0 reads in this process; `tick` is told (done, all) now and then."""

    folder: CountryFolder
    desk: ReadingDesk
    data_dir: Path
    actor: Viewer
    workers: int = 0
    tick: Tick = lambda done, total: None
    clock: Callable[[], datetime] = field(kw_only=True)


def map_country(order: MapOrder) -> dict[str, Any]:
    """Declare, collect, read, work out figures, index; returns the summary of the run.

    Raises   AlreadyRunning; KeyTaken, OtherOffice from declaring; KeyboardInterrupt once the work was put down
    """
    office = order.folder.office
    started = time.monotonic()
    with _only_run(order.data_dir, office.key):
        declare_folder(folder=order.folder, actor=order.actor, at=order.clock())
        digest = digest_of(order.folder)
        run = start_run(realm=office.key, folder_digest=digest, actor=order.actor, at=order.clock())
        collected = time.monotonic()
        try:
            _do_work(order, run)
        except KeyboardInterrupt:
            summary = summarise_run(order.actor, run, {})
            finish_run(run_id=run.pk, state=RunState.STOPPED, summary=summary, actor=order.actor, at=order.clock())
            raise
        analysed = time.monotonic()
        _conclude(order, run)
        remove_left_mirrors(data_dir=order.data_dir, realm=office.key, actor=order.actor)
        seconds = {
            "collect": round(collected - started, 3),
            "analyse": round(analysed - collected, 3),
            "write": round(time.monotonic() - analysed, 3),
            "total": round(time.monotonic() - started, 3),
        }
        summary = summarise_run(order.actor, run, seconds)
        state = RunState.PARTIAL if summary["failures"] else RunState.DONE
        finish_run(run_id=run.pk, state=state, summary=summary, actor=order.actor, at=order.clock())
    return summary


def _do_work(order: MapOrder, run: Run) -> None:
    def tick() -> None:
        states = count_work(order.actor, run.pk)
        total = sum(states.values())
        done = sum(n for (_, state), n in states.items() if state not in ("waiting", "leased"))
        order.tick(done, total)

    if order.workers:
        run_local(run_id=run.pk, desk=order.desk, actor=order.actor, workers=order.workers, tick=tick)
    else:
        run_inline(run_id=run.pk, desk=order.desk, actor=order.actor, tick=tick)


def _conclude(order: MapOrder, run: Run) -> None:
    """Facts that follow from what was read, what is different since the last run, figures, and the search index."""
    realm = run.realm
    tell_forge_facts(run=run, actor=order.actor, at=order.clock())
    record_conclusions(run=run, actor=order.actor, at=order.clock())
    note_changes(run_id=run.pk, actor=order.actor, at=order.clock())
    rows = find_institutions(order.actor, InstitutionFilter(realm=realm))
    keys = [row.key for row in rows]
    compute_figures(realm=realm, institutions=keys, run_key=run.key, actor=order.actor, at=order.clock())
    index_office(viewer=order.actor, realm=realm)


def digest_of(folder: CountryFolder) -> str:
    """Equal for folders that say the same."""
    rows = (folder.office, folder.institutions, folder.systems, folder.sources)
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
