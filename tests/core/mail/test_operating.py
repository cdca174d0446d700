"""What operators see and do: `ospolis mail`, the jobs, and what `ospolis doctor` says of mail."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core.mail.conftest import NOON, queue
from core.mail.test_reports import report
from fakes.smtp import Mailbox, free_port, mail_server
from ospolis.core.doctor import HealthLine, Light
from ospolis.core.jobs.models import JobRun
from ospolis.core.jobs.worker import Worker
from ospolis.core.mail.bounced import is_closed, note_failure
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.models import Letter
from ospolis.core.mail.probes import look_at_mail
from ospolis.core.mail.server import MailServer, Wire
from ospolis.web.program import main

Run = Callable[..., int]


def set_aside() -> Letter:
    letter = queue()
    Letter.objects.update(state=LetterState.SET_ASIDE, attempts=51, reason="no talk", next_try_at=None, ended_at=NOON)
    letter.refresh_from_db()
    return letter


@pytest.mark.django_db
def test_status_counts_letters_and_names_no_reader(capsys: pytest.CaptureFixture[str]) -> None:
    letter = set_aside()
    queue(cause="test:2")

    assert main(["mail", "status"]) == 3
    assert capsys.readouterr().out == (
        "set_aside: 1\nwaiting: 1\naddresses that take no letters: 0\n"
        f"set aside {letter.pk}: core.notice, 51 tries: no talk\n"
    )
    assert main(["mail", "status", "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["counts"] == {"set_aside": 1, "waiting": 1}
    assert document["letters_set_aside"] == [
        {"letter_id": letter.pk, "kind": "core.notice", "attempts": 51, "reason": "no talk"}
    ]


@pytest.mark.django_db
def test_retry_gives_letters_their_tries_anew(capsys: pytest.CaptureFixture[str]) -> None:
    letter = set_aside()

    assert main(["mail", "retry", str(letter.pk + 1)]) == 0
    assert main(["mail", "retry"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["0", "1"]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 0)
    assert main(["mail", "status"]) == 0


class Pipe:
    """Standard input as a mail server gives it: bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.django_db
def test_bounce_takes_letters_that_came_back_and_drops_all_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = queue()
    Letter.objects.update(state=LetterState.SENT, ended_at=NOON)
    for content in (report(message_id=letter.message_id), report(message_id=letter.message_id), b"spam"):
        monkeypatch.setattr("sys.stdin", Pipe(content))
        assert main(["mail", "bounce", "--recipient", "bounces@example.org"]) == 0

    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["Noted.", "Dropped:", "Dropped:"]
    assert is_closed("ada@example.org")
    assert [main(["mail", "reopen", address]) for address in ("ada@example.org", "ada@example.org", "ada")] == [0, 0, 2]
    assert not is_closed("ada@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_right_after_the_change_and_goes_on_by_itself(settings: Any) -> None:
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_server=MailServer(Wire.PLAIN, "127.0.0.1", free_port()))
    with transaction.atomic():
        letter = queue()
    with time_machine.travel(NOON + timedelta(seconds=1), tick=True):
        Worker(name="test").run(until_idle=True)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 1)

    box = Mailbox()
    with mail_server(box) as server:
        settings.OSPOLIS = replace(settings.OSPOLIS, mail_server=server)
        with time_machine.travel(NOON + timedelta(minutes=6), tick=True):
            Worker(name="test").run(until_idle=True)
    letter.refresh_from_db()
    assert (letter.state, len(box.letters)) == (LetterState.SENT, 1)
    assert {run.state for run in JobRun.objects.filter(queue="outbox")} == {"done"}


def lines() -> list[tuple[str, Light, str]]:
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        return [(line.name, line.light, line.value) for line in look_at_mail()]


@pytest.mark.django_db
def test_health_says_that_letters_are_kept_as_files() -> None:
    assert lines() == [
        ("mail server", Light.YELLOW, "none: letters are kept as files in the folder mail"),
        ("mail queue", Light.GREEN, "0 letters wait, the oldest for 0 s"),
    ]


@pytest.mark.django_db
def test_health_tells_of_a_server_that_is_down_letters_that_wait_and_those_set_aside(settings: Any) -> None:
    port = free_port()
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_server=MailServer(Wire.PLAIN, "127.0.0.1", port))
    set_aside()
    queue(cause="test:2")

    found = lines()
    assert [(name, light) for name, light, _ in found] == [
        ("mail server", Light.RED),
        ("mail queue", Light.YELLOW),
        ("mail set aside", Light.YELLOW),
    ]
    assert [value for _, _, value in found][1:] == ["1 letters wait, the oldest for 7200 s", "1 letters"]
    with mail_server(Mailbox(), port=port):
        assert lines()[0] == ("mail server", Light.GREEN, f"127.0.0.1:{port} answers")


@pytest.mark.django_db
def test_health_tells_of_addresses_that_take_no_letters(settings: Any) -> None:
    note_failure("d" * 40, is_permanent=True, status="5.1.1", at=NOON)

    assert list(look_at_mail())[-1] == HealthLine(
        "mail addresses", Light.GREEN, "1 take no letters", "Ask these people for another address."
    )


@pytest.mark.django_db
def test_health_tells_of_a_password_that_cannot_be_read(settings: Any, tmp_path: Path) -> None:
    server = MailServer(Wire.PLAIN, "127.0.0.1", 1, user="office")
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_server=server, mail_password_file=str(tmp_path / "none"))

    assert lines()[0] == (
        "mail server", Light.RED,
        "127.0.0.1:1: the file with the password cannot be read: No such file or directory",
    )  # fmt: skip
