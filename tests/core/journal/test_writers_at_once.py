"""Many writers of one chain at the same time: on PostgreSQL nothing but the head's lock puts them in a line."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from ospolis.core.access.viewer import Viewer
from ospolis.core.idempotency import create_once
from ospolis.core.journal import Event, record
from ospolis.core.journal.models import Entry
from ospolis.core.journal.verification import verify_chain

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = Viewer(label="test")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@dataclass(frozen=True)
class DropFallen(Event):
    verb = "core.drop_fallen"
    drop_id: int


def at_once(work: object, count: int = 8) -> None:
    def run(number: int) -> None:
        work(number)  # type: ignore[operator]
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_chain_stays_gapless_from_its_first_entry_on() -> None:
    def rain(thread: int) -> None:
        for number in range(12):
            with transaction.atomic():
                record(DropFallen(drop_id=thread * 100 + number), actor=SYSTEM, at=NOON, realm="taluma")

    at_once(rain)

    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 97))
    assert verify_chain().holds


def test_one_form_sent_eight_times_makes_one_thing() -> None:
    made: list[int] = []
    results: list[str] = []

    def make() -> int:
        made.append(1)
        return 7

    def send(thread: int) -> None:
        results.append(create_once(key="k", action="core.test", actor=SYSTEM, at=NOON, create=make).result)

    at_once(send)

    assert (len(made), results) == (1, ["7"] * 8)
