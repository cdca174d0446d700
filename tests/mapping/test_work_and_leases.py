"""Work is held by leases: who lost one writes nothing, and what no worker survives is set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from mapping.country_workshop import ACTOR, NOON, Country
from ospolis.core.journal.models import Entry
from ospolis.mapping.choices import Executor, Reach, RunState, WorkState
from ospolis.mapping.models import Hand, Run, Source, WorkItem
from ospolis.mapping.outcomes import Collected
from ospolis.mapping.services.hands import sign_on
from ospolis.mapping.services.leases import (
    LEASE,
    MOST_ATTEMPTS,
    UNSEEN,
    begin_item,
    lease_work,
    release_silent,
    release_work,
    renew_leases,
)
from ospolis.mapping.services.outcomes import LeaseLost, fail_item, store_collected
from ospolis.mapping.services.runs import SILENCE, LedElsewhere, finish_run, start_run

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


def begin(run: Run, owner: str) -> None:
    """Take the only item and begin it."""
    (item,) = take(run, owner)
    assert begin_item(item_id=item.pk, owner=owner, at=NOON)


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
    begin(run, "one")
    release_work(run_id=run.pk, owner="one")
    assert WorkItem.objects.get().attempts == 0
    begin(run, "two")
    release_work(run_id=run.pk, owner="two", counts=True)
    assert (WorkItem.objects.get().attempts, WorkItem.objects.get().state) == (1, "waiting")


def test_a_source_that_no_worker_survives_is_set_aside_with_its_reason(run: Run, country: Country) -> None:
    for number in range(MOST_ATTEMPTS):
        begin(run, f"worker-{number}")
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


@pytest.fixture
def wide_run(country: Country, alpha: Path) -> Run:
    """A run of sources in folders and in the network."""
    from ospolis.mapping.declaring import declare_folder
    from ospolis.mapping.folder import read_folder

    locations = [f"https://code.example.org/{number}.git" for number in range(10)]
    locations += [f"file://{alpha}", "below/c.git", "below/@d.git"]
    for name in ("c.git", "@d.git"):
        (country.path / "below" / name).mkdir(parents=True)
    country.sources(*[f"min-a,git,{location},," for location in locations])
    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON)
    Source.objects.filter(location__endswith="/0.git").update(location="git@code.example.org:team/a.git")
    return start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON)


def taken(run: Run, owner: str = "one", **more: Any) -> list[str]:
    words = {"most": 100, "at": NOON, **more}
    return [item.source.location for item in lease_work(run_id=run.pk, owner=owner, **words)]


def test_a_worker_takes_a_share_of_what_is_left_and_never_more_than_a_batch(wide_run: Run) -> None:
    assert len(taken(wide_run)) == 4  # a quarter of 13, for one worker that is known
    for name in ("two", "three"):
        sign_on(run_id=wide_run.pk, name=name, executor=Executor.LOCAL, place="p", at=NOON)
    assert len(taken(wide_run)) == 2  # an eighth of 9
    assert len(taken(wide_run, most=1)) == 1


def test_folders_of_a_machine_are_read_there_only(wide_run: Run, alpha: Path) -> None:
    here = {location for _ in range(4) for location in taken(wide_run, reach=Reach.HERE)}
    assert here == {f"file://{alpha}", "below/c.git", "below/@d.git"}
    assert taken(wide_run, reach=Reach.HERE) == []
    elsewhere = {location for _ in range(30) for location in taken(wide_run, reach=Reach.NETWORK)}
    assert len(elsewhere) == 10


def test_work_goes_first_where_its_copy_lies(wide_run: Run) -> None:
    last = WorkItem.objects.get(source__location__endswith="/9.git")
    WorkItem.objects.update(place="there")
    WorkItem.objects.filter(pk=last.pk).update(place="here")

    assert taken(wide_run, place="here") == ["https://code.example.org/9.git"]
    assert len(taken(wide_run, place="here")) == 3


def test_what_a_worker_did_not_survive_comes_last(wide_run: Run) -> None:
    first = WorkItem.objects.order_by("pk").first()
    assert first is not None
    WorkItem.objects.filter(pk=first.pk).update(attempts=1)

    seen = [location for _ in range(13) for location in taken(wide_run, most=1)]

    assert (len(seen), seen[-1]) == (13, first.source.location)


def test_a_batch_that_died_costs_only_what_was_begun_an_attempt(wide_run: Run) -> None:
    items = lease_work(run_id=wide_run.pk, owner="one", most=3, at=NOON)
    begin_item(item_id=items[0].pk, owner="one", at=NOON)

    release_work(run_id=wide_run.pk, owner="one", counts=True)

    assert list(WorkItem.objects.filter(attempts=1).values_list("pk", flat=True)) == [items[0].pk]


def test_a_pulse_keeps_what_is_in_hand_and_nothing_else(wide_run: Run) -> None:
    sign_on(run_id=wide_run.pk, name="one", executor=Executor.LOCAL, place="p", at=NOON)
    kept, lost, other = lease_work(run_id=wide_run.pk, owner="one", most=3, at=NOON)
    WorkItem.objects.filter(pk=other.pk).update(lease_owner="two")
    later = NOON + LEASE

    renew_leases(run_id=wide_run.pk, owner="one", item_ids=[kept.pk, other.pk], at=later)

    ends = dict(WorkItem.objects.filter(state="leased").values_list("pk", "lease_until"))
    assert ends == {kept.pk: later + LEASE, lost.pk: NOON + LEASE, other.pk: NOON + LEASE}
    assert Hand.objects.get().seen_at == later


def test_work_of_a_worker_that_is_seen_no_more_is_free_before_its_lease_ends(wide_run: Run) -> None:
    for name in ("met", "dead", "living"):
        sign_on(run_id=wide_run.pk, name=name, executor=Executor.CLUSTER, place="p", at=NOON)
        lease_work(run_id=wide_run.pk, owner=name, most=1, at=NOON)
    later = NOON + UNSEEN + timedelta(seconds=1)
    renew_leases(run_id=wide_run.pk, owner="living", item_ids=[], at=later)

    release_silent(run_id=wide_run.pk, met=["met"], at=later)

    assert later < NOON + LEASE
    assert set(WorkItem.objects.filter(state="leased").values_list("lease_owner", flat=True)) == {"met", "living"}
    assert set(Hand.objects.values_list("name", flat=True)) == {"met", "living"}


def test_a_run_that_was_stopped_lets_nobody_begin(run: Run) -> None:
    (item,) = take(run, "one")
    finish_run(run_id=run.pk, state=RunState.STOPPED, summary={}, actor=ACTOR, at=NOON)

    assert not begin_item(item_id=item.pk, owner="one", at=NOON)
    assert take(run, "two") == []


def test_an_office_is_collected_from_one_machine_at_a_time(run: Run, country: Country) -> None:
    again = {"realm": country.key, "folder_digest": "d", "actor": ACTOR}
    sign_on(run_id=run.pk, name="lead", executor=Executor.INLINE, place="here", at=NOON, leads=True)

    with pytest.raises(LedElsewhere):
        start_run(**again, at=NOON + SILENCE / 2, place="there")
    assert start_run(**again, at=NOON, place="here").pk == run.pk
    sign_on(run_id=run.pk, name="lead", executor=Executor.INLINE, place="here", at=NOON, leads=True)
    assert start_run(**again, at=NOON + SILENCE, place="there").pk == run.pk
    assert Hand.objects.count() == 0


def test_the_list_of_a_forge_makes_nothing_else_wait(wide_run: Run) -> None:
    third = WorkItem.objects.order_by("pk")[2]
    Source.objects.filter(pk=third.source_id).update(kind="github")

    assert [len(taken(wide_run)) for _ in range(3)] == [2, 1, 3]


def test_what_another_place_fetched_is_fetched_again(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,", "min-a,code-json,code.json,,")
    country.write("code.json", '{"version": "2.0.0", "releases": []}')
    calm = country.map()
    first = Country.desk(country)
    desk = replace(first, data_dir=country.data_dir / "elsewhere")
    WorkItem.objects.filter(stage="analyse").update(state="waiting", attempts=0)

    again = country.map(desk=desk)

    assert {**again, "run": "", "seconds": {}, "sources": {}} == {**calm, "run": "", "seconds": {}, "sources": {}}
    assert (country.data_dir / "elsewhere" / "mirrors").is_dir()
