"""What the status page and the desk of the operator may read of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ospolis.core.access.viewer import Role, Viewer
from ospolis.core.jobs.models import JobRun, JobState


@dataclass(frozen=True, slots=True)
class QueueState:
    """How long the queue is, when its oldest job was due, and how many jobs were set aside."""

    waiting: int
    oldest_due_at: datetime | None
    set_aside: int


def queue_state(*, at: datetime) -> QueueState:
    """Depth and age of the queue; holds no business data, so it takes no viewer.

    Cost     3 queries
    """
    due = JobRun.objects.filter(state=JobState.WAITING, run_after__lte=at)
    return QueueState(
        waiting=due.count(),
        oldest_due_at=due.order_by("run_after").values_list("run_after", flat=True).first(),
        set_aside=JobRun.objects.filter(state=JobState.SET_ASIDE).count(),
    )


def last_end_of(name: str) -> datetime | None:
    """When a job of this name last ended well, as far back as ended jobs are kept.

    Cost     1 query
    """
    done = JobRun.objects.filter(job=name, state=JobState.DONE).order_by("-ended_at")
    return done.values_list("ended_at", flat=True).first()


def job_runs(viewer: Viewer) -> QuerySet[JobRun]:
    """Jobs that the viewer may see: the operator all, an officer those of the own offices, others their own.

    Cost     1 query when walked
    """
    runs = JobRun.objects.order_by("-asked_at", "-id")
    if Role.OPERATOR in viewer.roles():
        return runs
    if viewer.realms(Role.OFFICER):
        return runs.filter(realm__in=viewer.realms(Role.OFFICER))
    return runs.filter(actor=viewer.pk) if viewer.is_known else runs.none()
