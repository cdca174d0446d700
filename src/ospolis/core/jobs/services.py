"""Ask for a job, run one try of it, set it aside, run it anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.boundary import FaultBoundary
from ospolis.core.compat import task
from ospolis.core.jobs.models import JobRun, JobState
from ospolis.core.jobs.registry import Job, JobArgument, UnknownJob, find_job, viewer_now
from ospolis.core.journal import INSTALLATION, Event, record


@dataclass(frozen=True)
class JobSetAside(Event):
    """A job was given up after its last try, or because it may not run any more."""

    verb = "core.job_set_aside"
    words = _("A job was given up after its last try, or because it may not run any more")
    job_run_id: int
    job: str
    attempts: int


@dataclass(frozen=True)
class JobRerun(Event):
    """A job that was set aside is to be tried anew."""

    verb = "core.job_rerun"
    words = _("A job that was set aside is to be tried anew")
    job_run_id: int
    job: str


@transaction.atomic
def enqueue_job(
    job: Job,
    *,
    viewer: Viewer,
    at: datetime,
    realm: str = INSTALLATION,
    key: str = "",
    run_after: datetime | None = None,
    **arguments: JobArgument,
) -> JobRun:
    """Ask for a job; it is written with the caller's transaction and runs after it.

    `arguments` are ids. The viewer and the realm are kept, and what the viewer may do is asked again when it runs.
    A second call with the same `key` returns the first row.
    Raises   nothing
    Emits    nothing: the change that asks for the job has an entry of its own
    """
    values = {
        "job": job.name,
        "queue": job.queue,
        "arguments": arguments,
        "realm": realm,
        "actor": viewer.pk,
        "asked_at": at,
        "run_after": run_after or at,
        "deadline_at": (run_after or at) + job.deadline,
    }
    if not key:
        run, is_new = JobRun.objects.create(**values), True
    else:
        run, is_new = JobRun.objects.get_or_create(key=key, defaults=values)
    if is_new:
        _hand_to_worker(run)
    return run


@task(queue_name="default")
def run_job(job_run_id: int) -> None:
    """One try of one job: what the worker calls."""
    try_job(job_run_id=job_run_id, at=timezone.now())


def try_job(*, job_run_id: int, at: datetime) -> None:
    """Run one try of a job; a fault leads to another try later, the last one sets the job aside.

    Raises   nothing of the job's own
    Emits    core.job_set_aside
    """
    run = _claim(job_run_id, at=at)
    if run is None:
        return  # done, taken by another worker, or gone: a repeat is harmless
    with FaultBoundary() as outcome:
        job = find_job(run.job)
        viewer = _permitted_viewer(job, run)
        if at > run.deadline_at:
            raise NotToBeRun("its deadline has passed")
        job.work(viewer, **run.arguments)
        _finish(run)
        return
    _after_fault(run, outcome.fault, at=timezone.now())


class NotToBeRun(RuntimeError):
    """A job that must not run any more, whatever its tries: the permission is gone or the deadline has passed."""


@transaction.atomic
def rerun_job(*, job_run_id: int, actor: Viewer, at: datetime) -> JobRun:
    """Give a job that was set aside its tries anew.

    Raises   JobRun.DoesNotExist when there is none that was set aside; UnknownJob
    Emits    core.job_rerun
    """
    run = JobRun.objects.select_for_update(of=("self",)).get(pk=job_run_id, state=JobState.SET_ASIDE)
    run.state, run.attempts, run.reason, run.ended_at = JobState.WAITING, 0, "", None
    run.run_after, run.deadline_at = at, at + find_job(run.job).deadline
    run.save()
    _hand_to_worker(run)
    record(JobRerun(job_run_id=run.pk, job=run.job), actor=actor, at=at, realm=run.realm)
    return run


def revive_lost_runs(*, at: datetime) -> int:
    """Give on what a worker that died has left behind: its lease has passed.

    Raises   nothing
    Emits    core.job_set_aside for those that have had their last try
    """
    lost = JobRun.objects.filter(state=JobState.RUNNING, lease_until__lt=at)
    count = 0
    for run in lost.order_by("pk"):
        _after_fault(run, "the worker ended while the job ran", at=at)
        count += 1
    return count


def forget_finished(*, before: datetime) -> int:
    """Remove rows of jobs that were done before a moment; those set aside stay until somebody has looked.

    Raises   nothing
    Emits    nothing: results are housekeeping
    """
    count, _ = JobRun.objects.filter(state=JobState.DONE, ended_at__lt=before).delete()
    return count


def _hand_to_worker(run: JobRun) -> None:
    run_job.using(queue_name=run.queue, run_after=run.run_after).enqueue(run.pk)


@transaction.atomic
def _claim(job_run_id: int, *, at: datetime) -> JobRun | None:
    run = JobRun.objects.select_for_update(of=("self",)).filter(pk=job_run_id, state=JobState.WAITING).first()
    if run is None:
        return None
    lease = timedelta(minutes=15)
    with FaultBoundary():
        lease = find_job(run.job).lease
    run.state, run.attempts, run.lease_until = JobState.RUNNING, run.attempts + 1, at + lease
    run.save(update_fields=["state", "attempts", "lease_until"])
    return run


def _permitted_viewer(job: Job, run: JobRun) -> Viewer:
    """The viewer with the roles of now: a permission taken away after the asking stops the job."""
    viewer = viewer_now(run.actor, job.name)
    if viewer is None:
        raise NotToBeRun("the account that asked for it is closed")
    if job.permission is None or run.actor is None:
        return viewer
    allowed = job.permission.roles & viewer.roles()
    in_realm = run.realm == INSTALLATION or any(run.realm in viewer.realms(role) for role in allowed)
    if not allowed or not in_realm:
        raise NotToBeRun("the account that asked for it has lost the permission")
    return viewer


def _finish(run: JobRun) -> None:
    ended = JobRun.objects.filter(pk=run.pk, attempts=run.attempts)
    ended.update(state=JobState.DONE, ended_at=timezone.now(), lease_until=None, reason="")


@transaction.atomic
def _after_fault(run: JobRun, fault: str, *, at: datetime) -> None:
    """Decide between another try and setting aside; a run that somebody else has taken meanwhile is left alone."""
    row = JobRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.state != JobState.RUNNING or row.attempts != run.attempts:
        return
    row.reason, row.lease_until = fault, None
    with FaultBoundary():
        job = find_job(row.job)
        if not fault.startswith((NotToBeRun.__name__, UnknownJob.__name__)) and row.attempts < job.retries:
            row.state = JobState.WAITING
            row.run_after = at + job.backoff * 2 ** (row.attempts - 1)
    if row.state == JobState.WAITING:
        row.save()
        _hand_to_worker(row)
        return
    row.state, row.ended_at = JobState.SET_ASIDE, at
    row.save()
    actor = Viewer(label="worker")
    record(JobSetAside(job_run_id=row.pk, job=row.job, attempts=row.attempts), actor=actor, at=at, realm=row.realm)
