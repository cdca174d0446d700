"""A forgotten password: one answer for every address, a link that works once, for an hour, and nobody else's."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from itertools import cycle

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from factories.cast import PASSWORD, address_of, open_persona
from factories.places import NOON, OPERATOR
from factories.records import safety_words, verbs
from factories.signing_in import asked_link, mail_link, run_recovery_jobs
from ospolis.core.access import Role
from ospolis.core.jobs.models import JobRun
from ospolis.core.mail.addresses import digest_address
from ospolis.core.mail.bounced import is_closed, note_failure
from ospolis.core.mail.models import Letter
from ospolis.people.models import Account, MailedLink
from ospolis.people.services import Wish, check_link, invite_person, send_recovery_link, set_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "places")]
NEW = "millet-and-sorghum-2"
ADDRESS = address_of("focal point")


@pytest.fixture
def account():
    return open_persona("focal point")


def notices():
    return [words.partition(".")[0] for words in safety_words()]


def log_in(client, email=ADDRESS, password=PASSWORD, **more):
    return client.post("/log-in/", {"email": email, "password": password}, **more)


def test_a_link_sets_a_new_password_once(client, account):
    log_in(client)
    path = asked_link(Client(), account.email)

    page = Client().get(path)
    done = Client().post(path, {"password": NEW})
    again = Client().post(path, {"password": "another-long-one-3"})

    assert (page.status_code, done.status_code, done["Location"], again.status_code) == (200, 302, "/log-in/", 410)
    assert (log_in(Client()).status_code, log_in(Client(), password=NEW).status_code) == (422, 302)
    assert client.get("/my-account/").status_code == 403
    assert "people.recovery_used" in verbs()
    assert "The password of your account was changed" in notices()


def test_whoever_opened_the_link_reads_the_mail_of_the_address_again(account):
    note_failure(digest_address(account.email), is_permanent=True, status="5.1.1", at=NOON)
    path = asked_link(Client(), account.email)
    Client().get(path)
    before = is_closed(account.email)

    Client().post(path, {"password": NEW})

    assert (before, is_closed(account.email)) == (True, False)


def test_a_link_is_good_for_one_hour_and_a_clock_set_back_does_not_revive_it(client, account, time_machine_at):
    time_machine_at(NOON)
    path = asked_link(client, account.email)
    statuses = []
    for minutes in (59, 60, 30):
        time_machine_at(NOON + timedelta(minutes=minutes))
        statuses.append(client.get(path).status_code)

    assert (statuses, MailedLink.objects.count()) == ([200, 410, 410], 0)


def test_a_newer_link_ends_the_older_one(client, account):
    first = asked_link(client, account.email)
    second = asked_link(client, account.email)

    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_a_weak_password_is_refused_and_the_link_stays(client, account):
    path = asked_link(client, account.email)

    answers = [client.post(path, {"password": password}) for password in ("short", "password1234", "111111111111")]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert client.post(path, {"password": NEW}).status_code == 302


@pytest.mark.parametrize("email", ["nobody@people.example", "FOCAL.POINT@people.example", "closed"])
def test_every_address_meets_the_same_answer(client, account, email):
    if email == "closed":
        Account.objects.update(is_active=False)
        email = account.email

    answer = client.post("/log-in/forgotten/", {"email": email})
    run_recovery_jobs()

    assert (answer.status_code, answer["Location"]) == (302, "/log-in/forgotten/sent/")
    assert Letter.objects.count() == (1 if email.startswith("FOCAL") else 0)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000@evil.example"])
def test_no_header_stands_in_a_link(client, account, host):
    answer = client.post("/log-in/forgotten/", {"email": account.email}, headers={"X-Forwarded-Host": host})
    refused = client.post("/log-in/forgotten/", {"email": account.email}, headers={"Host": host})
    run_recovery_jobs()

    url = next(part["url"] for part in Letter.objects.get().body if part["part"] == "action")
    assert (answer.status_code, refused.status_code) == (302, 400)
    assert url.startswith("http://127.0.0.1:8000/log-in/forgotten/")


# Addresses that look like the one of the account, to a reader or to a database that folds case.
VARIANTS = [
    "focal.poınt@people.example", "focal.po\u0130nt@people.example", "ｆocal.point@people.example",
    "focal.point@people.example\u0000", "focal.point@people.example,thief@evil.example",
    "focal.point@people.example;thief@evil.example", "focal.point@people.example\nBcc: thief@evil.example",
    "focal.point@people.exаmple", '["focal.point@people.example","thief@evil.example"]',
]  # fmt: skip


@pytest.mark.parametrize("email", VARIANTS)
def test_a_variant_of_an_address_gets_no_letter_of_the_account(client, account, email):
    answer = client.post("/log-in/forgotten/", {"email": email})
    run_recovery_jobs()

    assert answer.status_code in (302, 422)
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("fields", [{"email": ["thief@evil.example", "focal.point@people.example"]}])
def test_of_two_addresses_in_a_form_none_but_the_accounts_own_gets_a_letter(client, account, fields):
    client.post("/log-in/forgotten/", fields)
    client.post(
        "/log-in/forgotten/", '{"email": ["thief@evil.example", "focal.point@people.example"]}', "application/json"
    )
    run_recovery_jobs()

    assert {letter.to for letter in Letter.objects.all()} <= {"focal.point@people.example"}


def test_recovery_is_limited_by_address_alike_for_known_and_unknown(client, account):
    def statuses(email, network):
        return [client.post("/log-in/forgotten/", {"email": email}, REMOTE_ADDR=network).status_code for _ in range(6)]

    known, unknown = statuses(account.email, "192.0.2.1"), statuses("nobody@people.example", "198.51.100.1")

    assert known == unknown == [302] * 5 + [429]


def test_the_list_of_jobs_is_no_list_of_addresses(client, account):
    client.post("/log-in/forgotten/", {"email": account.email})

    assert "people.example" not in str(list(JobRun.objects.values("arguments")))


def test_the_page_takes_the_same_steps_for_every_address(client, account, django_capture_queries):
    """What makes the times equal: the page looks no account up. Times themselves: see benchmarks/log_in.py."""

    def shapes(email):
        sent = django_capture_queries(lambda: client.post("/log-in/forgotten/", {"email": email}))
        return [re.sub(r"'[^']*'|\d+", "?", sql) for sql in sent]

    shapes("warm@people.example")
    known, unknown = shapes(account.email), shapes("nobody@people.example")

    assert known == unknown
    assert not any("people_account" in sql for sql in known)


@pytest.mark.parametrize("address", ["/log-in/", "/log-in/forgotten/"])
def test_times_do_not_tell_whether_an_account_exists(client, account, settings, address):
    """The short form: with a hash that costs nothing, what is left differs by less than 5 ms in the median."""
    spent = {account.email: [], "nobody@people.example": []}
    for number, email in zip(range(60), cycle(spent), strict=False):
        fields = {"email": email, "password": "wrong-and-long-1"}
        network = f"192.0.{number}.1"
        # Time of this thread: what else the machine does meanwhile is no difference between addresses.
        started = time.thread_time()
        client.post(address, fields, REMOTE_ADDR=network)
        spent[email].append(time.thread_time() - started)

    known, unknown = (statistics.median(times[3:]) for times in spent.values())
    assert abs(known - unknown) < 0.005


def test_a_recovery_runs_no_hasher(client, account, monkeypatch):
    runs = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *parts: runs.append(1) or encode(*parts))

    asked_link(client, account.email)

    assert runs == []


def test_a_letter_goes_to_the_address_as_it_is_kept(account):
    send_recovery_link(address="FOCAL.POINT@People.Example ", actor=OPERATOR, at=timezone.now())

    assert Letter.objects.get().to == "focal.point@people.example"


def test_pages_behind_links_cost_few_queries(client, account, django_assert_max_num_queries):
    found = asked_link(client, account.email)
    mail_link("arva", "new_address", account)
    for path in (
        "/log-in/forgotten/none/",
        found,
        "/my-account/address/none/",
        "/my-account/address/new_address-arva/",
    ):
        with django_assert_max_num_queries(8):
            client.get(path)


@pytest.mark.parametrize("purpose", ["recovery", "new_address"])
def test_a_new_password_ends_links_that_were_asked_for_with_the_old_one(account, purpose):
    token = mail_link("arva", purpose, account)
    set_password(account_id=account.pk, password=NEW, actor=OPERATOR, at=timezone.now())

    assert check_link(token=token, purpose=purpose, at=timezone.now()) is None


def test_pages_behind_a_secret_link_are_kept_by_no_cache(client, account):
    wish = Wish(
        name="N", email="n@new.example", role=Role.FOCAL_POINT, starts=timezone.localdate(), ends=None,
        institution_key="arva-registry",
    )  # fmt: skip
    _, secret = invite_person(wish=wish, actor=OPERATOR, at=timezone.now())
    paths = (
        f"/log-in/forgotten/{mail_link('arva', 'recovery', account)}/",
        f"/my-account/address/{mail_link('arva', 'new_address', account)}/",
        f"/invitation/{secret}/",
    )

    for answer in map(client.get, paths):
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
