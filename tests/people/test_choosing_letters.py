"""The page on which somebody chooses how often letters come."""

from __future__ import annotations

import re

import pytest

from ospolis.core.mail.kinds import LetterKind, forget_kind, kinds_to_choose, list_kind
from ospolis.core.mail.models import MailPreference
from ospolis.core.mail.personal import reader_of

pytestmark = pytest.mark.django_db
NEWS = LetterKind("people.news", "News of the office", "core/mail/digest.html")


@pytest.fixture
def nothing():
    """As if no app wrote letters that can be stopped."""
    held = kinds_to_choose()
    for kind in held:
        forget_kind(kind.code)
    yield
    for kind in held:
        list_kind(kind)


@pytest.fixture
def news(nothing):
    yield list_kind(NEWS)
    forget_kind(NEWS.code)


@pytest.fixture
def officer(world, client):
    client.force_login(world.accounts["officer"])
    client.get("/about/")
    return world.accounts["officer"]


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def chosen():
    return list(MailPreference.objects.values_list("reader", "kind", "rhythm"))


def test_each_kind_that_can_be_stopped_is_one_question(news, officer, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = text_of(client.get("/my-data/mail/"))

    assert [page.count(words) for words in ("News of the office", "each letter at once", "one letter a week")] == [
        1
    ] * 3
    assert "Safety of your account" not in page


def test_a_choice_is_kept_for_oneself_and_shown_again(news, officer, client):
    answer = client.post("/my-data/mail/", {NEWS.code: "weekly"}, follow=True)

    assert answer.redirect_chain == [("/my-data/mail/", 302)]
    assert ("Your choice is kept." in text_of(answer), 'value="weekly" selected' in text_of(answer)) == (True, True)
    assert chosen() == [(reader_of(officer.person_id), NEWS.code, "weekly")]


@pytest.mark.parametrize("typed", [{}, {NEWS.code: "hourly"}, {NEWS.code: ""}])
def test_a_choice_that_is_none_is_told_and_nothing_is_kept(news, officer, client, typed):
    answer = client.post("/my-data/mail/", typed)

    assert answer.status_code == 422
    assert chosen() == []


def test_letters_about_the_account_cannot_be_chosen_by_a_crafted_form(news, officer, client):
    client.post("/my-data/mail/", {NEWS.code: "daily", "people.account_safety": "none", "reader": "person:1"})

    assert chosen() == [(reader_of(officer.person_id), NEWS.code, "daily")]


def test_with_nothing_to_choose_the_page_says_so(nothing, officer, client):
    assert "There is nothing to choose" in text_of(client.get("/my-data/mail/"))
    assert client.post("/my-data/mail/", {}).status_code == 302
    assert chosen() == []
