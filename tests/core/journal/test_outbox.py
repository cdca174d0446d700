"""The outbox: every receiver gets its entries, in order, at least once, and a bad one does not stop the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal import Delivery, Event, receives, record
from ospolis.core.journal.models import Entry, ReaderPosition, Undelivered
from ospolis.core.journal.outbox import DeliveryCount, deliver_unread, retry_delivery
from ospolis.core.journal.receivers import forget_receiver

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = Viewer(label="test")


@dataclass(frozen=True)
class GateOpened(Event):
    verb = "core.gate_opened"
    gate_id: int


@dataclass(frozen=True)
class GateShut(Event):
    verb = "core.gate_shut"
    gate_id: int


class Refusal(Exception):
    """What a receiver of the test raises."""


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Messages that the receiver of the test got; it cannot stand gate 13."""
    messages: list[str] = []

    @receives("core.gate_opened", name="test.gatekeeper")
    def hear(delivery: Delivery) -> None:
        if delivery.target_id == "13":
            raise Refusal("thirteen")
        messages.append(delivery.message_id)

    yield messages
    forget_receiver("test.gatekeeper")


@pytest.mark.django_db
def test_a_receiver_hears_its_verbs_once_and_in_order(heard: list[str]) -> None:
    for gate in (1, 2):
        record(GateOpened(gate_id=gate), actor=SYSTEM, at=NOON, realm="taluma")
        record(GateShut(gate_id=gate), actor=SYSTEM, at=NOON, realm="taluma")

    assert deliver_unread(at=NOON) == DeliveryCount(delivered=2)
    assert deliver_unread(at=NOON) == DeliveryCount()
    assert heard == ["taluma/1", "taluma/3"]
    assert ReaderPosition.objects.get(reader="test.gatekeeper").sequence == 4


@pytest.mark.django_db
def test_a_poisoned_entry_is_tried_three_times_then_quarantined_and_holds_nobody_up(heard: list[str]) -> None:
    for gate in (13, 14):
        record(GateOpened(gate_id=gate), actor=SYSTEM, at=NOON, realm="taluma")

    assert deliver_unread(at=NOON) == DeliveryCount(delivered=1, failed=1)
    assert deliver_unread(at=NOON + timedelta(seconds=29)) == DeliveryCount()
    assert deliver_unread(at=NOON + timedelta(minutes=5)) == DeliveryCount(failed=1)
    assert deliver_unread(at=NOON + timedelta(minutes=15)) == DeliveryCount(quarantined=1)
    assert deliver_unread(at=NOON + timedelta(days=2)) == DeliveryCount()

    row = Undelivered.objects.get()
    assert heard == ["taluma/2"]
    assert (row.quarantined, row.attempts, row.reason.split(" (")[0]) == (True, 3, "Refusal: thirteen")


@pytest.mark.django_db
def test_a_quarantined_entry_can_be_set_free(heard: list[str]) -> None:
    record(GateOpened(gate_id=13), actor=SYSTEM, at=NOON)
    row = Undelivered.objects.create(
        reader="test.gatekeeper", entry=Entry.objects.get(), attempts=3, reason="x", next_try_at=NOON, quarantined=True
    )
    ReaderPosition.objects.create(reader="test.gatekeeper", realm="installation", sequence=1)

    retry_delivery(undelivered_id=row.pk, actor=SYSTEM, at=NOON)

    assert Entry.objects.last().verb == "core.delivery_retried"  # type: ignore[union-attr]
    assert deliver_unread(at=NOON) == DeliveryCount(failed=1)


@pytest.mark.django_db
def test_more_entries_than_one_batch_are_all_delivered(heard: list[str]) -> None:
    for gate in range(20, 430):
        record(GateOpened(gate_id=gate), actor=SYSTEM, at=NOON)

    assert deliver_unread(at=NOON).delivered == 410
    assert heard == [f"installation/{number}" for number in range(1, 411)]


def test_a_receiver_name_belongs_to_one_function(heard: list[str]) -> None:
    def another(delivery: Delivery) -> None: ...

    with pytest.raises(ValueError, match="taken"):
        receives("core.gate_shut", name="test.gatekeeper")(another)
