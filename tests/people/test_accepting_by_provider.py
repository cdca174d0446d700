"""An invitation that is accepted by logging in at a provider: the link and the verified address must go together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from factories.cast import PASSWORD, open_persona, viewer_of
from factories.places import OPERATOR
from factories.signing_in import asked_link
from ospolis.core.access import Role
from ospolis.core.journal.models import Entry
from ospolis.people.models import Account, Invitation, RoleGrant
from ospolis.people.services import Wish, invite_person, open_account, withdraw_invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
BACK = "/log-in/with/state/back/"
ADDRESS = "kofi@ministry.example"
PERSON = {"sub": "k-1", "email": "Kofi@Ministry.example", "email_verified": True}


@pytest.fixture
def provider(provider):
    provider.person = dict(PERSON)
    return provider


@pytest.fixture
def distrust(settings):
    def change():
        named = replace(settings.OSPOLIS.providers[0], trusted_email=False)
        settings.OSPOLIS = replace(settings.OSPOLIS, providers=(named,))

    return change


@pytest.fixture
def invitation(places, provider):
    """The row and the path of its link."""
    today = timezone.localdate()
    wish = Wish(
        name="Kofi", email=ADDRESS, role=Role.FOCAL_POINT, starts=today, ends=today.replace(year=today.year + 1),
        institution_key="arva-registry",
    )  # fmt: skip
    row, secret = invite_person(wish=wish, actor=viewer_of(open_persona("lead")), at=timezone.now())
    return row, f"/invitation/{secret}/"


def ask(client, path):
    """Choose the provider on the page of the invitation; returns the address at the provider."""
    answer = client.post(f"{path}with/state/")
    assert answer.status_code == 200, answer.content
    return answer["Refresh"].removeprefix("0; url=")


def accept(client, path, provider):
    return client.get(BACK, provider.consent(ask(client, path)))


def is_in(client):
    return client.get("/my-account/").status_code == 200


def nothing_happened():
    return (
        not Account.objects.filter(email=ADDRESS).exists()
        and not SocialAccount.objects.exists()
        and not Invitation.objects.filter(accepted_at__isnull=False).exists()
    )


def test_the_provider_opens_the_account_and_the_role_is_given(client, invitation, provider):
    row, path = invitation
    page = client.get(path).content.decode()
    answer = accept(client, path, provider)

    account = Account.objects.get(email=ADDRESS)
    row.refresh_from_db()
    assert "Accept with State log-in" in page
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/my-institution/", True)
    assert (account.has_usable_password(), account.person.name, row.person_id) == (False, "Kofi", account.person_id)
    assert [grant.role for grant in RoleGrant.objects.filter(person=account.person_id)] == ["focal_point"]
    assert (SocialAccount.objects.get().user_id, row.accepted_at is None) == (account.pk, False)
    assert [entry.verb for entry in Entry.objects.order_by("id")][-5:] == [
        "people.account_opened", "people.provider_linked", "people.role_granted", "people.invitation_accepted",
        "people.logged_in",
    ]  # fmt: skip


def test_it_is_used_once(client, invitation, provider):
    accept(client, invitation[1], provider)
    client.logout()

    assert (client.get(invitation[1]).status_code, client.post(f"{invitation[1]}with/state/").status_code) == (404, 404)
    assert Account.objects.filter(email=ADDRESS).count() == 1


def test_of_two_windows_the_second_finds_it_used(client, invitation, provider):
    other = Client()
    first, second = (provider.consent(ask(window, invitation[1])) for window in (client, other))
    client.get(BACK, first)
    answer = other.get(BACK, second)

    assert (answer.status_code, is_in(other), Account.objects.filter(email=ADDRESS).count()) == (422, False, 1)
    assert "This invitation is over" in answer.content.decode()


@pytest.mark.parametrize(
    "person",
    [
        {**PERSON, "email": "other@ministry.example"},
        {**PERSON, "email_verified": False},
        {**PERSON, "email_verified": "true"},
        {"sub": "k-1", "email": ADDRESS},
        {"sub": "k-1"},
    ],
)
def test_another_or_an_unverified_address_is_refused_in_words(client, invitation, provider, person):
    provider.person = person

    answer = accept(client, invitation[1], provider)

    assert (answer.status_code, is_in(client), nothing_happened()) == (422, False, True)
    words = answer.content.decode()
    assert "State log-in does not say that the invited address is yours" in words
    assert "choose a password" in words
    assert client.get(invitation[1]).status_code == 200


def test_a_provider_whose_word_does_not_count_is_not_offered_and_opens_nothing(client, invitation, provider, distrust):
    asked = ask(client, invitation[1])
    distrust()

    assert "Accept with" not in client.get(invitation[1]).content.decode()
    assert client.post(f"{invitation[1]}with/state/")["Location"] == invitation[1]
    assert (client.get(BACK, provider.consent(asked)).status_code, nothing_happened()) == (422, True)


def test_an_invitation_that_was_withdrawn_on_the_way_opens_nothing(client, invitation, provider):
    row, path = invitation
    answer = provider.consent(ask(client, path))
    withdraw_invitation(invitation_id=row.pk, actor=OPERATOR, at=timezone.now())

    assert (client.get(BACK, answer).status_code, nothing_happened()) == (422, True)


def test_a_log_in_that_opens_another_account_is_not_taken_from_it(client, invitation, provider):
    officer = open_persona("officer")
    SocialAccount.objects.create(user=officer, provider="state", uid="k-1", extra_data={"issuer": provider.url})

    answer = accept(client, invitation[1], provider)

    assert (answer.status_code, is_in(client)) == (422, False)
    assert (SocialAccount.objects.get().user_id, Account.objects.filter(email=ADDRESS).exists()) == (officer.pk, False)


def test_an_address_with_an_account_is_led_to_log_in(client, invitation, provider):
    open_account(name="Kofi", email=ADDRESS, password=PASSWORD, actor=OPERATOR, at=timezone.now())

    answer = accept(client, invitation[1], provider)

    assert (answer.status_code, SocialAccount.objects.exists(), is_in(client)) == (422, False, False)
    assert "Accept with" not in client.get(invitation[1]).content.decode()


def test_links_that_open_nothing_are_counted(client, invitation):
    statuses = [client.post(f"/invitation/guess-{number}/with/state/").status_code for number in range(21)]

    assert (statuses[:20], statuses[20]) == ([404] * 20, 429)


def test_whoever_is_logged_in_is_led_back_to_the_invitation(client, invitation):
    client.force_login(open_persona("participant"))

    assert client.post(f"{invitation[1]}with/state/")["Location"] == invitation[1]


def test_the_session_holds_a_digest_and_not_the_link(client, invitation, provider):
    ask(client, invitation[1])

    secret = invitation[1].split("/")[2]
    assert (secret in str(dict(client.session)), invitation[0].digest in str(dict(client.session))) == (False, True)


def test_whoever_came_without_a_password_asks_for_one_by_letter(client, invitation, provider):
    accept(client, invitation[1], provider)
    client.logout()
    path = asked_link(client, ADDRESS)
    client.post(path, {"password": "millet-and-sorghum-2"})

    assert client.post("/log-in/", {"email": ADDRESS, "password": "millet-and-sorghum-2"}).status_code == 302
