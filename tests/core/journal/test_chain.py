"""The canonical text of an entry: fixed for ever, and the same from what was written as from what is stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal.chain import FIELDS, canonical_text, canonical_text_of_stored, entry_hash, stored_entry_hash
from ospolis.core.journal.guards import install_guards, remove_guards
from ospolis.core.journal.models import Entry
from ospolis.core.journal.verification import BrokenEntry, verify_chain

from .test_verification import ring

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOLDEN = (
    "taluma", 7, "ab" * 32, datetime(2026, 11, 23, 14, 5, 6, 70, tzinfo=timezone(timedelta(hours=2))),
    Viewer(label="sync").label, "account:3", "core.bell_rung", "bell", "7", "ሰላም – \"ç\"\n",
    {"note": "ሰላም", "bell_id": 7, "deep": {"b": [1, 2.5, None, True], "a": "x"}}, {"state": ["planned", "ac\\tive"]},
)  # fmt: skip
STORED = (
    *GOLDEN[:3], "2026-11-23 12:05:06.000070", *GOLDEN[4:10],
    '{"note": "\\u1230\\u120b\\u121d", "bell_id": 7, "deep": {"b": [1, 2.5, null, true], "a": "x"}}',
    '{"state": ["planned", "ac\\\\tive"]}',
)  # fmt: skip
TEXT = (
    '["taluma",7,"' + "ab" * 32 + '","2026-11-23T12:05:06.000070+00:00","sync","account:3","core.bell_rung","bell",'
    '"7","ሰላም – \\"ç\\"\\n",{"bell_id":7,"deep":{"a":"x","b":[1,2.5,null,true]},"note":"ሰላም"},'
    '{"state":["planned","ac\\\\tive"]}]'
)
HASH = "d12ef293b3a31c88183d67b4a073af9bdd96017faba9e0820485bbe06f54c5fb"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)


def test_the_canonical_text_never_changes():
    assert canonical_text(GOLDEN) == TEXT
    assert entry_hash(GOLDEN) == HASH


def test_stored_columns_give_the_same_text():
    assert canonical_text_of_stored(STORED) == TEXT
    assert stored_entry_hash(STORED) == HASH


@given(st.text(), OBJECTS, OBJECTS, st.datetimes(timezones=st.just(UTC)))
def test_whatever_is_written_reads_the_same_from_the_store(words, references, changes, at):
    written = (*GOLDEN[:3], at, words, *GOLDEN[5:9], words, references, changes)
    plain = str(at.replace(tzinfo=None))
    stored = (*GOLDEN[:3], plain, words, *GOLDEN[5:9], words, json.dumps(references), json.dumps(changes))

    assert canonical_text_of_stored(stored) == canonical_text(written)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 12:00:00", "2026-11-23T12:00:00.000000+00:00"),
        ("2026-11-23 12:00:00.000001", "2026-11-23T12:00:00.000001+00:00"),
        ("2026-11-23 12:00:00+00", "2026-11-23T12:00:00.000000+00:00"),
        ("2026-11-23 12:00:00.123+00", "2026-11-23T12:00:00.123000+00:00"),
        ("2026-11-23 12:00:00.5+00", "2026-11-23T12:00:00.500000+00:00"),
        ("2026-11-23 14:00:00.5+02", "2026-11-23T12:00:00.500000+00:00"),
    ],
)
def test_a_moment_reads_the_same_however_a_database_writes_it(text, moment):
    assert json.loads(canonical_text_of_stored((*STORED[:3], text, *STORED[4:])))[3] == moment


@pytest.mark.django_db
def test_what_a_database_holds_gives_the_hash_that_was_written():
    ring(3)

    for entry in Entry.objects.all():
        assert entry.hash == entry_hash(tuple(getattr(entry, name) for name in FIELDS))
    assert verify_chain().holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "yesterday"), ("at", ""), ("references", "{"), ("references", "NaN"), ("references", "{} {}"), ("at", "9")],
)
def test_what_no_entry_ever_held_is_named_as_changed(column, value):
    if connection.vendor != "sqlite":
        pytest.skip("the database itself refuses such a value")
    ring(3)
    remove_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'UPDATE core_entry SET "{column}" = %s WHERE sequence = 2', [value])  # noqa: S608  # two names

    assert verify_chain().broken == BrokenEntry("taluma", 2, "was changed after it was written")
    install_guards(connection)
