"""Entries: written with their change, chained, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal import BadEvent, Event, OutsideTransaction, record
from ospolis.core.journal.events import known_verbs
from ospolis.core.journal.models import ChainHead, Entry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFICER = Viewer(pk=7, label="Ada Example")


@dataclass(frozen=True)
class LampLit(Event):
    verb = "core.lamp_lit"
    lamp_id: int
    colour: str = "red"


@dataclass(frozen=True)
class LampWeighed(Event):
    verb = "core.lamp_weighed"
    lamp_id: int
    weight: float


@pytest.mark.django_db
def test_an_entry_names_the_account_and_never_the_person() -> None:
    entry = record(LampLit(lamp_id=3), actor=OFFICER, at=NOON, realm="taluma", changes={"lit": (False, True)})

    assert (entry.actor, entry.verb, entry.target_kind, entry.target_id) == ("account:7", "core.lamp_lit", "lamp", "3")
    assert entry.references == {"lamp_id": 3, "colour": "red"}
    assert entry.changes == {"lit": [False, True]}
    assert "Ada" not in str(Entry.objects.values().get())


@pytest.mark.django_db
def test_each_realm_has_a_chain_and_numbers_of_its_own() -> None:
    for realm in ("taluma", "orvane", "taluma"):
        record(LampLit(lamp_id=1), actor=OFFICER, at=NOON, realm=realm)

    first, second = Entry.objects.filter(realm="taluma")
    assert [entry.message_id for entry in Entry.objects.all()] == ["orvane/1", "taluma/1", "taluma/2"]
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert ChainHead.objects.get(realm="taluma").hash == second.hash


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record(LampLit(lamp_id=1), actor=OFFICER, at=NOON)

    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_or_delete_an_entry() -> None:
    record(LampLit(lamp_id=1), actor=OFFICER, at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(verb="core.nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()

    assert Entry.objects.get().verb == "core.lamp_lit"


@pytest.mark.django_db
def test_a_value_that_databases_keep_differently_is_refused() -> None:
    with pytest.raises(BadEvent, match="weight: float"):
        record(LampWeighed(lamp_id=1, weight=0.1), actor=OFFICER, at=NOON)
    with pytest.raises(BadEvent, match="cannot keep"):
        record(LampLit(lamp_id=1, colour="\ud800"), actor=OFFICER, at=NOON)
    with pytest.raises(BadEvent, match="at most 500"):
        record(LampLit(lamp_id=1, colour="x" * 501), actor=OFFICER, at=NOON)
    with pytest.raises(BadEvent, match="a reason"):
        record(LampLit(lamp_id=1), actor=OFFICER, at=NOON, reason="x" * 501)

    assert Entry.objects.count() == 0


def test_a_verb_has_the_form_of_app_and_what_happened() -> None:
    with pytest.raises(BadEvent, match="form"):
        type("LampBroken", (Event,), {"verb": "Lamp broken"})
    with pytest.raises(BadEvent, match="belongs to"):
        type("LampLitAgain", (Event,), {"verb": "core.lamp_lit"})

    assert known_verbs()["core.lamp_lit"].endswith("LampLit")
