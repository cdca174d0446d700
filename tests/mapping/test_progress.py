"""How far a collection is: on the page for everybody, on the bar for the operator."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ospolis.core.program import Progress
from ospolis.mapping.choices import Executor, RunState
from ospolis.mapping.models import Hand, Run, Source, WorkItem
from ospolis.mapping.pages.progress import _say_time
from ospolis.mapping.selectors.runs import RunProgress
from ospolis.mapping.services.hands import sign_on
from ospolis.mapping.telling import say_progress, show_on

HERE = "/collection/now/?office=arva"


def look(client: Client, address: str = HERE) -> tuple[str, str]:
    """The words of the page, and whether the browser is asked to come again."""
    answer = client.get(address)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split()), answer.headers.get("Refresh", "")


@pytest.fixture
def running(world: Any) -> Run:
    """A run with a reader, two steps done, one of them in vain, and two open."""
    now = timezone.now()
    run = Run.objects.create(realm="arva", number=9, folder_digest="d", started_at=now)
    source = Source.objects.filter(realm="arva").first()
    for number, state in enumerate(("done", "failed", "waiting", "leased")):
        WorkItem.objects.create(
            source=source, run=run, stage="analyse", tool_version="t", input_digest=str(number), state=state,
            finished_at=now if number < 2 else None,
        )  # fmt: skip
    names: list[tuple[str, bool]] = [("lead", True), ("one", False), ("two", False)]
    for name, leads in names:
        sign_on(run_id=run.pk, name=name, executor=Executor.CLUSTER, place=name, at=now, leads=leads)
    Hand.objects.update(started_at=now - timedelta(seconds=30))
    return run


@pytest.mark.django_db
def test_the_page_tells_how_far_a_collection_is(client: Client, running: Run) -> None:
    told, again = look(client)

    assert "2 of 4 steps are done" in told
    assert "Failed 1 Rate 4 steps a minute Time that remains about 30 seconds Read by a cluster: 2 workers on 2" in told
    assert again == ""
    assert "Look again , or look again every five seconds" in told
    assert look(client, f"{HERE}&watch=1")[1] == "5"
    assert "See how far it is" in look(client, "/collection/?office=arva")[0]


@pytest.mark.django_db
def test_the_page_says_when_nobody_is_at_work(client: Client, running: Run) -> None:
    Hand.objects.update(seen_at=timezone.now() - timedelta(minutes=2))

    told, _ = look(client)

    assert "Nobody was seen at work for a minute" in told
    assert "Read by" not in told


@pytest.mark.django_db
def test_nobody_is_asked_to_come_again_after_the_end(client: Client, running: Run) -> None:
    Run.objects.filter(pk=running.pk).update(state=RunState.STOPPED)

    told, again = look(client, f"{HERE}&watch=1")

    assert ("No collection is under way" in told, again) == (True, "")
    assert "See how far it is" not in look(client, "/collection/?office=arva")[0]


@pytest.mark.django_db
def test_the_page_knows_an_office_without_a_collection(client: Client, world: Any) -> None:
    Run.objects.filter(realm="arva").update(realm="elsewhere")

    assert "Nothing was collected yet" in look(client)[0]


@pytest.mark.django_db
def test_the_page_costs_the_same_whatever_the_number_of_steps(
    client: Client, running: Run, django_assert_max_num_queries: Any
) -> None:
    item = WorkItem.objects.filter(run=running).first()
    assert item is not None
    for number in range(10, 40):
        item.pk, item.input_digest = None, str(number)
        item.save(force_insert=True)

    with django_assert_max_num_queries(6):
        client.get("/collection/now/?office=arva")


def progress(**changes: Any) -> RunProgress:
    settled: dict[str, Any] = {
        "done": 3, "failed": 0, "total": 9, "seconds": 9.0, "a_minute": 20.0, "remaining": 18.0,
        "executor": "local", "readers": 2, "places": 1, "seen_at": None,
    }  # fmt: skip
    return RunProgress(**{**settled, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "20 a minute, 18 s left, 2 workers"),
        ({"executor": "inline", "readers": 1}, "20 a minute, 18 s left"),
        ({"a_minute": 0.0, "remaining": None, "executor": "", "failed": 2}, "2 failed"),
        ({"executor": "cluster", "readers": 1, "remaining": 600.0},
         "20 a minute, 10 min left, cluster, 1 worker on 1 machine"),
        ({"executor": "cluster", "places": 2, "remaining": 9_000.0},
         "20 a minute, 2.5 h left, cluster, 2 workers on 2 machines"),
    ],
)  # fmt: skip
def test_the_bar_tells_what_is_known(changes: dict[str, Any], words: str) -> None:
    assert say_progress(progress(**changes)) == words


def test_the_bar_follows_the_run() -> None:
    bar = Progress("Mapping")

    show_on(bar)(progress())

    assert (bar.done, bar.total) == (3, 9)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0.2, "about 1 second"), (89, "about 89 seconds"), (91, "about 2 minutes"), (9_000, "about 2 hours")],
)
def test_time_is_told_in_a_unit_that_fits(seconds: float | None, words: str) -> None:
    assert _say_time(seconds) == words
