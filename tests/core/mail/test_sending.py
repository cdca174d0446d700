"""Letters and a real mail server: what it takes is sent once, what it refuses is told, what fails is tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from core.mail.conftest import ALARM, NEWS, NOON, queue
from fakes.smtp import Mailbox, free_port, mail_server
from ospolis.core.journal.models import Entry
from ospolis.core.mail import sending
from ospolis.core.mail.bounced import is_closed
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.kinds import forget_kind
from ospolis.core.mail.models import Letter
from ospolis.core.mail.sending import HOLD, MOST_TRIES, pause_after, send_due, send_one
from ospolis.core.mail.server import MailServer, Wire
from ospolis.core.mail.smtp import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with ExitStack() as stack:
        box = Mailbox()
        use(settings, stack.enter_context(mail_server(box)))
        yield box


def use(settings: Any, server: MailServer, **changes: Any) -> None:
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_server=server, **changes)


def state_of(letter: Letter) -> tuple[str, int]:
    letter.refresh_from_db()
    return letter.state, letter.attempts


def test_a_letter_that_the_server_takes_is_sent_once(box: Mailbox) -> None:
    letter = queue()

    assert [send_due(at=NOON), send_due(at=NOON), send_due(at=NOON + timedelta(days=9))] == [1, 0, 0]
    assert state_of(letter) == (LetterState.SENT, 1)
    assert [message["Message-ID"] for message in box.letters] == [letter.message_id]
    assert box.envelopes == [("ospolis@ospo.example.org", "ada@example.org")]


def test_a_letter_is_not_sent_before_its_time(box: Mailbox) -> None:
    queue(at=NOON)

    assert send_due(at=NOON - timedelta(seconds=1)) == 0
    assert box.letters == []


def test_an_address_that_the_server_refuses_for_good_is_closed(box: Mailbox) -> None:
    letter = queue()
    box.to_recipient = "550 5.1.1 <ada@example.org> no such user"

    assert send_due(at=NOON) == 0
    assert state_of(letter) == (LetterState.REFUSED, 1)
    assert letter.reason == "the mail server does not take the recipient: 550 5.1.1 (address) no such user"
    assert is_closed("Ada@Example.org")
    assert [entry.verb for entry in Entry.objects.all()] == ["core.letter_refused"]


def test_a_closed_address_gets_letters_about_its_account_only(box: Mailbox) -> None:
    queue(cause="test:1")
    box.to_recipient = "550 5.1.1 no such user"
    send_due(at=NOON)
    box.to_recipient = ""
    notice, alarm = queue(cause="test:2"), queue(cause="test:3", kind=ALARM)

    assert send_due(at=NOON) == 1
    assert (state_of(notice), state_of(alarm)) == ((LetterState.REFUSED, 1), (LetterState.SENT, 1))


@pytest.mark.parametrize(
    ("where", "answer", "state"),
    [
        ("to_recipient", "550 5.7.1 not wanted here", LetterState.REFUSED),
        ("to_recipient", "552 5.2.2 mailbox full", LetterState.REFUSED),
        ("to_recipient", "451 4.7.1 greylisted, come again", LetterState.WAITING),
        ("to_recipient", "421 4.3.2 shutting down", LetterState.WAITING),
        ("to_text", "554 5.6.0 no such texts", LetterState.REFUSED),
        ("to_text", "452 4.3.1 disk full", LetterState.WAITING),
        ("to_sender", "553 5.7.1 not your address", LetterState.WAITING),
    ],
)
def test_other_refusals_do_not_close_the_address(box: Mailbox, where: str, answer: str, state: str) -> None:
    letter = queue()
    setattr(box, where, answer)

    send_due(at=NOON)
    assert state_of(letter) == (state, 1)
    assert answer[:3] in letter.reason
    assert not is_closed("ada@example.org")


def test_a_greylisted_letter_comes_again_and_is_taken(box: Mailbox) -> None:
    letter = queue()
    box.to_recipient = "451 4.7.1 come again"
    send_due(at=NOON)
    box.to_recipient = ""

    assert send_due(at=NOON + timedelta(minutes=4)) == 0
    assert send_due(at=NOON + timedelta(minutes=5)) == 1
    assert state_of(letter) == (LetterState.SENT, 2)
    assert len(box.letters) == 1


def test_while_the_server_is_down_nothing_is_lost_and_then_each_letter_is_sent_once(settings: Any) -> None:
    port = free_port()
    use(settings, MailServer(Wire.PLAIN, "127.0.0.1", port))
    letters = [queue(cause=f"test:{number}") for number in range(5)]

    assert [send_due(at=NOON + timedelta(minutes=minutes)) for minutes in (0, 5, 10)] == [0, 0, 0]
    assert sum(letter.attempts for letter in Letter.objects.all()) == 3  # one try for each round
    box = Mailbox()
    with mail_server(box, port=port):
        assert send_due(at=NOON + timedelta(minutes=60)) == 5
        assert send_due(at=NOON + timedelta(minutes=61)) == 0
    assert sorted(message["Message-ID"] for message in box.letters) == sorted(letter.message_id for letter in letters)


def test_a_letter_is_given_up_after_two_days_and_can_be_told_of(settings: Any) -> None:
    use(settings, MailServer(Wire.PLAIN, "127.0.0.1", free_port()))
    letter = queue()
    moment = NOON
    for number in range(1, MOST_TRIES + 1):
        send_due(at=moment)
        assert state_of(letter)[1] == number
        moment += pause_after(number)

    assert timedelta(hours=47) < moment - NOON < timedelta(hours=49)
    assert state_of(letter) == (LetterState.SET_ASIDE, MOST_TRIES)
    assert letter.reason.startswith("no talk with the mail server: ConnectionRefusedError")
    assert [entry.verb for entry in Entry.objects.all()] == ["core.letter_set_aside"]


def test_a_server_that_dies_after_the_text_gets_the_same_message_id_again(box: Mailbox) -> None:
    letter = queue()
    box.dies_after_text = True
    send_due(at=NOON)
    assert state_of(letter) == (LetterState.WAITING, 1)
    box.dies_after_text = False
    send_due(at=NOON + timedelta(minutes=5))

    assert state_of(letter) == (LetterState.SENT, 2)
    assert [message["Message-ID"] for message in box.letters] == [letter.message_id] * 2


def test_a_letter_whose_worker_died_is_taken_anew_after_its_hold(box: Mailbox) -> None:
    letter = queue()
    sending._take(letter.pk, at=NOON)

    assert send_due(at=NOON + HOLD - timedelta(seconds=1)) == 0
    assert send_due(at=NOON + HOLD) == 1
    assert state_of(letter) == (LetterState.SENT, 2)
    assert len(box.letters) == 1


def test_a_worker_that_comes_back_late_changes_nothing(box: Mailbox) -> None:
    letter = queue()
    taken = sending._take(letter.pk, at=NOON)
    assert taken is not None
    send_due(at=NOON + HOLD)
    sending._finish(taken, sending.Outcome(Answer.LATER, "too late"), at=NOON + HOLD)

    assert state_of(letter) == (LetterState.SENT, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_of_three_workers_at_once_one_sends(box: Mailbox) -> None:
    box.pause = 0.3
    letters = [queue_committed(number) for number in range(3)]
    answers: list[Answer | None] = []

    def work() -> None:
        try:
            answers.extend(send_one(letter_id=letter.pk, at=NOON) for letter in letters)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(str(answer) for answer in answers) == ["None"] * 6 + ["taken"] * 3
    assert len({message["Message-ID"] for message in box.letters}) == len(box.letters) == 3


def queue_committed(number: int) -> Letter:
    with transaction.atomic():
        return queue(cause=f"test:{number}")


def test_the_text_of_a_letter_about_an_account_is_gone_once_it_is_sent(box: Mailbox) -> None:
    alarm, notice = queue(kind=ALARM), queue(kind=NEWS)
    send_due(at=NOON)

    state_of(alarm), state_of(notice)
    assert (alarm.body, len(notice.body)) == ([], 1)
    assert len(box.letters) == 2


def test_a_letter_of_a_kind_that_was_removed_is_refused(box: Mailbox) -> None:
    letter = queue()
    forget_kind("core.notice")
    send_due(at=NOON)

    assert state_of(letter) == (LetterState.REFUSED, 1)
    assert "no kind of letters is called 'core.notice'" in letter.reason


def test_without_a_server_letters_are_kept_as_files_for_their_owner(data_folder: Path) -> None:
    letter = queue()

    assert send_due(at=NOON) == 1
    [file] = (data_folder / "mail").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (".eml", 0o600, 0o700)
    assert letter.message_id.encode() in file.read_bytes()
    assert state_of(letter) == (LetterState.SENT, 1)
    assert letter.reason == "kept as a file: no mail server is set"


def test_a_full_disk_or_a_missing_password_file_is_tried_again(settings: Any, data_folder: Path) -> None:
    (data_folder / "mail").write_text("in the way")
    first = queue(cause="test:1")
    send_due(at=NOON)
    use(
        settings, MailServer(Wire.PLAIN, "127.0.0.1", free_port(), user="x"), mail_password_file=str(data_folder / "no")
    )
    second = queue(cause="test:2")
    send_due(at=NOON)

    assert (state_of(first), state_of(second)) == ((LetterState.WAITING, 1), (LetterState.WAITING, 1))
    assert second.reason == "FileNotFoundError: No such file or directory"


def test_letters_are_read_with_the_index_of_what_is_due() -> None:
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        query = "SELECT id FROM core_letter WHERE state = 'waiting' AND next_try_at <= '2026-01-01'"
        cursor.execute(f"{explain} {query}")
        assert connection.vendor != "sqlite" or "core_letter_due" in str(cursor.fetchall())
