"""Logging in through a provider: a real one on loopback, honest and dishonest."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from factories.cast import open_persona
from factories.signing_in import give_app
from ospolis.core.fetching.sessions import guarded_session
from ospolis.core.journal.models import Entry
from ospolis.core.limits import FetchLimits
from ospolis.people.models import Account
from ospolis.people.signing_in.oidc import conversation, discovery

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("quick_passwords")]
START, BACK = "/log-in/with/state/", "/log-in/with/state/back/"


@pytest.fixture
def change_provider(settings, provider):
    """Change what the operator wrote about the provider."""

    def change(**changes):
        named = replace(settings.OSPOLIS.providers[0], **changes)
        settings.OSPOLIS = replace(settings.OSPOLIS, providers=(named,))

    return change


@pytest.fixture
def focal_point(places, provider):
    account = open_persona("focal point")
    provider.person = {"sub": "f-1", "email": account.email, "email_verified": True}
    return account


def ask(client, **fields):
    """Begin a log-in; returns the address at the provider."""
    answer = client.post(START, fields)
    assert answer.status_code == 200, answer.content
    return answer["Refresh"].removeprefix("0; url=")


def come_back(client, provider, **changes):
    return client.get(BACK, {**provider.consent(ask(client)), **changes})


def is_in(client):
    return client.get("/my-account/").status_code == 200


def test_a_trusted_address_opens_its_account_and_links_it(client, focal_point, provider):
    answer = come_back(client, provider)

    assert (answer.status_code, answer["Location"]) == (302, "/my-institution/")
    row = SocialAccount.objects.get()
    assert (row.user_id, row.provider, row.uid, row.extra_data) == (
        focal_point.pk,
        "state",
        "f-1",
        {"issuer": provider.url},
    )
    assert [entry.verb for entry in Entry.objects.order_by("id")][-2:] == ["people.provider_linked", "people.logged_in"]


def test_what_is_linked_opens_the_account_whatever_the_address_is_now(client, focal_point, provider):
    come_back(client, provider)
    client.logout()
    provider.person = {"sub": "f-1"}

    assert (come_back(client, provider).status_code, is_in(client)) == (302, True)


def test_one_goes_on_where_one_was_sent_from(client, focal_point, provider):
    address = ask(client, next="/map/?sector=07")

    assert client.get(BACK, provider.consent(address))["Location"] == "/map/?sector=07"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_a_foreign_target_is_not_gone_to(client, focal_point, provider, target):
    address = ask(client, next=target)

    assert client.get(BACK, provider.consent(address))["Location"] == "/my-institution/"


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "x", "email": "focal.point@people.example"},
        {"sub": "x", "email": "focal.point@people.example", "email_verified": False},
        {"sub": "x", "email": "focal.point@people.example", "email_verified": "true"},
        {"sub": "x", "email": ["focal.point@people.example"], "email_verified": True},
        {"sub": "x", "email": "nobody@people.example", "email_verified": True},
        {"sub": "x"},
    ],
)
def test_who_is_neither_linked_nor_known_by_a_verified_address_is_refused_in_words(
    client, focal_point, provider, person
):
    provider.person = person

    answer = come_back(client, provider)

    assert (answer.status_code, is_in(client), SocialAccount.objects.count()) == (403, False, 0)
    assert b"No account here belongs to this log-in" in answer.content
    assert Account.objects.count() == 1


def test_an_address_counts_only_where_the_operator_trusts_the_provider(client, focal_point, provider, change_provider):
    change_provider(trusted_email=False)

    assert (come_back(client, provider).status_code, is_in(client)) == (403, False)


def test_a_closed_account_stays_closed(client, focal_point, provider):
    come_back(client, provider)
    client.logout()
    Account.objects.update(is_active=False)

    assert (come_back(client, provider).status_code, is_in(client)) == (403, False)


FAULTS = [
    "wrong issuer", "wrong audience", "two audiences", "another party", "late", "from the future", "wrong nonce",
    "no nonce", "no sub", "no exp", "no signature", "secret as key", "public key as secret", "foreign key",
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_does_not_hold_opens_nothing(client, focal_point, provider, fault):
    provider.does = {fault}

    answer = come_back(client, provider)

    assert (answer.status_code, is_in(client), SocialAccount.objects.count()) == (422, False, 0)
    assert b"does not hold" in answer.content


def test_an_answer_counts_once(client, focal_point, provider):
    answer = provider.consent(ask(client))
    first = client.get(BACK, answer)
    client.logout()

    assert (first.status_code, client.get(BACK, answer).status_code, is_in(client)) == (302, 422, False)


def test_a_code_counts_once_at_the_provider_too(client, focal_point, provider):
    used = provider.consent(ask(client))
    client.get(BACK, used)
    client.logout()
    again = provider.consent(ask(client))

    assert client.get(BACK, {**again, "code": used["code"]}).status_code == 422


def test_an_answer_to_somebody_elses_question_opens_nothing(client, focal_point, provider):
    """Log-in by forged request: an attacker's answer in the window of somebody else."""
    from django.test import Client

    theirs = provider.consent(ask(Client()))

    assert (client.get(BACK, theirs).status_code, is_in(client)) == (422, False)


@pytest.mark.parametrize(
    "changes", [{"state": ""}, {"state": "x"}, {"code": ""}, {"code": "x" * 5000}, {"iss": "https://x.example"}]
)
def test_an_answer_that_was_changed_opens_nothing(client, focal_point, provider, changes):
    assert (come_back(client, provider, **changes).status_code, is_in(client)) == (422, False)


