"""A lost second factor: two people, a day, and notice at each step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from factories.cast import address_of, open_persona
from factories.places import NOON, OPERATOR
from factories.records import safety_words, verbs
from factories.signing_in import give_app, log_in_with_password_only
from ospolis.core.access import Role
from ospolis.core.jobs.models import JobRun
from ospolis.people.models import FactorReset, OpenSession, RoleGrant
from ospolis.people.selectors import viewer_of_account
from ospolis.people.services import (
    NotYours,
    agree_to_factor_reset,
    ask_for_factor_reset,
    end_role,
    grant_role,
    stop_factor_reset,
    take_due_factors_off,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "places")]


def viewer(account):
    return viewer_of_account(account, on=NOON.date())


@pytest.fixture
def people():
    found = {persona: open_persona(persona) for persona in ("officer", "lead", "operator", "focal point")}
    give_app(found["officer"])
    return found


def ask(people, by="lead", about="officer", at=NOON):
    return ask_for_factor_reset(email=address_of(about), actor=viewer(people[by]), at=at)


def test_two_people_agree_and_a_day_passes(people):
    row = ask(people)
    agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["operator"]), at=NOON)

    early = take_due_factors_off(actor=OPERATOR, at=NOON + timedelta(hours=24, seconds=-1))
    left = Authenticator.objects.count()
    done = take_due_factors_off(actor=OPERATOR, at=NOON + timedelta(hours=24))

    assert (early, left, done, Authenticator.objects.count()) == (0, 1, 1, 0)
    assert verbs()[-3:] == [f"people.factor_reset_{what}" for what in ("asked", "agreed", "done")]
    assert len(safety_words()) == 4
    assert take_due_factors_off(actor=OPERATOR, at=NOON + timedelta(days=2)) == 0


def test_one_person_alone_does_not(people):
    row = ask(people)

    with pytest.raises(NotYours):
        agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["lead"]), at=NOON)
    assert take_due_factors_off(actor=OPERATOR, at=NOON + timedelta(days=9)) == 0


def test_the_owner_is_neither_of_the_two(people):
    with pytest.raises(NotYours):
        ask(people, by="officer")
    row = ask(people)
    with pytest.raises(NotYours):
        agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["officer"]), at=NOON)


@pytest.mark.parametrize("by", ["officer of another office", "programme", "participant"])
def test_nobody_from_elsewhere_asks_or_agrees(people, by):
    stranger = viewer(open_persona(by))
    row = ask(people)

    with pytest.raises(FactorReset.account.field.related_model.DoesNotExist):
        ask_for_factor_reset(email=address_of("officer"), actor=stranger, at=NOON)
    for act in (agree_to_factor_reset, stop_factor_reset):
        with pytest.raises(FactorReset.DoesNotExist):
            act(reset_id=row.pk, actor=stranger, at=NOON)


def test_a_focal_point_of_the_realm_is_helped_by_its_officers(people):
    row = ask(people, by="lead", about="focal point")

    assert row.account == people["focal point"]


def test_the_owner_stops_it(people, client):
    row = ask(people)
    agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["operator"]), at=NOON)
    client.force_login(people["officer"])

    page = client.get("/my-account/second-factor/").content.decode()
    client.post(f"/lost-second-factors/{row.pk}/stop/")

    assert ("I still have it" in page, take_due_factors_off(actor=OPERATOR, at=NOON + timedelta(days=2))) == (
        True,
        0,
    )
    assert verbs()[-1] == "people.factor_reset_stopped"


def test_who_knows_only_the_password_does_not_stop_it(people, client):
    row = ask(people)
    log_in_with_password_only(client, people["officer"])
    client.post(f"/lost-second-factors/{row.pk}/stop/")

    row.refresh_from_db()
    assert row.stopped_at is None


def test_the_pages_lead_through_it(people, client):
    client.force_login(people["lead"])
    client.post("/lost-second-factors/", {"email": address_of("officer")})
    own = client.get("/lost-second-factors/").content.decode()
    wrong = client.post("/lost-second-factors/", {"email": "nobody@people.example"})
    row = FactorReset.objects.get()
    twice = client.post(f"/lost-second-factors/{row.pk}/agree/").status_code
    client.force_login(people["operator"])
    client.post(f"/lost-second-factors/{row.pk}/agree/")

    row.refresh_from_db()
    assert ("I agree" in own, wrong.status_code, twice) == (False, 422, 404)
    assert (row.asked_by, row.agreed_by) == (people["lead"].pk, people["operator"].pk)


def test_its_sessions_end_with_it(people, client):
    client.force_login(people["officer"])
    row = ask(people, at=timezone.now())
    agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["operator"]), at=timezone.now())
    take_due_factors_off(actor=OPERATOR, at=timezone.now() + timedelta(days=2))

    assert client.get("/my-account/").status_code == 403
    assert OpenSession.objects.filter(account=people["officer"], ended_at__isnull=True).count() == 0


def test_the_round_of_the_worker_takes_due_ones_off():
    from ospolis.people.jobs import take_lost_factors_off

    assert take_lost_factors_off.every == timedelta(minutes=10)
    assert JobRun.objects.count() == 0


@pytest.mark.parametrize("role", ["lead", "operator"])
def test_two_of_one_office_do_not_weaken_the_door_to_another_one_or_to_the_installation(people, role):
    where = {"office_key": "belun"} if role == "lead" else {}
    grant_role(
        person_id=people["focal point"].person_id, role=Role(role), starts=NOON.date(), actor=OPERATOR, at=NOON, **where
    )

    with pytest.raises(people["officer"].DoesNotExist):
        ask(people, by="lead", about="focal point")
    row = ask(people, by="operator", about="focal point")
    with pytest.raises(FactorReset.DoesNotExist):
        agree_to_factor_reset(reset_id=row.pk, actor=viewer(people["lead"]), at=NOON)


def test_whoever_lost_the_role_is_no_more_helped_by_the_office(people):
    grant = RoleGrant.objects.get(person=people["focal point"].person_id)
    end_role(grant_id=grant.pk, actor=OPERATOR, at=timezone.now())

    with pytest.raises(people["officer"].DoesNotExist):
        ask(people, by="lead", about="focal point")
