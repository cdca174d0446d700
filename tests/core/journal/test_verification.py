"""The walk over the chain: every kind of meddling is found and named."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal import Event, record
from ospolis.core.journal.guards import guards_present, install_guards, remove_guards
from ospolis.core.journal.models import ChainHead, Entry
from ospolis.core.journal.verification import BrokenEntry, verify_chain

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = Viewer(label="test")


@dataclass(frozen=True)
class BellRung(Event):
    verb = "core.bell_rung"
    bell_id: int
    note: str = "ሰላም – ç"


def ring(count: int, realm: str = "taluma") -> None:
    for number in range(count):
        record(BellRung(bell_id=number), actor=SYSTEM, at=NOON + timedelta(microseconds=number), realm=realm)


@pytest.mark.django_db
def test_an_untouched_journal_holds() -> None:
    ring(3)
    ring(2, realm="orvane")

    report = verify_chain()

    assert (report.entries, report.realms, report.broken) == (5, 2, None)
    assert verify_chain("orvane").entries == 2


@pytest.mark.django_db
def test_an_empty_journal_holds() -> None:
    assert verify_chain().holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("meddle", "sequence", "problem"),
    [
        (lambda rows: rows.filter(sequence=2).update(reason="x"), 2, "was changed after it was written"),
        (lambda rows: rows.filter(sequence=2).update(at=NOON), 2, "was changed after it was written"),
        (lambda rows: rows.filter(sequence=2).delete(), 2, "missing; the next entry has number 3"),
        (lambda rows: rows.filter(sequence=1).delete(), 1, "missing; the next entry has number 2"),
        (lambda rows: rows.filter(sequence__gte=3).delete(), 3, "missing; the chain should have 4 entries"),
        (lambda rows: rows.all().delete(), 1, "missing; the chain should have 4 entries and has none"),
        (lambda rows: rows.filter(sequence=3).update(previous_hash="0" * 64), 3, "does not follow from"),
    ],
)
def test_meddling_is_named_with_its_place(meddle: Callable[..., object], sequence: int, problem: str) -> None:
    ring(4)
    remove_guards(connection)
    meddle(Entry.objects.filter(realm="taluma"))

    broken = verify_chain().broken

    assert broken is not None
    assert (broken.realm, broken.sequence) == ("taluma", sequence)
    assert broken.problem.startswith(problem)
    install_guards(connection)


@pytest.mark.django_db
def test_a_forged_head_is_found() -> None:
    ring(2)
    ChainHead.objects.update(hash="f" * 64)
    assert verify_chain().broken == BrokenEntry("taluma", 2, "is not the entry that the head of the chain names")

    ChainHead.objects.all().delete()
    assert verify_chain().broken == BrokenEntry("taluma", 2, "the chain has no head")


@pytest.mark.django_db
def test_a_hundred_random_edits_are_all_found() -> None:
    # The long form of this run does 1,000 of each kind.
    ring(40)
    remove_guards(connection)
    chance = random.Random(20261123)  # noqa: S311  # a seed, not a secret
    found = 0
    for _ in range(100):
        row = Entry.objects.get(sequence=chance.randint(1, 40))
        field = chance.choice(["verb", "actor", "target_id", "reason", "on_behalf_of"])
        before = getattr(row, field)
        Entry.objects.filter(pk=row.pk).update(**{field: before + "x"})
        broken = verify_chain("taluma").broken
        found += broken is not None and broken.sequence == row.sequence
        Entry.objects.filter(pk=row.pk).update(**{field: before})

    assert found == 100
    assert verify_chain("taluma").holds
    install_guards(connection)


@pytest.mark.django_db
def test_the_guards_can_be_seen() -> None:
    assert guards_present(connection)
    remove_guards(connection)
    assert not guards_present(connection)
    install_guards(connection)