def test_a_question_is_good_for_ten_minutes(client, focal_point, provider):
    answer = provider.consent(ask(client))
    session = client.session
    state = session["provider_questions"][answer["state"]]
    state["asked_at"] -= 601
    session.save()

    assert client.get(BACK, answer).status_code == 422


def test_a_no_at_the_provider_is_told_as_a_no(client, focal_point, provider):
    state = parse_qs(urlsplit(ask(client)).query)["state"][0]

    answer = client.get(BACK, {"state": state, "error": "access_denied"})

    assert (answer.status_code, b"was stopped there" in answer.content) == (422, True)


@pytest.mark.parametrize("fault", ["down", "nonsense", "claims to be another"])
def test_a_provider_that_is_down_is_named_and_other_ways_are_offered(client, focal_point, provider, fault):
    provider.does = {fault}

    answer = client.post(START)

    words = answer.content.decode()
    assert (answer.status_code, "State log-in cannot be used now" in words, 'href="/log-in/"' in words) == (
        503,
        True,
        True,
    )


def test_a_provider_that_goes_down_on_the_way_is_named_too(client, focal_point, provider):
    answer = provider.consent(ask(client))
    provider.does = {"token down"}

    assert client.get(BACK, answer).status_code == 503


def test_a_slow_provider_is_given_up(client, focal_point, provider, monkeypatch):
    short = FetchLimits(bytes=100_000, redirects=0, connect_seconds=1, total_seconds=1)
    monkeypatch.setattr(conversation, "guarded_session", partial(guarded_session, limits=short))
    answer = provider.consent(ask(client))
    provider.does = {"slow"}

    assert client.get(BACK, answer).status_code == 503


def test_a_provider_inside_the_network_is_asked_only_when_the_operator_lists_it(
    client, focal_point, provider, settings
):
    settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=())

    assert (client.post(START).status_code, provider.asked) == (503, [])


def test_new_keys_are_asked_for_once_and_old_ones_end(client, focal_point, provider):
    come_back(client, provider)
    client.logout()
    provider.rotate()

    assert (come_back(client, provider).status_code, is_in(client)) == (302, True)
    assert provider.asked.count("/jwks") == 2


def test_tokens_with_unknown_keys_do_not_make_us_ask_without_end(client, focal_point, provider):
    come_back(client, provider)
    client.logout()
    for _ in range(4):
        provider.rotate()
        come_back(client, provider)
        client.logout()

    assert provider.asked.count("/jwks") == 2


def test_a_provider_does_not_replace_the_own_second_factor(client, places, provider):
    account = open_persona("officer")
    give_app(account)

    answer = come_back(client, provider)

    assert (answer["Location"], is_in(client)) == ("/log-in/code/", False)


def test_a_provider_with_a_second_factor_of_its_own_replaces_ours(client, places, provider, change_provider):
    change_provider(second_factor=True)
    give_app(open_persona("officer"))

    assert come_back(client, provider)["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_provider_is_linked_and_unlinked_by_its_owner(client, focal_point, provider, change_provider):
    change_provider(trusted_email=False)
    client.force_login(focal_point)

    page = client.post("/my-account/log-in-methods/state/link/")
    linked = client.get(BACK, provider.consent(page["Refresh"].removeprefix("0; url=")))
    row = SocialAccount.objects.get()
    shown = client.get("/my-account/log-in-methods/").content.decode()
    client.post(f"/my-account/log-in-methods/{row.pk}/unlink/")

    assert (linked["Location"], row.user_id, "State log-in" in shown) == (
        "/my-account/log-in-methods/",
        focal_point.pk,
        True,
    )
    assert SocialAccount.objects.count() == 0


def test_a_link_that_somebody_else_has_is_not_taken_away(client, focal_point, provider):
    come_back(client, provider)
    client.logout()
    other = open_persona("participant")
    client.force_login(other)
    page = client.post("/my-account/log-in-methods/state/link/")

    answer = client.get(BACK, provider.consent(page["Refresh"].removeprefix("0; url=")))

    assert (answer.status_code, SocialAccount.objects.get().user_id) == (422, focal_point.pk)


def test_a_question_to_link_is_answered_only_in_the_session_of_its_account(client, focal_point, provider):
    client.force_login(focal_point)
    page = client.post("/my-account/log-in-methods/state/link/")
    answer = provider.consent(page["Refresh"].removeprefix("0; url="))
    kept = client.session["provider_questions"]
    client.logout()
    client.force_login(open_persona("participant"))
    session = client.session
    session["provider_questions"] = kept
    session.save()

    assert (client.get(BACK, answer).status_code, SocialAccount.objects.count()) == (403, 0)


def test_a_provider_with_another_issuer_inherits_no_links(client, focal_point, provider, change_provider):
    come_back(client, provider)
    client.logout()
    SocialAccount.objects.update(extra_data={"issuer": "https://old.example"})
    change_provider(trusted_email=False)

    assert (come_back(client, provider).status_code, is_in(client)) == (403, False)


def test_no_claim_of_the_provider_is_kept(client, focal_point, provider):
    provider.person |= {"name": "Ama Kofi", "picture": "https://x.example/ama.png"}
    come_back(client, provider)

    kept = str(list(SocialAccount.objects.values())) + str(dict(client.session))
    assert ("Ama" in kept, "people.example" in kept) == (False, False)


def test_the_log_in_page_names_the_providers(client, focal_point, provider):
    assert "Log in with State log-in" in client.get("/log-in/").content.decode()


def test_keys_of_discovery_are_kept_for_a_while(client, focal_point, provider):
    ask(client)
    ask(client)

    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert discovery._KEPT == 600
