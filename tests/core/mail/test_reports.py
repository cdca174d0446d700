"""Letters that come back: read with care, believed only where they name a letter by our own sign."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from core.mail.conftest import NOON, OPERATOR, queue
from ospolis.core.journal.models import Entry
from ospolis.core.mail.bounced import is_closed
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.messages import return_address
from ospolis.core.mail.models import BouncedAddress, Letter
from ospolis.core.mail.reports import LARGEST_REPORT, NoReport, Report, read_report
from ospolis.core.mail.sending import send_due
from ospolis.core.mail.upkeep import reopen_address, retry_letters, take_report

ID = "<" + "a" * 40 + "@ospo.example.org>"


def report(
    *,
    to: str = "office@example.org",
    action: str = "failed",
    status: str = "5.1.1",
    message_id: str = ID,
    whole: bool = True,
    kind: str = "multipart/report; report-type=delivery-status",
) -> bytes:
    """Write a report as mail servers do: words for people, fields for machines, and the letter or its headers."""
    original = f"From: office@example.org\nSubject: hello\nMessage-ID: {message_id}\n"
    third = f"message/rfc822\n\n{original}\nText\n" if whole else f"text/rfc822-headers\n\n{original}"
    return (
        f"From: MAILER-DAEMON@mx.example.net\nTo: {to}\nSubject: Undelivered\nMIME-Version: 1.0\n"
        f'Content-Type: {kind}; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour letter could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; ada@example.org\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 no such user\n\n"
        f"--b\nContent-Type: {third}\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Report(None, ID, True, "5.1.1")),
        ({"whole": False}, Report(None, ID, True, "5.1.1")),
        ({"action": "Failed", "status": "5.0.0 (unknown)"}, Report(None, ID, True, "5.0.0")),
        ({"action": "delayed", "status": "4.4.1"}, Report(None, ID, False, "4.4.1")),
        ({"action": "failed", "status": "4.4.7"}, Report(None, ID, False, "4.4.7")),
        ({"status": "what"}, Report(None, ID, True, "")),
    ],
)
def test_a_report_is_read(changes: dict[str, Any], expected: Report) -> None:
    assert read_report(report(**changes)) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 100,
        b"Subject: I am away until Monday\n\nBack soon.\n",
        report(action="delivered", status="2.0.0"),
        report(action=""),
        report(message_id="<somebody@else.example>"),
        report(message_id="<" + "A" * 40 + "@ospo.example.org>"),
        report(kind="multipart/mixed"),
        b"Content-Type: multipart/report\n\nno parts at all\n",
        b"X" * (LARGEST_REPORT + 1),
        b"Content-Type: multipart/report; boundary=a\n\n"
        + b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1) for n in range(20_000)),
    ],
    ids=[
        "empty",
        "bytes",
        "away",
        "delivered",
        "no action",
        "foreign id",
        "no hex",
        "mixed",
        "no parts",
        "large",
        "deep",
    ],
)
def test_what_is_no_report_about_a_letter_of_ours_is_dropped(content: bytes) -> None:
    with pytest.raises(NoReport):
        read_report(content)


@given(strategies.binary(max_size=2_000), strategies.integers(0, 900))
@hypothesis_settings(max_examples=300, deadline=None)
def test_a_spoilt_report_never_ends_in_anything_else(noise: bytes, place: int) -> None:
    whole = report()
    try:
        found = read_report(whole[:place] + noise + whole[place:])
    except NoReport:
        return
    assert (found.letter_id, len(found.message_id) <= 300) == (None, True)


@pytest.fixture
def sent(db: None, settings: Any) -> Letter:
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_bounces="bounces@example.org")
    letter = queue()
    send_due(at=NOON)
    return letter


def take(content: bytes, recipient: str = "") -> bool:
    return take_report(report=read_report(content, recipient=recipient), actor=OPERATOR, at=NOON)


@pytest.mark.parametrize("way", ["address", "recipient", "message id"])
def test_a_letter_that_comes_back_for_good_closes_its_address(sent: Letter, way: str) -> None:
    name = return_address(sent.pk)
    content = report(
        to=name if way == "address" else "office@example.org",
        message_id=sent.message_id if way == "message id" else "<x@y>",
    )

    assert take(content, recipient=name.upper() if way == "recipient" else "")
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (LetterState.REFUSED, "it came back: 5.1.1")
    assert is_closed("ada@example.org")
    assert not take(content, recipient=name)  # a repeat counts nothing
    assert BouncedAddress.objects.get().count == 1
    assert [entry.verb for entry in Entry.objects.all()] == ["core.letter_came_back"]


def test_a_delay_is_only_counted(sent: Letter) -> None:
    content = report(action="delayed", status="4.4.1", message_id=sent.message_id)

    assert [take(content), take(content)] == [True, True]
    sent.refresh_from_db()
    assert (sent.state, is_closed("ada@example.org")) == (LetterState.SENT, False)
    assert BouncedAddress.objects.get().count == 2


def test_a_rule_that_refuses_does_not_close_the_address(sent: Letter) -> None:
    assert take(report(status="5.7.1", message_id=sent.message_id))
    assert not is_closed("ada@example.org")


def test_a_stranger_cannot_make_an_address_come_back(sent: Letter) -> None:
    forged = f"bounces+{sent.pk}-{'0' * 24}@example.org"
    with pytest.raises(NoReport):
        read_report(report(to=forged, message_id="<x@y>"))
    assert not take(report())
    assert BouncedAddress.objects.count() == 0


def test_an_address_that_works_again_is_written_to_again(sent: Letter) -> None:
    take(report(message_id=sent.message_id))

    assert [reopen_address(address=" Ada@example.org ", actor=OPERATOR, at=NOON) for _ in range(2)] == [True, False]
    assert not is_closed("ada@example.org")


@pytest.mark.django_db
def test_letters_that_were_set_aside_are_tried_anew() -> None:
    letters = [queue(cause=f"test:{number}") for number in range(3)]
    Letter.objects.update(state=LetterState.SET_ASIDE, attempts=51, next_try_at=None, ended_at=NOON)

    named = retry_letters(letter_ids=[letters[0].pk], actor=OPERATOR, at=NOON)
    rest = retry_letters(letter_ids=[], actor=OPERATOR, at=NOON)
    none = retry_letters(letter_ids=[], actor=OPERATOR, at=NOON)
    assert (named, rest, none) == (1, 2, 0)
    assert send_due(at=NOON) == 3
    assert [entry.verb for entry in Entry.objects.all()] == ["core.letters_retried"] * 2
