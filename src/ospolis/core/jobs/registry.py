"""Jobs that apps declare, and the schedules on which some of them come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from ospolis.core.access.policy import Permission
from ospolis.core.access.viewer import Viewer, system_viewer

JobArgument = int | str | bool | None
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Job:
    """A function that a worker may run: it takes the viewer, then ids by name, and its effect is idempotent."""

    name: str
    work: Callable[..., None]
    queue: str
    retries: int
    backoff: timedelta
    deadline: timedelta
    lease: timedelta
    permission: Permission | None
    every: timedelta | None


class UnknownJob(LookupError):
    """A job of this name is declared nowhere: its app was removed, or it was renamed."""


_jobs: dict[str, Job] = {}
_load_viewer: Callable[[int], Viewer | None] = lambda pk: None  # noqa: E731  # replaced by `people` at start


def job(
    *,
    queue: str = "default",
    retries: int = MOST_TRIES,
    backoff: timedelta = timedelta(seconds=30),
    deadline: timedelta = timedelta(days=1),
    lease: timedelta = timedelta(minutes=15),
    permission: Permission | None = None,
    every: timedelta | None = None,
) -> Callable[[Callable[..., None]], Job]:
    """Declare a function of an app's `jobs.py` as a job, named `<app>.<function>`.

    Units    retries: tries in all, at most 3; backoff doubles at each try; deadline counts from the asking, lease
             from the start of a try: after it the worker counts as dead and the job is given to another;
             every: the job comes back by itself in this rhythm
    Raises   ValueError when the name is taken or there are more than 3 tries
    """
    if not 1 <= retries <= MOST_TRIES:
        raise ValueError(f"a job is tried 1 to {MOST_TRIES} times")

    def declare(work: Callable[..., None]) -> Job:
        name = f"{_app_of(work)}.{work.__name__}"
        return _listed(Job(name, work, queue, retries, backoff, deadline, lease, permission, every))

    return declare


def _app_of(work: Callable[..., None]) -> str:
    """`ospolis.mapping.jobs` -> `mapping`; a module elsewhere names itself."""
    parts = work.__module__.split(".")
    return parts[1] if parts[0] == "ospolis" and len(parts) > 1 else parts[-1]


def _listed(declared: Job) -> Job:
    known = _jobs.get(declared.name)
    if known is not None and known.work.__qualname__ != declared.work.__qualname__:
        raise ValueError(f"the job name '{declared.name}' is taken")
    _jobs[declared.name] = declared
    return declared


def find_job(name: str) -> Job:
    """Return the job of this name.

    Raises   UnknownJob
    """
    load_declarations()
    if name not in _jobs:
        raise UnknownJob(f"no job is called '{name}'")
    return _jobs[name]


def declared_jobs() -> tuple[Job, ...]:
    """Every job, by name."""
    load_declarations()
    return tuple(_jobs[name] for name in sorted(_jobs))


def forget_job(name: str) -> None:
    """Take a job out of the register; its rows stay and are set aside when their turn comes."""
    _jobs.pop(name, None)


def load_declarations() -> None:
    """Import the modules of every installed app in which jobs and receivers are declared."""
    for config in apps.get_app_configs():
        if config.name.startswith("ospolis."):
            for part in ("jobs", "receivers"):
                if find_spec(f"{config.name}.{part}") is not None:
                    import_module(f"{config.name}.{part}")


def set_viewer_loader(load: Callable[[int], Viewer | None]) -> None:
    """Tell how an account's id becomes a viewer with the roles that hold now; `people` calls it at start."""
    global _load_viewer
    _load_viewer = load


def viewer_now(actor: int | None, job_name: str) -> Viewer | None:
    """The viewer on whose behalf a job runs, with today's roles; None when the account is gone or closed."""
    return system_viewer(job_name) if actor is None else _load_viewer(actor)
