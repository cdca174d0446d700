"""Nobody comes to a role, or to what somebody told about themselves, by making two records one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from factories.signing_in import log_in
from ospolis.core.access import Role
from ospolis.people import services
from ospolis.people.choices import Dimension
from ospolis.people.models import Account, Consent, Donation, RoleGrant
from ospolis.people.services import Details, NotEntitled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "quick_passwords")]
SOON = NOON.date() + timedelta(days=30)


def merge(kept, gone, actor, stays=None):
    return services.merge_people(
        kept_id=kept.person_id, gone_id=gone.person_id, reason="one person", actor=viewer_of(actor), at=NOON,
        staying_account_id=stays.pk if stays else None,
    )  # fmt: skip


def second_account(office="arva"):
    """An account of somebody whom the office knows, and who holds no role any more."""
    account = services.open_account(
        name="Second", email="second@people.example", password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )
    RoleGrant.objects.create(
        person=account.person, role="focal_point", starts=NOON.date() - timedelta(days=9),
        institution=open_persona("focal point").person.grants.get().institution, ended_at=NOON,
    )  # fmt: skip
    return account


def roles_of(account):
    account = Account.objects.get(pk=account.pk)
    return {grant.role for grant in viewer_of(account).grants}


@pytest.mark.parametrize("order", ["own record stays", "own record goes"])
def test_nobody_takes_the_role_of_somebody_else_by_a_merge_with_the_own_record(order):
    officer, lead = open_persona("officer"), open_persona("lead")
    kept, gone = (officer, lead) if order == "own record stays" else (lead, officer)

    with pytest.raises(NotEntitled):
        merge(kept, gone, officer, stays=officer)
    assert (roles_of(officer), roles_of(lead)) == ({Role.OFFICER}, {Role.LEAD})


@pytest.mark.parametrize("persona", ["lead", "operator", "officer"])
def test_no_second_account_comes_to_a_role_that_the_officer_does_not_give(persona):
    officer, strong = open_persona("officer"), second_account()
    weak = strong
    strong = open_persona(persona) if persona != "officer" else other_officer()
    services.grant_role(
        person_id=strong.person_id, role=Role.FOCAL_POINT, starts=NOON.date(), ends=SOON, actor=OPERATOR, at=NOON,
        institution_key="arva-registry",
    )  # fmt: skip

    for kept, gone in ((weak, strong), (strong, weak)):
        with pytest.raises(NotEntitled):
            merge(kept, gone, officer, stays=weak)
    assert Account.objects.get(pk=strong.pk).is_active


def other_officer():
    account = services.open_account(
        name="Third", email="third@people.example", password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )
    services.grant_role(
        person_id=account.person_id, role=Role.OFFICER, starts=NOON.date(), ends=SOON, office_key="arva",
        actor=OPERATOR, at=NOON,
    )  # fmt: skip
    return account


def test_a_lead_merges_officers_whose_role_the_lead_could_give_and_no_longer_ones():
    lead, officer, second = open_persona("lead"), other_officer(), second_account()
    RoleGrant.objects.filter(person=lead.person_id).update(ends=SOON - timedelta(days=1))

    with pytest.raises(NotEntitled):
        merge(second, officer, lead, stays=second)
    RoleGrant.objects.filter(person=lead.person_id).update(ends=SOON)
    merge(second, officer, lead, stays=second)

    assert roles_of(second) == {Role.OFFICER}


def test_a_record_without_account_and_role_goes_into_that_of_a_lead():
    officer, lead = open_persona("officer"), open_persona("lead")
    record = services.write_down_person(office_key="arva", details=Details("Lead"), actor=OPERATOR, at=NOON)

    services.merge_people(
        kept_id=lead.person_id, gone_id=record.pk, reason="one person", actor=viewer_of(officer), at=NOON
    )

    assert roles_of(lead) == {Role.LEAD}


@pytest.mark.parametrize("kept_stays", [True, False])
def test_what_somebody_told_about_themselves_is_never_read_by_the_owner_of_another_account(kept_stays):
    lead, officer, second = open_persona("lead"), other_officer(), second_account()
    for account, value in ((officer, "yes"), (second, "no")):
        consent = Consent.objects.create(person=account.person, purpose="p", wording_version="1", given_at=NOON)
        Donation.objects.create(
            person=account.person, consent=consent, dimension=Dimension.DISABILITY, value=value, given_at=NOON,
            forget_after=SOON,
        )  # fmt: skip
    kept, gone = (second, officer) if kept_stays else (officer, second)

    made = merge(kept, gone, lead, stays=second)

    assert list(Donation.objects.filter(person=kept.person_id).values_list("value", flat=True)) == ["no"]
    services.unmerge_people(merge_id=made.pk, actor=OPERATOR, at=NOON)
    told = {row.person_id: row.value for row in Donation.objects.all()}
    assert told == {officer.person_id: "yes", second.person_id: "no"}


def test_a_merge_and_its_undoing_end_the_sessions_of_both(client):
    lead, officer, second = open_persona("lead"), other_officer(), second_account()
    RoleGrant.objects.filter(role="lead").update(ends=timezone.localdate() + timedelta(days=365))

    def come_in():
        clients = Client(), Client()
        for door, account in zip(clients, (officer, second), strict=True):
            log_in(door, Account.objects.get(pk=account.pk))
        return clients

    doors = come_in()
    made = merge(second, officer, lead, stays=second)
    assert [door.get("/my-account/").status_code for door in doors] == [403, 403]
    Account.objects.filter(pk=officer.pk).update(is_active=True)
    doors = come_in()
    services.unmerge_people(merge_id=made.pk, actor=OPERATOR, at=NOON)
    assert [door.get("/my-account/").status_code for door in doors] == [403, 403]


def test_the_page_says_why_in_words(client):
    officer, lead = open_persona("officer"), open_persona("lead")
    log_in(client, officer)

    answer = client.post(
        f"/people/duplicates/{officer.person_id}/{lead.person_id}/",
        {"kept": officer.person_id, "account": officer.pk, "reason": "one person"},
    )

    assert (answer.status_code, "One of the two is you" in answer.content.decode()) == (422, True)
    assert roles_of(lead) == {Role.LEAD}
