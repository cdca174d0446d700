"""Keyset pages: every row once, forwards and backwards, with rows added between."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict

from ospolis.core.jobs.models import JobRun
from ospolis.core.paging import RowPage, take_page

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORDER = ("-asked_at", "queue", "id")


def add(count: int) -> None:
    chance = random.Random(7)  # noqa: S311  # a seed, not a secret
    JobRun.objects.bulk_create(
        JobRun(
            job="x",
            queue=chance.choice("ab"),
            realm="t",
            asked_at=NOON + timedelta(seconds=chance.randint(0, 4)),
            run_after=NOON,
            deadline_at=NOON,
        )
        for _ in range(count)
    )


def page(address: str, size: int = 7, order: tuple[str, ...] = ORDER) -> RowPage[JobRun]:
    return take_page(JobRun.objects.all(), order=order, query=QueryDict(address.removeprefix("?")), size=size, total=38)


@pytest.mark.django_db
def test_walking_on_and_back_shows_every_row_once_and_in_order() -> None:
    add(38)
    wanted = list(JobRun.objects.order_by(*ORDER).values_list("pk", flat=True))

    onward, spans, address, last = [], [], "kind=a&kind=b", ""
    while True:
        now = page(address)
        onward += [row.pk for row in now.rows]
        spans.append((now.first, now.last, now.next_count))
        if not now.next:
            last = address
            break
        address = now.next
    assert onward == wanted
    assert spans == [(1, 7, 7), (8, 14, 7), (15, 21, 7), (22, 28, 7), (29, 35, 3), (36, 38, 0)]
    assert parse_qs(address.removeprefix("?"))["kind"] == ["a", "b"]

    backward, spans, address = [], [], last
    while True:
        now = page(address)
        backward = [row.pk for row in now.rows] + backward
        spans.append((now.first, now.last, 0))
        if not now.previous:
            break
        address = now.previous
    assert backward == wanted
    assert spans[-1] == (1, 7, 0)


@pytest.mark.django_db
def test_a_page_is_one_query_and_starts_in_the_index(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    add(20)
    address = page("").next
    with django_assert_num_queries(1) as asked:
        page(address)
    assert '"asked_at" <= ' in asked.captured_queries[0]["sql"]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["page=forged", "page=", "page=WyJ4Il0:abc"])
def test_a_cursor_that_is_not_ours_means_the_first_page(cursor: str) -> None:
    add(10)
    assert page(cursor).first == 1


@pytest.mark.django_db
def test_a_cursor_of_another_order_means_the_first_page() -> None:
    add(20)
    address = page("", order=("id",)).next
    assert page(address, order=("id",)).first == 8
    assert page(address).first == 1


@pytest.mark.django_db
def test_an_empty_list_has_no_rows_and_no_links() -> None:
    now = page("")
    assert (now.rows, now.first, now.last, now.next, now.previous) == ((), 0, 0, "", "")
