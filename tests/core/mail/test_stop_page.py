"""The link in a letter that stops its kind: without log-in, shown before it is done, also as one click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from core.mail.conftest import ALARM, NEWS, NOON, NOTICE, OPERATOR, queue
from core.mail.test_gathering import MORNING
from ospolis.core.journal.models import Entry
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.digests import gather_digests
from ospolis.core.mail.kinds import DIGEST
from ospolis.core.mail.models import Letter, MailPreference
from ospolis.core.mail.services import choose_rhythms, forget_reader
from ospolis.core.mail.tokens import Purpose, write_token

pytestmark = pytest.mark.django_db
STRICT = Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def _near(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False


def link(letter: Letter) -> str:
    return f"/mail/stop/{write_token(letter.pk, Purpose.STOP)}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def chosen() -> list[tuple[str, str, str]]:
    return list(MailPreference.objects.values_list("reader", "kind", "rhythm"))


def test_a_look_at_the_link_shows_what_stops_and_stops_nothing() -> None:
    answer = STRICT.get(link(queue(reader="person:1")))

    assert answer.status_code == 200
    assert ("Notices" in text_of(answer), "Stop these letters" in text_of(answer)) == (True, True)
    assert chosen() == []
    assert "ada@example.org" not in text_of(answer)


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_a_post_stops_without_log_in_and_without_a_redirect(body: dict[str, str]) -> None:
    letter = queue(reader="person:1")
    waiting = queue(reader="person:1", cause="test:2")
    answers = [STRICT.post(link(letter), body).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert chosen() == [("person:1", NOTICE.code, Rhythm.NONE)]
    waiting.refresh_from_db()
    assert waiting.state == LetterState.REFUSED
    assert [entry.verb for entry in Entry.objects.all()] == ["core.letters_stopped"]
    assert queue(reader="person:1", cause="test:3").state == LetterState.REFUSED


def test_a_letter_to_a_bare_address_can_be_stopped_too() -> None:
    STRICT.post(link(queue(cause="test:1")))

    assert queue(cause="test:2").state == LetterState.REFUSED
    assert queue(cause="test:3", kind=NEWS).state == LetterState.WAITING


def test_the_link_of_a_digest_stops_every_kind_in_it() -> None:
    for kind in (NOTICE, NEWS):
        choose_rhythms(reader="person:1", rhythms={kind.code: Rhythm.DAILY}, actor=OPERATOR, at=NOON)
        queue(reader="person:1", kind=kind)
    gather_digests(at=MORNING)
    STRICT.post(link(Letter.objects.get(kind=DIGEST.code)))

    assert chosen() == [("person:1", NEWS.code, Rhythm.NONE), ("person:1", NOTICE.code, Rhythm.NONE)]


def test_letters_about_an_account_are_not_stopped_and_the_page_says_why() -> None:
    letter = queue(kind=ALARM, reader="person:1")
    answers = [STRICT.get(link(letter)), STRICT.post(link(letter))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("cannot be stopped" in text_of(answer) for answer in answers)
    assert chosen() == []


def test_a_link_that_is_not_ours_or_of_an_erased_reader_is_a_page_that_does_not_exist() -> None:
    letter = queue(reader="person:1")
    forget_reader(reader="person:1", addresses=(), actor=OPERATOR, at=NOON)
    returning = write_token(letter.pk, Purpose.RETURN)

    paths = [link(letter), f"/mail/stop/{returning}/", f"/mail/stop/{letter.pk}-{'0' * 24}/", "/mail/stop/x/"]
    assert {STRICT.post(path).status_code for path in paths} == {404}
    assert {STRICT.get(path).status_code for path in paths} == {404}


def test_a_link_of_a_kind_that_was_removed_stops_nothing(django_assert_max_num_queries: Any) -> None:
    letter = queue(reader="person:1")
    Letter.objects.update(kind="core.removed")

    with django_assert_max_num_queries(4):
        assert STRICT.get(link(letter)).status_code == 200
