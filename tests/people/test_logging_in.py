"""Logging in and out: who is let in, what a refusal says, how often one may try, how long a session lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session

from factories.cast import PASSWORD, address_of, open_persona
from factories.places import NOON, OPERATOR
from factories.signing_in import code_for, give_app
from ospolis.core.journal.models import Entry
from ospolis.people.models import Account
from ospolis.people.services import set_password
from ospolis.people.sessions import LONGEST, RENEWED_EVERY

# Without coverage: other tests reach each line that these reach.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords"), pytest.mark.no_cover]
OFFICER = address_of("officer")
TEN = 10


@pytest.fixture
def officer(places):
    """An officer, with an app for codes."""
    account = open_persona("officer")
    give_app(account)
    return account


def log_in(client, email=OFFICER, password=PASSWORD, **more):
    """Send the password, and then the code when there is an app."""
    fields = {"email": email, "password": password, **more.pop("fields", {})}
    answer = client.post("/log-in/", fields, **more)
    if answer.get("Location") != "/log-in/code/":
        return answer
    account = Account.objects.get(email=email.strip().casefold())
    return client.post("/log-in/code/", {"code": code_for(account)}, **more)


def errors_of(answer):
    return answer.context_data["form"].non_field_errors()


def test_an_officer_comes_in_and_stands_at_the_desk(client, officer):
    answer = log_in(client)

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert Entry.objects.latest("id").verb == "people.logged_in"


@pytest.mark.parametrize("email", [f"  {OFFICER} ", OFFICER.upper()])
def test_the_case_of_an_address_and_blanks_around_it_do_not_matter(client, officer, email):
    assert log_in(client, email=email).status_code == 302


def test_one_goes_on_where_one_was_sent_from(client, officer):
    assert log_in(client, fields={"next": "/map/?sector=07"})["Location"] == "/map/?sector=07"


def test_a_foreign_target_ends_at_the_own_desk(client, officer):
    assert log_in(client, fields={"next": "//evil.example"})["Location"] == "/desk/"


def test_a_focal_point_begins_at_the_institution(client, places):
    open_persona("focal point")

    assert log_in(client, email=address_of("focal point"))["Location"] == "/my-institution/"


@pytest.mark.parametrize("who", ["wrong password", "unknown account", "closed account"])
def test_whoever_is_refused_reads_the_same_words(client, officer, who):
    email = "nobody@people.example" if who == "unknown account" else OFFICER
    if who == "closed account":
        Account.objects.update(is_active=False)

    answer = log_in(client, email=email, password="wrong-and-long-1" if who == "wrong password" else PASSWORD)

    words = ["The address and the password do not fit together. Check both and try again."]
    assert (answer.status_code, errors_of(answer)) == (422, words)
    assert client.get("/desk/").status_code == 403


@pytest.mark.parametrize("who", ["known", "unknown", "closed"])
def test_every_try_runs_the_hasher_once(client, officer, monkeypatch, who):
    """Equal work for accounts that exist and accounts that do not: the time of an answer tells nothing."""
    runs = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *parts: runs.append(1) or encode(*parts))
    if who == "closed":
        Account.objects.update(is_active=False)

    log_in(client, email="nobody@people.example" if who == "unknown" else OFFICER, password="wrong-and-long-1")

    assert len(runs) == 1


def test_an_empty_form_says_what_is_missing(client, officer):
    answer = client.post("/log-in/", {})

    assert (answer.status_code, sorted(answer.context_data["form"].errors)) == (422, ["email", "password"])
    assert (b"Enter your e-mail address" in answer.content, b"Enter your password" in answer.content) == (True, True)


def test_after_ten_failures_even_the_right_password_waits(client, officer):
    statuses = [log_in(client, password="wrong-and-long-1").status_code for _ in range(TEN)]

    locked = log_in(client)

    assert (statuses, locked.status_code) == ([422] * TEN, 429)
    assert errors_of(locked) == [
        "There were too many tries. Wait 15 minutes, then try again, or ask your office for a new password."
    ]


def test_an_unknown_account_is_locked_like_a_known_one(client, officer):
    answers = [log_in(client, email="nobody@people.example") for _ in range(TEN + 1)]

    assert [answer.status_code for answer in answers] == [422] * TEN + [429]


def test_an_account_is_locked_for_tries_from_many_networks(client, officer):
    for n in range(TEN):
        log_in(client, password="wrong-and-long-1", REMOTE_ADDR=f"192.0.2.{n}")

    assert log_in(client, REMOTE_ADDR="198.51.100.7").status_code == 429


def test_a_network_is_locked_for_tries_at_many_accounts(client, officer):
    for n in range(TEN):
        log_in(client, email=f"guess{n}@people.example", REMOTE_ADDR="192.0.2.9")

    assert log_in(client, REMOTE_ADDR="192.0.2.9").status_code == 429
    assert log_in(client, REMOTE_ADDR="192.0.2.10").status_code == 302


def test_whoever_knows_the_password_begins_to_count_anew(client, officer):
    for _ in range(TEN - 1):
        log_in(client, password="wrong-and-long-1", REMOTE_ADDR="192.0.2.1")
    log_in(client, REMOTE_ADDR="192.0.2.2")
    client.logout()

    assert log_in(client, password="wrong-and-long-1", REMOTE_ADDR="192.0.2.3").status_code == 422
    assert log_in(client, REMOTE_ADDR="192.0.2.3").status_code == 302


def test_a_session_lasts_thirty_minutes_after_the_last_page(client, officer, time_machine_at):
    time_machine_at(NOON)
    log_in(client)
    statuses = []
    for minutes in (25, 50, 79, 110):
        time_machine_at(NOON + timedelta(minutes=minutes))
        statuses.append(client.get("/desk/").status_code)

    # 25, 50 and 79 are less than 30 minutes apart; from 79 to 110 are 31.
    assert statuses == [200, 200, 200, 403]


def test_a_session_lasts_twelve_hours_whatever_one_does(client, officer, time_machine_at):
    time_machine_at(NOON)
    log_in(client)
    step, at = timedelta(minutes=20), NOON
    while at + step < NOON + LONGEST:
        at += step
        time_machine_at(at)
        assert client.get("/desk/").status_code == 200
    time_machine_at(NOON + LONGEST)

    assert client.get("/desk/").status_code == 403


def test_a_page_soon_after_another_writes_no_session(client, officer, django_capture_queries):
    log_in(client)

    assert [sql for sql in django_capture_queries(lambda: client.get("/desk/")) if sql.startswith("UPDATE")] == []
    assert timedelta(0) < RENEWED_EVERY < timedelta(minutes=30)


def test_a_new_password_ends_the_sessions_of_the_old_one(client, officer):
    log_in(client)
    set_password(account_id=officer.pk, password="millet-and-sorghum-2", actor=OPERATOR, at=NOON)

    assert client.get("/desk/").status_code == 403


def test_an_account_that_is_closed_loses_its_session_at_once(client, officer):
    log_in(client)
    Account.objects.update(is_active=False)

    assert client.get("/desk/").status_code == 403


def test_the_session_changes_its_name_with_the_log_in(client, officer):
    client.get("/log-in/")
    log_in(client)
    first = client.session.session_key
    log_in(client)

    assert client.cookies["ospolis_session"].value != ""
    assert Session.objects.filter(session_key=first).count() <= 1


def test_logging_out_is_a_post_and_ends_the_session(client, officer):
    log_in(client)

    by_link = client.get("/log-out/").status_code
    still_in = client.get("/desk/").status_code
    by_button = client.post("/log-out/")

    assert (by_link, still_in, by_button.status_code, by_button["Location"]) == (405, 200, 302, "/")
    assert (client.get("/desk/").status_code, Session.objects.count()) == (403, 0)


def test_log_in_and_out_take_no_form_of_another_site(officer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    assert (log_in(strict).status_code, strict.post("/log-out/").status_code) == (403, 403)


def test_cookies_and_headers_are_strict(client, officer, settings):
    answer = log_in(client)
    cookie = answer.cookies["ospolis_session"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 60)
    page = client.get("/desk/")
    assert (page["Cache-Control"], "Cookie" in page["Vary"]) == ("no-store, private", True)
    assert page["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in page["Content-Security-Policy"]
