"""Passkeys and their counters: one that goes on opens the account, one that goes back is a copy."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import build_user_payload

from factories.cast import PASSWORD, open_persona
from factories.places import NOON, OPERATOR
from factories.records import safety_letters, verbs
from fakes.passkey import Passkey
from ospolis.core.journal.models import Entry
from ospolis.core.mail.models import Letter
from ospolis.people.models import Account, Person
from ospolis.people.services import add_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "places")]
REFUSED = "may have been copied"


@pytest.fixture
def officer():
    return open_persona("officer")


def give(account, **more):
    key = Passkey(build_user_payload(account).id, **more)
    add_passkey(account_id=account.pk, name="Phone", credential=key.made(), actor=OPERATOR, at=NOON)
    return key


def unlock(client, key, counter):
    client.logout()
    client.get("/log-in/passkey/")
    key.counter = counter
    question = client.session["mfa.webauthn.state"]["challenge"]
    return client.post("/log-in/passkey/", {"answer": key.unlocked(question)})


def outcomes(client, key, counters):
    return [unlock(client, key, counter).status_code for counter in counters]


def letters():
    return [row.subject for row in safety_letters() if "refused" in row.subject]


@pytest.mark.parametrize("number", [9, 10, 35, 36, 1_234])
def test_a_passkey_alone_opens_its_account_whatever_number_that_has(client, number):
    person = Person.objects.create(name="Ama", created_at=NOON)
    account = Account.objects.create(pk=number, person=person, email="ama@people.example")

    assert unlock(client, give(account), 0).status_code == 302
    assert client.session["_auth_user_id"] == str(number)


def test_a_counter_that_goes_on_opens_the_account(client, officer):
    key = give(officer, counter=7)

    assert outcomes(client, key, [8, 9, 1_000]) == [302, 302, 302]
    assert Authenticator.objects.get().data["counter"] == 1_000
    assert (letters(), "people.passkey_refused" in verbs()) == ([], False)


def test_an_authenticator_that_does_not_count_opens_it_each_time(client, officer):
    assert outcomes(client, give(officer), [0, 0, 0]) == [302, 302, 302]


@pytest.mark.parametrize("counters", [[9, 8], [9, 9], [9, 0]])
def test_a_counter_that_does_not_go_on_is_refused_and_told_to_the_owner(client, officer, counters):
    key = give(officer, counter=7)
    unlock(client, key, counters[0])
    answer = unlock(client, key, counters[1])

    assert (answer.status_code, REFUSED in answer.content.decode()) == (422, True)
    assert client.get("/my-account/").status_code == 403
    assert (letters(), verbs()[-1]) == (["A passkey of your account was refused"], "people.passkey_refused")
    assert Letter.objects.order_by("-id").first().to == officer.email
    entry = Entry.objects.order_by("-id").first()
    assert entry.references == {"person_id": officer.person_id, "factor_id": Authenticator.objects.get().pk}
    assert (Authenticator.objects.get().data["counter"], unlock(client, key, 10).status_code) == (9, 302)


@pytest.mark.parametrize("counter", [6, 7])
def test_the_first_use_is_held_against_the_counter_of_its_making(client, officer, counter):
    assert unlock(client, give(officer, counter=7), counter).status_code == 422


def test_a_copy_does_not_pass_as_second_factor_either(client, officer):
    key = give(officer, counter=7)
    unlock(client, key, 9)
    client.logout()
    client.post("/log-in/", {"email": officer.email, "password": PASSWORD})
    client.get("/log-in/code/")
    key.counter = 8
    question = client.session["mfa.webauthn.state"]["challenge"]
    answer = client.post("/log-in/code/", {"answer": key.unlocked(question)})

    assert (answer.status_code, REFUSED in answer.content.decode()) == (422, True)
    assert client.get("/my-account/").status_code == 403


def test_copies_are_counted_as_tries(client, officer):
    key = give(officer, counter=7)
    unlock(client, key, 9)

    assert outcomes(client, key, [8] * 20)[-1] == 429
