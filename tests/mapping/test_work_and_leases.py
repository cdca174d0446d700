"""Work is held by leases: who lost one writes nothing, and what no worker survives is set aside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from mapping.country_workshop import ACTOR, NOON, Country
from ospolis.core.journal.models import Entry
from ospolis.mapping.choices import RunState, WorkState
from ospolis.mapping.models import Run, Source, WorkItem
from ospolis.mapping.outcomes import Collected
from ospolis.mapping.services.outcomes import LeaseLost, fail_item, store_collected
from ospolis.mapping.services.runs import LEASE, MOST_ATTEMPTS, finish_run, lease_work, release_work, start_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(country: Country, alpha: Path) -> Run:
    """A run of one source that nobody has begun to read."""
    from ospolis.mapping.declaring import declare_folder
    from ospolis.mapping.folder import read_folder

    country.sources(f"min-a,git,file://{alpha},,")
    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON)
    return start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON)


def take(run: Run, owner: str, minutes: int = 0) -> list[WorkItem]:
    return lease_work(run_id=run.pk, owner=owner, most=5, at=NOON + timedelta(minutes=minutes))


def test_work_is_given_to_one_worker_only(run: Run) -> None:
    assert len(take(run, "one")) == 1
    assert take(run, "two") == []


def test_who_lost_the_lease_writes_nothing(run: Run) -> None:
    (item,) = take(run, "slow")
    (again,) = take(run, "quick", minutes=int(LEASE.total_seconds() // 60) + 1)
    before = Entry.objects.count()
    assert again.pk == item.pk

    with pytest.raises(LeaseLost):
        store_collected(
            item_id=item.pk, owner="slow", collected=Collected("c"), analyse_version="1", month="", actor=ACTOR, at=NOON
        )
    fail_item(
        item_id=item.pk, owner="slow", state=WorkState.FAILED, code="our-fault", message="m", remedy="r",
        actor=ACTOR, at=NOON,
    )  # fmt: skip

    held = WorkItem.objects.get()
    assert (held.state, held.lease_owner, held.code) == ("leased", "quick", "")
    assert (Source.objects.get().state, Entry.objects.count()) == ("waiting", before)


def test_a_worker_that_was_stopped_costs_no_attempt_and_one_that_died_does(run: Run) -> None:
    take(run, "one")
    release_work(run_id=run.pk, owner="one")
    assert WorkItem.objects.get().attempts == 0
    take(run, "two")
    release_work(run_id=run.pk, owner="two", counts=True)
    assert (WorkItem.objects.get().attempts, WorkItem.objects.get().state) == (1, "waiting")


def test_a_source_that_no_worker_survives_is_set_aside_with_its_reason(run: Run, country: Country) -> None:
    for number in range(MOST_ATTEMPTS):
        assert len(take(run, f"worker-{number}")) == 1
        release_work(run_id=run.pk, owner=f"worker-{number}", counts=True)

    assert take(run, "another") == []
    item, source = WorkItem.objects.get(), Source.objects.get()
    assert (item.state, item.code) == ("failed", "worker-lost")
    assert (source.state, source.code, source.step) == ("failed", "worker-lost", "collect")
    assert source.remedy


def test_what_was_set_aside_is_tried_again_in_the_next_run(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    WorkItem.objects.filter(stage="analyse").update(state="failed", attempts=MOST_ATTEMPTS, code="worker-lost")

    summary = country.map()

    assert summary["failures"] == []
    assert WorkItem.objects.filter(stage="analyse").get().state == "done"


def test_a_stopped_run_goes_on_and_one_of_another_folder_does_not(run: Run, country: Country) -> None:
    finish_run(run_id=run.pk, state=RunState.STOPPED, summary={}, actor=ACTOR, at=NOON)

    assert start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON).pk == run.pk
    other = start_run(realm=country.key, folder_digest="e", actor=ACTOR, at=NOON)
    assert other.number == 2
    finish_run(run_id=other.pk, state=RunState.DONE, summary={}, actor=ACTOR, at=NOON)
    assert start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON).number == 3


def test_a_lease_that_was_left_by_a_killed_run_is_free_again(run: Run, country: Country) -> None:
    take(run, "gone")

    start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON)

    assert WorkItem.objects.filter(state="waiting", attempts=F("attempts")).count() == 1
    assert len(take(run, "next")) == 1
