"""Readers choose how often letters come: at once, gathered by day or week, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.mail.conftest import ALARM, NEWS, NOON, NOTICE, OPERATOR, queue
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.core.mail.bounced import note_failure
from ospolis.core.mail.calendar import next_round
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.digests import gather_digests
from ospolis.core.mail.kinds import DIGEST, LetterKind, UnknownKind, find_kind, kinds_to_choose, list_kind
from ospolis.core.mail.models import BouncedAddress, Letter, MailPreference
from ospolis.core.mail.selectors import bounces_of, letters_of, rhythms_of
from ospolis.core.mail.sending import send_due
from ospolis.core.mail.services import KindIsEssential, choose_rhythms, forget_reader
from ospolis.core.privacy.ending import end_due_rows

pytestmark = pytest.mark.django_db
ADA = "person:1"
# A Tuesday morning, after the round of the day.
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)


def choose(rhythm: Rhythm, kind: LetterKind = NOTICE, reader: str = ADA) -> None:
    choose_rhythms(reader=reader, rhythms={kind.code: rhythm}, actor=OPERATOR, at=NOON)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm.DAILY, NOON, MORNING),
        (Rhythm.DAILY, MORNING, MORNING + timedelta(days=1)),
        (Rhythm.DAILY, MORNING - timedelta(seconds=1), MORNING),
        (Rhythm.WEEKLY, NOON, datetime(2026, 11, 30, 6, tzinfo=UTC)),
        (Rhythm.WEEKLY, datetime(2026, 11, 23, 5, tzinfo=UTC), datetime(2026, 11, 23, 6, tzinfo=UTC)),
    ],
)
def test_rounds_are_in_the_morning_each_day_or_on_mondays(rhythm: Rhythm, after: datetime, expected: datetime) -> None:
    assert next_round(rhythm, after=after) == expected


def test_letters_of_a_day_become_one(data_folder: Any) -> None:
    choose(Rhythm.DAILY)
    choose(Rhythm.DAILY, NEWS)
    queue(cause="test:1", reader=ADA)
    queue(cause="test:2", reader=ADA, kind=NEWS, to="ada@new.example.org", context={"count": 2})

    assert (states(), send_due(at=NOON), gather_digests(at=NOON)) == (["held", "held"], 0, 0)
    assert gather_digests(at=MORNING) == 1
    assert gather_digests(at=MORNING) == 0
    digest = Letter.objects.get(kind=DIGEST.code)
    assert (digest.to, digest.subject, digest.state) == (
        "ada@new.example.org", "2 letters from the office", LetterState.WAITING,
    )  # fmt: skip
    assert [block["words"] for block in digest.body if block["part"] == "heading"] == [
        "3 letters from the office",
        "2 letters from the office",
    ]
    assert [(letter.state, letter.digest) for letter in Letter.objects.exclude(pk=digest.pk)] == [
        (LetterState.DIGESTED, digest)
    ] * 2
    assert send_due(at=MORNING) == 1
    assert len(list((data_folder / "mail").iterdir())) == 1


def test_a_single_letter_goes_out_as_it_is() -> None:
    choose(Rhythm.WEEKLY)
    letter = queue(reader=ADA)

    assert gather_digests(at=MORNING) == 0
    assert gather_digests(at=MORNING + timedelta(days=6)) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.kind) == (LetterState.WAITING, NOTICE.code)


def test_more_than_one_digest_can_hold_follows_in_the_next() -> None:
    choose(Rhythm.DAILY)
    for number in range(52):
        queue(cause=f"test:{number}", reader=ADA)

    assert [gather_digests(at=MORNING) for _ in range(3)] == [1, 1, 0]
    assert states().count(LetterState.DIGESTED) == 52


def test_letters_of_two_readers_never_meet() -> None:
    for reader in (ADA, "person:2"):
        choose(Rhythm.DAILY, reader=reader)
        for number in range(2):
            queue(cause=f"test:{number}", reader=reader, to=f"{reader.replace(':', '')}@example.org")

    assert gather_digests(at=MORNING) == 2
    digests = Letter.objects.filter(kind=DIGEST.code).order_by("reader")
    assert [(digest.reader, digest.to) for digest in digests] == [
        (ADA, "person1@example.org"),
        ("person:2", "person2@example.org"),
    ]


def test_of_letters_that_nobody_wants_nothing_is_kept() -> None:
    choose(Rhythm.NONE)
    letter = queue(reader=ADA)

    assert (letter.state, letter.to, letter.subject, letter.body) == (LetterState.REFUSED, "", "", [])
    assert queue(reader=ADA).pk == letter.pk
    assert queue(reader="person:2", cause="test:2").state == LetterState.WAITING
    assert queue(reader=ADA, kind=ALARM).state == LetterState.WAITING


@pytest.mark.parametrize(
    ("rhythm", "state", "moment"),
    [
        (Rhythm.SINGLE, LetterState.WAITING, NOON),
        (Rhythm.NONE, LetterState.REFUSED, None),
        (Rhythm.WEEKLY, LetterState.HELD, datetime(2026, 11, 30, 6, tzinfo=UTC)),
    ],
)
def test_letters_that_are_held_follow_a_new_choice(rhythm: Rhythm, state: str, moment: datetime | None) -> None:
    choose(Rhythm.DAILY)
    letter = queue(reader=ADA)
    choose(rhythm)

    letter.refresh_from_db()
    assert (letter.state, letter.next_try_at) == (state, moment)


def test_each_change_of_a_choice_is_one_entry() -> None:
    for rhythm in (Rhythm.SINGLE, Rhythm.DAILY, Rhythm.DAILY, Rhythm.NONE):
        choose(rhythm)

    assert [(entry.verb, entry.references["rhythms"]) for entry in Entry.objects.all()] == [
        ("core.mail_rhythms_chosen", ["daily"]),
        ("core.mail_rhythms_chosen", ["none"]),
    ]
    chosen = {row.kind.code: row.rhythm for row in rhythms_of(OPERATOR, ADA)}
    assert (chosen[NOTICE.code], chosen[NEWS.code], ALARM.code in chosen) == (Rhythm.NONE, Rhythm.SINGLE, False)


@pytest.mark.parametrize("kind", [ALARM, DIGEST])
def test_nobody_chooses_for_letters_about_an_account(kind: LetterKind) -> None:
    with pytest.raises(KindIsEssential):
        choose(Rhythm.NONE, kind)
    assert MailPreference.objects.count() == 0


def test_a_kind_that_nobody_declares_cannot_be_chosen() -> None:
    with pytest.raises(UnknownKind):
        choose(Rhythm.NONE, LetterKind("core.unheard", "x", "x"))


def test_two_kinds_have_two_codes() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        list_kind(LetterKind(NOTICE.code, "Other", "other.html"))
    assert find_kind(NOTICE.code) == NOTICE
    assert {NOTICE, NEWS} <= set(kinds_to_choose())


def test_an_erased_reader_leaves_counts_only() -> None:
    choose(Rhythm.DAILY, NEWS)
    letters = [queue(reader=ADA), queue(cause="test:2", to="Ada@example.org"), queue(reader=ADA, kind=NEWS)]
    other = queue(cause="test:3", to="bo@example.org", reader="person:2")
    bounce = letters[1].reader.removeprefix("address:")
    note_failure(bounce, is_permanent=True, status="5.1.1", at=NOON)
    assert letters_of(OPERATOR, reader=ADA, addresses=("ada@example.org",)).count() == 3
    assert bounces_of(OPERATOR, addresses=("ada@example.org",)).count() == 1
    forget_reader(reader=ADA, addresses=("ada@example.org",), actor=OPERATOR, at=NOON)

    rows = Letter.objects.exclude(pk=other.pk).values_list("reader", "to", "subject", "body", "state")
    assert list(rows) == [("", "", "", [], LetterState.REFUSED)] * 3
    assert (MailPreference.objects.count(), BouncedAddress.objects.count()) == (0, 0)
    other.refresh_from_db()
    assert (other.to, send_due(at=NOON)) == ("bo@example.org", 1)


def test_letters_are_blanked_after_thirty_days_and_marks_go_after_180() -> None:
    letter, waiting = queue(), queue(cause="test:2")
    note_failure("d" * 40, is_permanent=True, status="5.1.1", at=NOON)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, ended_at=NOON)

    def ended_after(days: int) -> list[str]:
        return [end.label for end in end_due_rows(actor=OPERATOR, at=NOON + timedelta(days=days)) if end.rows]

    assert [ended_after(days) for days in (29, 30, 30)] == [[], ["core.Letter"], []]
    letter.refresh_from_db()
    waiting.refresh_from_db()
    assert (letter.to, letter.subject, letter.body, letter.kind) == ("", "", [], NOTICE.code)
    assert waiting.to == "ada@example.org"
    assert BouncedAddress.objects.count() == 1
    assert ended_after(180) == ["core.BouncedAddress"]
    assert BouncedAddress.objects.count() == 0


def test_a_reader_without_a_key_is_known_by_the_digest_of_the_address() -> None:
    first, second = queue(cause="test:1"), queue(cause="test:2", to="ADA@example.org")

    assert first.reader == second.reader
    assert "ada" not in first.reader.lower().removeprefix("address:")
    assert letters_of(ANYBODY, reader=first.reader).count() == 2
