"""The doctor on people: second factors, leads, roles without an end, providers that answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.utils import timezone

from factories.cast import open_persona
from factories.places import OPERATOR
from factories.signing_in import give_app
from fakes.provider import CLIENT, SECRET, run_provider
from ospolis.core.access import ANYBODY, Role
from ospolis.core.doctor import Light
from ospolis.core.log_in_providers import LogInProvider
from ospolis.offices.models import Office
from ospolis.people.models import Account, RoleGrant
from ospolis.people.probes import look_at_doors, look_at_factors, look_at_roles
from ospolis.people.selectors.leading import offices_led_alone
from ospolis.people.selectors.standing import count_without_factor, offices_without_lead, roles_without_end
from ospolis.people.services import grant_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def told(lines):
    found = list(lines)
    assert [line.name for line in found if line.light is not Light.GREEN and not line.remedy] == []
    return [(line.light.value, line.value) for line in found]


def lead(account, **more):
    today = timezone.localdate()
    wanted = {"starts": today, "ends": today + timedelta(days=90), "actor": OPERATOR, "at": timezone.now(), **more}
    return grant_role(person_id=account.person_id, role=Role.LEAD, office_key="arva", **wanted)


def test_accounts_whose_role_needs_a_second_factor_are_counted_and_not_named(places):
    assert told(look_at_factors()) == [("green", "nobody lacks one")]

    officer = open_persona("officer")
    open_persona("participant")
    Authenticator.objects.create(user=officer, type="recovery_codes", data={})
    (line,) = look_at_factors()
    assert (line.light, line.value) == (Light.YELLOW, "1 accounts need one and have none")
    assert officer.email not in repr(line)

    give_app(officer)
    assert told(look_at_factors()) == [("green", "nobody lacks one")]


def test_an_office_may_ask_it_of_everybody(places):
    open_persona("focal point")
    assert told(look_at_factors()) == [("green", "nobody lacks one")]

    Office.objects.filter(key="arva").update(requires_second_factor=True)
    assert told(look_at_factors()) == [("yellow", "1 accounts need one and have none")]


def test_closed_accounts_and_printed_log_ins_of_the_sample_do_not_count(places, settings):
    officer = open_persona("officer")
    settings.OSPOLIS = replace(settings.OSPOLIS, sample=True)
    assert told(look_at_factors()) == [("green", "nobody lacks one")]

    settings.OSPOLIS = replace(settings.OSPOLIS, sample=False)
    Account.objects.filter(pk=officer.pk).update(is_active=False)
    assert told(look_at_factors()) == [("green", "nobody lacks one")]


def test_an_office_that_nobody_leads_is_told_until_somebody_does_or_it_ends(places):
    nobody = [("yellow", "nobody leads arva"), ("yellow", "nobody leads belun")]
    assert told(look_at_roles()) == nobody

    role = lead(open_persona("participant"))
    Office.objects.filter(key="belun").update(ended=timezone.localdate() - timedelta(days=1))
    assert told(look_at_roles()) == []

    RoleGrant.objects.filter(pk=role.pk).update(ended_at=timezone.now())
    assert told(look_at_roles()) == nobody[:1]


def test_roles_without_a_last_day_are_counted_by_office(places):
    open_persona("officer")
    open_persona("focal point")
    open_persona("operator")
    RoleGrant.objects.update(ends=None, starts=timezone.localdate())

    found = [line for line in told(look_at_roles()) if "leads" not in line[1]]

    assert found == [("yellow", "1 without a last day in no office"), ("yellow", "2 without a last day in arva")]


def test_only_operators_read_these_counts(places):
    open_persona("officer")
    today = timezone.localdate()

    assert count_without_factor(ANYBODY, on=today) == 0
    assert (offices_without_lead(ANYBODY, on=today), roles_without_end(ANYBODY, on=today)) == ([], {})


def test_a_lead_whose_role_was_ended_does_not_lead_any_more(places):
    account = open_persona("participant")
    role = lead(account)
    today = timezone.localdate()
    assert offices_led_alone(OPERATOR, [account.person_id], on=today) == [Office.objects.get(key="arva").name]

    RoleGrant.objects.filter(pk=role.pk).update(ended_at=timezone.now())
    assert offices_led_alone(OPERATOR, [account.person_id], on=today) == []


def test_providers_are_asked_whether_they_answer(settings):
    with run_provider() as running:
        caches["memory"].clear()
        named = LogInProvider("state", "State log-in", running.url, CLIENT, SECRET)
        settings.OSPOLIS = replace(settings.OSPOLIS, providers=(named,), internal_hosts=(running.url,))
        assert told(look_at_doors()) == [("green", "yes")]
        caches["memory"].clear()
        running.does = {"down"}
        assert told(look_at_doors()) == [("red", "it answers with an error")]
    caches["memory"].clear()
