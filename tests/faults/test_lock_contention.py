"""On PostgreSQL nobody waits for ever: a lock, a slow statement and an idle transaction end with a clear answer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from faults.installation import ROOT
from ospolis.core.access import system_viewer
from ospolis.core.journal.models import Entry
from ospolis.core.journal.services import record
from ospolis.mapping.events import SourceRead
from ospolis.mapping.models import Source

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in str(settings.DATABASES["default"]["ENGINE"]), reason="a guard of PostgreSQL"),
]


@contextmanager
def another_session() -> Iterator[Any]:
    """A session of somebody else, without limits, whose transaction is undone at the end."""
    asked = connection.get_connection_params()
    named = {name: asked[name] for name in ("dbname", "user", "password", "host", "port") if asked.get(name)}
    with psycopg.connect(**named) as session:
        yield session
        if not session.broken:
            session.rollback()


@contextmanager
def limits(**values: str) -> Iterator[None]:
    """Shorter limits for this session than those of the settings, so that the test need not wait so long."""
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"SET {name} = '{value}'")
    yield
    connection.close()


def write_entry() -> None:
    with transaction.atomic():
        event = SourceRead(source_key="s", state="done", digest="", facts=0)
        record(event, actor=system_viewer("test"), at=timezone.now(), realm="test-office")


def test_a_session_has_the_limits_of_the_settings() -> None:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')")
        assert cursor.fetchone() == ("5s", "30s")


def test_the_server_of_pages_limits_statements_too() -> None:
    script = (
        "from ospolis.web.wsgi import application; from django.db import connection; cursor = connection.cursor();"
        "cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    )

    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "src", capture_output=True, check=True)

    assert ended.stdout == b"15s\n"


def test_a_writer_that_waits_for_a_lock_is_told_and_may_write_later() -> None:
    write_entry()
    with another_session() as other, limits(lock_timeout="400ms"):
        other.execute("SELECT * FROM core_chainhead FOR UPDATE")
        started = time.monotonic()

        with pytest.raises(OperationalError, match="canceling statement due to lock timeout"):
            write_entry()

        assert 0.3 < time.monotonic() - started < 5
    write_entry()
    assert Entry.objects.filter(realm="test-office").count() == 2


def test_a_page_that_waits_for_a_lock_says_so_in_words(client: Client) -> None:
    client.raise_request_exception = False
    with another_session() as other, limits(lock_timeout="400ms"):
        other.execute(f"LOCK TABLE {Source._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()

        answer = client.get("/collection/some-source/")

        assert time.monotonic() - started < 10
    assert answer.status_code == 500
    assert "This one step was not carried out. Try again in a few minutes." in answer.content.decode()
    assert client.get("/collection/some-source/").status_code == 404


def test_a_statement_that_takes_too_long_ends() -> None:
    with (
        limits(statement_timeout="300ms"),
        pytest.raises(OperationalError, match="statement timeout"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_sleep(20)")


def test_a_transaction_that_does_nothing_lets_go_of_its_lock() -> None:
    write_entry()
    with another_session() as idle:
        idle.execute("SET idle_in_transaction_session_timeout = '300ms'")
        idle.execute("SELECT * FROM core_chainhead FOR UPDATE")
        time.sleep(0.5)

        write_entry()

        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            idle.execute("SELECT 1")
    assert Entry.objects.filter(realm="test-office").count() == 2
