"""Tokens: what a program may do in a person's name, and everything it may not."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from factories.cast import address_of, viewer_of
from ospolis.core.journal.models import Entry
from ospolis.people.models import Token
from ospolis.people.selectors.tokens import realms_for_tokens
from ospolis.people.services import close_account, end_role
from ospolis.people.services.tokens import MOST_TOKENS, issue_token, revoke_token

pytestmark = pytest.mark.django_db


def make(account, realm="arva", verbs=("read",), days=30, at=None):
    """A token of an account; the secret alone."""
    at = at or timezone.now()
    viewer = viewer_of(account)
    return issue_token(name="figures", realm=realm, verbs=verbs, ends_at=at + timedelta(days=days), actor=viewer, at=at)


def bearing(secret):
    return {"Authorization": f"Bearer {secret}"}


def basic(secret, name="anything"):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def ask(address, headers, **more):
    return Client().get(address, headers=headers, **more)


def test_a_token_reads_what_its_officer_reads_in_both_ways_to_send_it(world):
    _, secret = make(world.accounts["officer"])

    answers = [ask("/desk/", headers).status_code for headers in ({}, bearing(secret), basic(secret))]

    assert answers == [403, 200, 200]


def test_a_token_of_another_office_opens_nothing_of_this_one(world):
    _, secret = make(world.accounts["officer of another office"], realm="belun")

    assert ask("/desk/?office=arva", bearing(secret)).status_code == 404


def test_the_page_of_tokens_asks_few_queries_however_many_there_are(world, client, django_assert_max_num_queries):
    account = world.accounts["lead"]
    for _ in range(MOST_TOKENS):
        make(account)
    client.force_login(account)

    with django_assert_max_num_queries(12):
        client.get("/my-account/tokens/")


@pytest.mark.parametrize("persona", ["officer", "lead", "focal point", "programme", "operator", "participant"])
def test_a_token_without_an_office_holds_no_role(world, persona):
    _, secret = make(world.accounts[persona], realm="")

    assert ask("/desk/", bearing(secret)).status_code == 403


def test_offices_to_choose_are_those_where_a_role_holds(world):
    found = {persona: sorted(realms_for_tokens(viewer_of(account))) for persona, account in world.accounts.items()}

    assert found == {
        "participant": [], "focal point": ["arva"], "officer": ["arva"], "lead": ["arva"], "programme": [],
        "operator": [], "focal point of another institution": ["belun"], "officer of another office": ["belun"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("realm", "verbs", "days"),
    [("belun", ["read"], 30), ("arva", [], 30), ("arva", ["read", "own"], 30), ("arva", ["read"], 0),
     ("arva", ["read"], -1), ("arva", ["read"], 367)],
    ids=["a foreign office", "no verb", "an unknown verb", "no time", "the past", "more than a year"],
)  # fmt: skip
def test_a_token_beyond_its_holder_is_not_made(world, realm, verbs, days):
    with pytest.raises(ValidationError):
        make(world.accounts["officer"], realm=realm, verbs=verbs, days=days)

    assert Token.objects.count() == 0


def test_nobody_holds_more_than_twenty_tokens_and_a_revoked_one_does_not_count(world):
    made = [make(world.accounts["officer"])[0] for _ in range(MOST_TOKENS)]
    with pytest.raises(ValidationError):
        make(world.accounts["officer"])

    revoke_token(token_id=made[0].pk, actor=viewer_of(world.accounts["officer"]), at=timezone.now())
    make(world.accounts["officer"])

    assert Token.objects.filter(revoked_at__isnull=True).count() == MOST_TOKENS


def test_the_secret_is_kept_nowhere(world):
    token, secret = make(world.accounts["officer"])
    token.refresh_from_db()

    kept = [str(getattr(token, field.attname)) for field in Token._meta.concrete_fields]
    entry = Entry.objects.filter(verb="people.token_issued").get()

    assert [secret[9:] in text for text in [*kept, str(entry.references)]] == [False] * (len(kept) + 1)


def test_a_token_dies_with_its_end_its_role_its_account_and_its_revocation(world):
    officer = world.accounts["officer"]
    now = timezone.now()
    tokens = {name: make(officer) for name in ("kept", "revoked")}
    tokens["ended"] = make(officer, days=1, at=now - timedelta(days=2))
    tokens["from the future"] = make(officer, at=now + timedelta(days=1))
    revoke_token(token_id=tokens["revoked"][0].pk, actor=viewer_of(officer), at=now)

    found = {name: ask("/desk/", bearing(secret)).status_code for name, (_, secret) in tokens.items()}
    end_role(grant_id=officer.person.grants.get().pk, actor=viewer_of(world.accounts["lead"]), at=now)
    without_role = ask("/desk/", bearing(tokens["kept"][1])).status_code
    close_account(account_id=officer.pk, actor=viewer_of(world.accounts["operator"]), at=now)

    assert found == {"kept": 200, "revoked": 401, "ended": 401, "from the future": 401}
    assert (without_role, ask("/desk/", bearing(tokens["kept"][1])).status_code) == (403, 401)


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer osp_nothing", "Basic", "Basic ####", "Basic b3Nw", "Digest x", "osp_x",
     "Bearer " + "x" * 9_000, "Bearer \ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "Basic /w=="],
)  # fmt: skip
def test_a_header_that_is_no_token_is_refused_and_never_taken_for_a_visitor(world, header):
    answer = ask("/", {"Authorization": header})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Ospolis"')


def test_a_token_opens_no_session_and_a_session_beside_it_counts_for_nothing(world):
    client = Client()
    client.force_login(world.accounts["lead"])
    _, secret = make(world.accounts["participant"], realm="")

    beside = client.get("/desk/", headers=bearing(secret))
    alone = ask("/desk/", bearing(make(world.accounts["officer"])[1]))

    assert (beside.status_code, "ospolis_session" in alone.cookies, alone.status_code) == (403, False, 200)


def test_a_program_gets_no_page_of_an_account_and_cannot_log_in(world):
    officer = world.accounts["officer"]
    _, secret = make(officer, verbs=["read", "write"])
    values = {"email": address_of("officer"), "password": "corn-and-cassava-1"}
    client = Client()

    found = [ask(page, bearing(secret)).status_code for page in ("/my-data/", "/my-account/tokens/", "/log-in/")]
    entering = client.post("/log-in/", values, headers=bearing(secret))

    assert (found, entering.status_code, dict(client.cookies)) == ([403, 403, 403], 403, {})


def test_a_token_that_reads_changes_nothing(world):
    _, secret = make(world.accounts["officer"])

    assert Client().post("/log-out/", headers=bearing(secret)).status_code == 403


def test_guessing_tokens_is_slowed_down(world):
    client = Client()
    for _ in range(400):
        answer = client.get("/robots.txt", headers=bearing("osp_guess"))
        if answer.status_code == 429:
            break

    assert (answer.status_code, client.get("/").status_code) == (429, 200)


def test_use_of_a_token_is_written_down_with_its_day_alone(world):
    token, secret = make(world.accounts["officer"])
    ask("/about/", bearing(secret))
    token.refresh_from_db()

    assert token.last_used_on == timezone.localdate()


def test_a_person_makes_and_takes_back_a_token_by_the_page(world, client):
    client.force_login(world.accounts["officer"])
    empty = client.get("/my-account/tokens/")
    day = (timezone.localdate() + timedelta(days=10)).isoformat()
    values = {"name": "<b>figures</b>", "realm": "arva", "last_day": day}

    made = client.post("/my-account/tokens/", values)
    token = Token.objects.get()
    secret = made.context["secret"]
    reads = ask("/desk/", bearing(secret)).status_code
    client.post(f"/my-account/tokens/{token.pk}/revoke/")

    assert "You have no token" in empty.content.decode()
    assert (made.status_code, reads, token.verbs, "<b>figures" in made.content.decode()) == (200, 200, ["read"], False)
    assert ask("/desk/", bearing(secret)).status_code == 401
    assert secret not in client.get("/my-account/tokens/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"realm": "belun"}, {"last_day": "2020-01-01"}, {"last_day": "soon"}, {"last_day": "9999-12-31"}],
    ids=str,
)
def test_a_wish_that_cannot_be_fulfilled_is_refused_in_words(world, client, wrong):
    client.force_login(world.accounts["officer"])
    day = (timezone.localdate() + timedelta(days=10)).isoformat()

    answer = client.post("/my-account/tokens/", {"name": "x", "realm": "arva", "last_day": day} | wrong)

    assert (answer.status_code, Token.objects.count()) == (422, 0)


def test_nobody_takes_back_the_token_of_somebody_else(world, client):
    token, secret = make(world.accounts["officer"])
    client.force_login(world.accounts["lead"])

    answer = client.post(f"/my-account/tokens/{token.pk}/revoke/")

    assert (answer.status_code, ask("/desk/", bearing(secret)).status_code) == (404, 200)
