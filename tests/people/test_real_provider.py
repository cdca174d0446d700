"""Logging in through a provider that somebody else wrote (oidc-provider-mock), running on loopback."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.cache import caches

from factories.cast import address_of, open_persona
from fakes.real_provider import agree, fetch_token, run_real_provider
from ospolis.core.log_in_providers import LogInProvider
from ospolis.people.signing_in.oidc.tokens import BadToken, read_id_token

# Without coverage: every line that these tests reach is reached by others too.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.no_cover,
    pytest.mark.one_database,
    pytest.mark.usefixtures("quick_passwords", "places"),
]
EMAIL = address_of("focal point")
BACK = "/log-in/with/state/back/"


@contextmanager
def provided(settings, **more):
    with run_real_provider(email=EMAIL, **more) as issuer:
        caches["memory"].clear()
        named = LogInProvider("state", "State log-in", issuer, "ospolis", "secret", trusted_email=True)
        settings.OSPOLIS = replace(settings.OSPOLIS, providers=(named,), internal_hosts=(issuer,))
        yield named
        caches["memory"].clear()


def ask(client):
    return client.post("/log-in/with/state/")["Refresh"].removeprefix("0; url=")


def is_in(client):
    return client.get("/my-account/").status_code == 200


def test_a_real_provider_opens_the_account_and_its_answer_counts_once(client, settings):
    open_persona("focal point")
    with provided(settings):
        answer = agree(ask(client))
        first = client.get(BACK, answer)
        inside = is_in(client)
        client.post("/log-out/")
        again = client.get(BACK, answer)
        # The same code with a question that is open: the provider has forgotten the code.
        state = dict(pair.split("=") for pair in ask(client).split("?")[1].split("&"))["state"]
        replayed = client.get(BACK, {**answer, "state": state})

    assert (first["Location"], inside) == ("/my-institution/", True)
    assert (again.status_code, replayed.status_code, is_in(client)) == (422, 422, False)


def test_a_real_token_whose_time_is_over_opens_nothing(client, settings):
    open_persona("focal point")
    with provided(settings, token_seconds=-300):
        answer = client.get(BACK, agree(ask(client)))

    assert (answer.status_code, is_in(client)) == (422, False)


@pytest.mark.parametrize(
    ("changes", "why"),
    [({}, ""), ({"client_id": "another-client"}, "InvalidAudienceError"), ({"nonce": "other"}, "another question")],
)
def test_a_real_token_for_somebody_else_opens_nothing(settings, changes, why):
    with provided(settings) as named:
        nonce = changes.pop("nonce", "n-1")
        token = fetch_token(named.issuer, client=named.client_id, back="http://127.0.0.1/back/", nonce="n-1")
        if not why:
            assert read_id_token(token, named, nonce=nonce).email == EMAIL
            return
        with pytest.raises(BadToken, match=why):
            read_id_token(token, replace(named, **changes), nonce=nonce)


def test_a_real_token_of_another_issuer_opens_nothing(settings):
    """Two providers: the keys of the one do not make a token of it count as one of the other."""
    with provided(settings) as named:
        token = fetch_token(named.issuer, client=named.client_id, back="http://127.0.0.1/back/", nonce="n-1")
        read_id_token(token, named, nonce="n-1")
        other = replace(named, issuer="http://127.0.0.1:1")
        memory = caches["memory"]
        for what in ("doors", "keys"):
            memory.set(f"oidc:{other.issuer}:{what}", memory.get(f"oidc:{named.issuer}:{what}"), 600)
        memory.set(f"oidc:{other.issuer}:doors", {**memory.get(f"oidc:{named.issuer}:doors"), "issuer": other.issuer})

        with pytest.raises(BadToken, match="InvalidIssuerError"):
            read_id_token(token, other, nonce="n-1")


def test_a_real_provider_that_went_away_is_named_and_the_password_still_works(client, settings):
    open_persona("focal point")
    with provided(settings):
        address = ask(client)
        answer = agree(address)
    caches["memory"].clear()
    gone = client.get(BACK, answer)

    assert gone.status_code == 503
    assert "State log-in cannot be used now" in gone.content.decode()
    assert 'href="/log-in/' in gone.content.decode()
    client.post("/log-in/", {"email": EMAIL, "password": "corn-and-cassava-1"})
    assert is_in(client)
