"""Jobs: tried again, set aside with a reason, run anew, never run for somebody who has lost the right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from ospolis.core.access.policy import permission
from ospolis.core.access.viewer import Grant, Role, Viewer
from ospolis.core.jobs import enqueue_job, job, registry, rerun_job, set_viewer_loader
from ospolis.core.jobs.models import JobRun, JobState, Schedule
from ospolis.core.jobs.registry import Job, declared_jobs, find_job, forget_job
from ospolis.core.jobs.selectors import QueueState, job_runs, queue_state
from ospolis.core.jobs.services import forget_finished, revive_lost_runs
from ospolis.core.jobs.worker import Worker, run_due_schedules
from ospolis.core.journal.models import Entry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPERATOR = Viewer(label="test", grants=(Grant(Role.OPERATOR),))
MAY_PAINT = permission("core.may_paint", Role.OFFICER, words="Officers may paint.")
OFFICER = Viewer(pk=7, label="x", grants=(Grant(Role.OFFICER, realm="taluma"),))

seen: list[tuple[str, int]] = []


def paint(viewer: Viewer, *, wall_id: int) -> None:
    """Note who paints; wall 13 cannot be painted."""
    if wall_id == 13:
        raise RuntimeError("the paint does not hold")
    seen.append((viewer.label, wall_id))


@pytest.fixture
def painting() -> Iterator[Job]:
    seen.clear()
    yield job(backoff=timedelta(seconds=30))(paint)
    forget_job("test_trying_jobs.paint")


@pytest.fixture
def accounts() -> Iterator[dict[int, Viewer]]:
    known: dict[int, Viewer] = {7: OFFICER}
    before = registry._load_viewer
    set_viewer_loader(known.get)
    yield known
    set_viewer_loader(before)


def scheduled_jobs() -> list[str]:
    """The jobs of the product that come back by themselves: each is due on the first day of an installation."""
    return [declared.name for declared in declared_jobs() if declared.every is not None]


def work(moment: datetime) -> int:
    with time_machine.travel(moment, tick=True):
        return Worker(name="test").run(until_idle=True)


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_once_with_the_system_as_viewer(painting: Job) -> None:
    run = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)

    assert work(NOON + timedelta(seconds=1)) == 1 + len(scheduled_jobs())
    assert seen == [("test_trying_jobs.paint", 4)]
    run.refresh_from_db()
    assert (run.state, run.attempts, run.reason) == (JobState.DONE, 1, "")
    assert work(NOON + timedelta(seconds=5)) == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_key_asks_only_once(painting: Job) -> None:
    first = enqueue_job(painting, viewer=OPERATOR, at=NOON, key="wall-4", wall_id=4)
    second = enqueue_job(painting, viewer=OPERATOR, at=NOON, key="wall-4", wall_id=4)

    assert first.pk == second.pk
    work(NOON + timedelta(seconds=1))
    assert seen == [("test_trying_jobs.paint", 4)]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_tried_three_times_then_set_aside_and_holds_nobody_up(painting: Job) -> None:
    bad = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=13)
    enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)

    states = []
    for seconds in (1, 20, 40, 70, 120):
        work(NOON + timedelta(seconds=seconds))
        bad.refresh_from_db()
        states.append((bad.state, bad.attempts))

    assert seen == [("test_trying_jobs.paint", 4)]
    assert states == [
        (JobState.WAITING, 1),
        (JobState.WAITING, 1),
        (JobState.WAITING, 2),
        (JobState.WAITING, 2),
        (JobState.SET_ASIDE, 3),
    ]
    assert bad.reason.startswith("RuntimeError: the paint does not hold")
    assert Entry.objects.get().verb == "core.job_set_aside"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_was_set_aside_can_be_run_anew(painting: Job) -> None:
    bad = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=13)
    JobRun.objects.update(state=JobState.SET_ASIDE, arguments={"wall_id": 5}, attempts=3)

    with time_machine.travel(NOON):
        rerun_job(job_run_id=bad.pk, actor=OPERATOR, at=timezone.now())
    work(NOON + timedelta(seconds=2))

    bad.refresh_from_db()
    assert (bad.state, seen) == (JobState.DONE, [("test_trying_jobs.paint", 5)])
    assert Entry.objects.get().verb == "core.job_rerun"


@pytest.mark.django_db(transaction=True)
def test_a_job_after_its_deadline_is_not_run(painting: Job) -> None:
    run = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)
    work(NOON + timedelta(days=2))

    run.refresh_from_db()
    assert (run.state, seen) == (JobState.SET_ASIDE, [])
    assert run.reason.startswith("NotToBeRun: its deadline has passed")


@pytest.mark.django_db(transaction=True)
def test_the_permission_is_asked_again_when_the_job_runs(painting: Job, accounts: dict[int, Viewer]) -> None:
    forget_job("test_trying_jobs.paint")
    guarded = job(permission=MAY_PAINT)(paint)
    allowed = enqueue_job(guarded, viewer=OFFICER, at=NOON, realm="taluma", wall_id=1)
    foreign = enqueue_job(guarded, viewer=OFFICER, at=NOON, realm="orvane", wall_id=2)
    work(NOON + timedelta(seconds=1))
    accounts[7] = Viewer(pk=7, label="x")
    withdrawn = enqueue_job(guarded, viewer=OFFICER, at=NOON, realm="taluma", wall_id=3)
    work(NOON + timedelta(seconds=2))
    del accounts[7]
    closed = enqueue_job(guarded, viewer=OFFICER, at=NOON, realm="taluma", wall_id=4)
    work(NOON + timedelta(seconds=3))

    assert seen == [("x", 1)]
    reasons = [JobRun.objects.get(pk=run.pk).reason.split(" (")[0] for run in (allowed, foreign, withdrawn, closed)]
    assert reasons == [
        "",
        "NotToBeRun: the account that asked for it has lost the permission",
        "NotToBeRun: the account that asked for it has lost the permission",
        "NotToBeRun: the account that asked for it is closed",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_nobody_declares_any_more_is_set_aside(painting: Job) -> None:
    run = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)
    forget_job("test_trying_jobs.paint")
    work(NOON + timedelta(seconds=1))

    run.refresh_from_db()
    assert (run.state, run.reason.split(" (")[0]) == (
        JobState.SET_ASIDE,
        "UnknownJob: no job is called 'test_trying_jobs.paint'",
    )


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_given_to_another(painting: Job) -> None:
    run = enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)
    JobRun.objects.update(state=JobState.RUNNING, attempts=1, lease_until=NOON + timedelta(minutes=15))

    assert revive_lost_runs(at=NOON + timedelta(minutes=14)) == 0
    assert revive_lost_runs(at=NOON + timedelta(minutes=16)) == 1
    work(NOON + timedelta(minutes=17))

    run.refresh_from_db()
    assert (run.state, run.attempts) == (JobState.DONE, 2)


@pytest.mark.django_db(transaction=True)
def test_a_schedule_asks_once_in_each_round(painting: Job) -> None:
    forget_job("test_trying_jobs.paint")
    job(every=timedelta(hours=1))(paint)

    asked = [run_due_schedules(at=NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60, 61, 600)]
    Schedule.objects.update(paused=True)
    asked.append(run_due_schedules(at=NOON + timedelta(days=9)))

    others = [row for row in scheduled_jobs() if row != "test_trying_jobs.paint"]
    assert (asked[0], asked[-1]) == (1 + len(others), 0)
    assert JobRun.objects.filter(job="test_trying_jobs.paint").count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_queue_tells_its_depth_and_age_and_finished_rows_are_swept(painting: Job) -> None:
    enqueue_job(painting, viewer=OPERATOR, at=NOON, wall_id=4)
    enqueue_job(painting, viewer=OPERATOR, at=NOON, run_after=NOON + timedelta(days=9), wall_id=5)

    assert queue_state(at=NOON) == QueueState(waiting=1, oldest_due_at=NOON, set_aside=0)
    JobRun.objects.update(state=JobState.DONE, ended_at=NOON)
    assert forget_finished(before=NOON + timedelta(days=1)) == 2


@pytest.mark.django_db(transaction=True)
def test_jobs_are_seen_by_the_operator_the_office_and_whoever_asked(painting: Job) -> None:
    enqueue_job(painting, viewer=OFFICER, at=NOON, realm="taluma", wall_id=1)
    enqueue_job(painting, viewer=Viewer(pk=9), at=NOON, realm="orvane", wall_id=2)

    counts = [job_runs(viewer).count() for viewer in (OPERATOR, OFFICER, Viewer(pk=9), Viewer())]
    assert counts == [2, 1, 1, 0]


def test_a_job_has_one_to_three_tries_and_a_name_of_its_own(painting: Job) -> None:
    def other(viewer: Viewer) -> None: ...

    other.__name__ = "paint"
    with pytest.raises(ValueError, match="1 to 3"):
        job(retries=4)
    with pytest.raises(ValueError, match="taken"):
        job()(other)
    assert find_job("test_trying_jobs.paint") is painting


def test_a_signal_ends_cleanly_and_a_later_second_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(name="test")
    worker.stop()
    worker.stop()  # the same signal, sent twice by a supervisor
    assert worker.run() == 0

    monkeypatch.setattr("ospolis.core.jobs.worker._FORCE_SECONDS", -1.0)
    with pytest.raises(SystemExit):
        worker.stop()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_finishes_its_job_and_leaves_the_rest(painting: Job) -> None:
    worker = Worker(name="test")

    def stop_after(viewer: Viewer, *, wall_id: int) -> None:
        worker.stop()
        seen.append(("stopped", wall_id))

    stopping = job()(stop_after)
    enqueue_job(stopping, viewer=OPERATOR, at=timezone.now(), wall_id=1)
    later = enqueue_job(painting, viewer=OPERATOR, at=timezone.now(), wall_id=2)
    count = worker.run()
    forget_job("test_trying_jobs.stop_after")

    later.refresh_from_db()
    assert (count >= 1, seen, later.state) == (True, [("stopped", 1)], JobState.WAITING)
