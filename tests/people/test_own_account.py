"""The own account: change of password and address, sessions, fresh proofs, notices, forms."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from factories.cast import PASSWORD, address_of, open_cast, open_persona
from factories.places import NOON, OPERATOR
from factories.records import verbs
from factories.signing_in import asked_link, link_of, log_in_with_password_only
from ospolis.core.journal.models import Entry
from ospolis.core.mail.addresses import digest_address
from ospolis.core.mail.bounced import is_closed, note_failure
from ospolis.core.mail.models import Letter
from ospolis.people.models import OpenSession, RoleGrant
from ospolis.people.services import end_sessions_of
from ospolis.people.sessions import FRESH
from ospolis.people.signing_in.places import device_of, stretch_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "places")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
NEW = "millet-and-sorghum-2"
ADDRESS = address_of("focal point")


@pytest.fixture
def account():
    return open_persona("focal point")


def log_in(client, email=ADDRESS, password=PASSWORD, **more):
    return client.post("/log-in/", {"email": email, "password": password}, **more)


def test_a_new_password_ends_every_other_session_and_keeps_this_one(account):
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(account)
    before = here.session.session_key

    answer = here.post("/my-account/password/", {"password": NEW})

    assert (answer["Location"], here.get("/my-account/").status_code, there.get("/my-account/").status_code) == (
        "/my-account/", 200, 403,
    )  # fmt: skip
    assert here.session.session_key != before
    assert OpenSession.objects.get(ended_at__isnull=True).session_key == here.session.session_key
    assert "people.password_changed" in verbs()


@pytest.mark.parametrize("password", ["", "short", "password1234", "focal.point@people.example"])
def test_a_weak_new_password_is_refused_in_words(client, account, password):
    client.force_login(account)

    answer = client.post("/my-account/password/", {"password": password})

    assert (answer.status_code, bool(answer.context_data["form"].errors["password"])) == (422, True)


def test_fields_of_passwords_may_be_pasted_and_are_named_for_password_stores(client, account):
    pages = {path: client.get(path).content.decode() for path in ("/log-in/", asked_link(client, account.email))}

    words = [re.findall(r'autocomplete="([a-z-]+)"', page) for page in pages.values()]
    assert words == [["username", "current-password"], ["username", "new-password"]]
    assert not any("onpaste" in page for page in pages.values())


def test_a_new_address_counts_once_its_reader_confirmed_it(client, account):
    client.force_login(account)
    client.post("/my-account/address/", {"email": "New@people.example"})
    letter = Letter.objects.get(kind="people.new_address")
    path = link_of(letter)
    account.refresh_from_db()
    before = account.email

    shown = Client().get(path).content.decode()
    done = Client().post(path)
    again = Client().post(path)

    account.refresh_from_db()
    assert (before, account.email, account.person.email) == (
        address_of("focal point"), "new@people.example", "new@people.example",
    )  # fmt: skip
    assert (letter.to, "new@people.example" in shown) == ("new@people.example", True)
    assert (done.status_code, again.status_code) == (302, 410)
    assert [note.to for note in Letter.objects.filter(kind="people.account_safety")] == [address_of("focal point")]
    assert verbs()[-2:] == ["people.address_change_asked", "people.address_changed"]
    assert not any("people.example" in str(entry.references) for entry in Entry.objects.all())


def test_an_address_that_was_confirmed_takes_letters_again(client, account):
    for email in ("new@people.example", account.email):
        note_failure(digest_address(email), is_permanent=True, status="5.1.1", at=NOON)
    client.force_login(account)
    client.post("/my-account/address/", {"email": "new@people.example"})
    path = link_of(Letter.objects.get(kind="people.new_address"))
    assert is_closed("new@people.example")

    Client().post(path)

    assert (is_closed("new@people.example"), is_closed(account.email)) == (False, True)
    assert verbs()[-2:] == ["core.address_reopened", "people.address_changed"]


def test_the_address_of_somebody_else_is_neither_taken_nor_betrayed(client, account):
    other = open_persona("officer")
    client.force_login(account)

    free, taken = (client.post("/my-account/address/", {"email": email}) for email in ("free@x.example", other.email))

    assert re.sub(r'value="\w{64}"', "", free.content.decode()) == re.sub(r'value="\w{64}"', "", taken.content.decode())
    assert list(Letter.objects.values_list("to", flat=True)) == ["free@x.example"]


# ---- sessions


def test_sessions_are_listed_by_kind_of_device_and_stretch_of_network(client, account):
    log_in(client, headers={"User-Agent": FIREFOX}, REMOTE_ADDR="192.0.2.77")

    page = client.get("/my-account/sessions/").content.decode()

    row = OpenSession.objects.get()
    assert (row.device, row.network) == ("Firefox, Linux", "192.0.2.0/24")
    assert ("Firefox, Linux" in page, "192.0.2.77" in page, row.session_key in page) == (True, False, False)


@pytest.mark.parametrize(
    ("address", "stretch"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("odd", ""),
    ],
)
def test_a_stretch_of_the_network_names_nobody(address, stretch):
    assert stretch_of(RequestFactory().get("/", REMOTE_ADDR=address)) == stretch


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_by_common_names_only(agent, device):
    assert device_of(RequestFactory().get("/", headers={"User-Agent": agent})) == device


def test_one_session_is_ended_and_one_stays(account):
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(account)
    row = OpenSession.objects.get(session_key=there.session.session_key)

    here.post(f"/my-account/sessions/{row.pk}/end/")

    assert (here.get("/my-account/").status_code, there.get("/my-account/").status_code) == (200, 403)
    assert verbs()[-1] == "people.sessions_ended"


def test_all_other_sessions_are_ended_at_once(account):
    clients = [Client() for _ in range(3)]
    for client in clients:
        client.force_login(account)

    clients[0].post("/my-account/sessions/end/")

    assert [client.get("/my-account/").status_code for client in clients] == [200, 403, 403]


def test_nobody_ends_the_session_of_somebody_else(client, account):
    client.force_login(account)
    row = OpenSession.objects.get()
    other = Client()
    other.force_login(open_persona("operator"))

    assert (other.post(f"/my-account/sessions/{row.pk}/end/").status_code, client.get("/my-account/").status_code) == (
        404,
        200,
    )


def test_a_change_of_roles_can_end_every_session(client, account):
    client.force_login(account)

    assert end_sessions_of(account_id=account.pk, actor=OPERATOR, at=timezone.now()) == 1
    assert client.get("/my-account/").status_code == 403


def test_logging_out_takes_the_session_off_the_list(client, account):
    client.force_login(account)
    client.post("/log-out/")

    assert OpenSession.objects.get().ended_at is not None


def test_a_session_that_ended_does_not_live_again_when_the_clock_goes_back(client, account, time_machine_at):
    time_machine_at(NOON)
    client.force_login(account)
    statuses = []
    for minutes in (10, 50, 20, 10):
        time_machine_at(NOON + timedelta(minutes=minutes))
        statuses.append(client.get("/my-account/").status_code)

    assert (statuses, Session.objects.count()) == ([200, 403, 403, 403], 0)


def test_a_session_from_the_future_ends(client, account, time_machine_at):
    time_machine_at(NOON)
    client.force_login(account)
    time_machine_at(NOON - timedelta(minutes=10))

    assert client.get("/my-account/").status_code == 403


def test_a_cookie_that_was_set_by_somebody_else_is_not_kept(client, account):
    """Fixation: the name of a session that somebody chose is not the one that the log-in opens."""
    client.get("/log-in/passkey/")
    chosen = client.session.session_key
    log_in(client)

    assert client.session.session_key != chosen
    assert not Session.objects.filter(session_key=chosen).exists()


# ---- fresh proofs


@pytest.mark.parametrize("page", ["password/", "address/", "second-factor/app/", "second-factor/passkey/"])
def test_what_is_sensitive_asks_for_a_proof_of_the_last_fifteen_minutes(client, account, time_machine_at, page):
    path = f"/my-account/{page}"
    time_machine_at(NOON)
    client.force_login(account)
    time_machine_at(NOON + FRESH - timedelta(seconds=1))
    in_time = client.get(path).status_code
    time_machine_at(NOON + FRESH)

    late = client.get(path)
    proved = client.post("/log-in/again/", {"way": "password", "password": PASSWORD, "next": path})

    assert (in_time, late["Location"].startswith("/log-in/again/?next=%2Fmy-account%2F")) == (200, True)
    assert (proved["Location"], client.get(path).status_code) == (path, 200)


def test_a_wrong_proof_is_refused_and_counted(client, account):
    log_in_with_password_only(client, account)
    answers = [client.post("/log-in/again/", {"password": "wrong-and-long-1"}).status_code for _ in range(10)]

    assert (set(answers), client.post("/log-in/again/", {"password": PASSWORD}).status_code) == ({422}, 429)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_no_proof_leads_to_another_site(client, account, target):
    client.force_login(account)

    assert client.post("/log-in/again/", {"password": PASSWORD, "next": target})["Location"] == "/my-account/"


# ---- notices, forms, other sites


def test_a_log_in_from_somewhere_new_is_told_and_a_second_one_is_not(account):
    for network in ("192.0.2.1", "192.0.2.200", "198.51.100.1"):
        log_in(Client(), REMOTE_ADDR=network, headers={"User-Agent": FIREFOX})

    told = [letter.body[0]["words"] for letter in Letter.objects.order_by("id")]
    assert len(told) == 2
    assert told[1].endswith("Firefox, Linux, 198.51.100.0/24.")


POSTS = [
    "/log-in/", "/log-in/code/", "/log-in/passkey/", "/log-in/again/", "/log-in/forgotten/", "/my-account/password/",
    "/my-account/address/", "/my-account/sessions/end/", "/my-account/second-factor/app/",
    "/my-account/second-factor/codes/", "/lost-second-factors/",
]  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_no_form_is_taken_from_another_site(path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(open_persona("officer"))

    assert strict.post(path, {"email": "x@y.example", "password": NEW}).status_code == 403


def test_no_form_of_accounts_takes_roles_offices_or_states(client):
    accounts = open_cast()
    held = list(RoleGrant.objects.order_by("id").values())
    extra = {"role": "operator", "office": "arva", "is_active": "1", "grants": "1", "is_superuser": "1", "person": "1"}
    client.force_login(accounts["participant"])
    for path in POSTS:
        client.post(path, {"email": "thief@x.example", "password": NEW, "code": "000000", **extra})

    accounts["participant"].refresh_from_db()
    assert list(RoleGrant.objects.order_by("id").values()) == held
    assert (accounts["participant"].is_active, accounts["participant"].email) == (True, address_of("participant"))


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/signup/",
        "/log-in/signup/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/_allauth/",
    ],
)
def test_nothing_else_of_allauth_answers(client, path):
    assert client.get(path).status_code == 404


def test_spraying_one_password_over_many_accounts_ends_at_the_tenth(client):
    open_cast()
    answers = [
        log_in(client, email=f"guess{n}@people.example", password="Spring-2026-!!").status_code for n in range(12)
    ]

    assert answers == [422] * 10 + [429] * 2
