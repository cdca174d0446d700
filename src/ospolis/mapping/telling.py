"""How far a run is, on the bar of a terminal."""

from __future__ import annotations

from ospolis.core.program import Progress
from ospolis.mapping.choices import Executor
from ospolis.mapping.mapper import Tick
from ospolis.mapping.selectors.runs import RunProgress

_SECONDS_IN_WORDS = 90.0
_MINUTES_IN_WORDS = 90.0


def show_on(progress: Progress) -> Tick:
    """A function that shows on a bar what it is told of a run."""

    def show(run: RunProgress) -> None:
        progress.total = run.total
        progress.reach(run.done, say_progress(run))

    return show


def say_progress(run: RunProgress) -> str:
    """Failures, rate, time that remains and who reads, in a few words; what is not known is left out."""
    said = [f"{run.failed:,} failed"] if run.failed else []
    if run.a_minute:
        said.append(f"{run.a_minute:,.0f} a minute")
    if run.remaining:
        said.append(f"{_say_time(run.remaining)} left")
    workers = "1 worker" if run.readers == 1 else f"{run.readers} workers"
    if run.executor == Executor.CLUSTER:
        said.append(f"cluster, {workers} on {run.places} machine{'' if run.places == 1 else 's'}")
    elif run.executor == Executor.LOCAL:
        said.append(workers)
    return ", ".join(said)


def _say_time(seconds: float) -> str:
    if seconds < _SECONDS_IN_WORDS:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < _MINUTES_IN_WORDS else f"{minutes / 60:.1f} h"
