"""Roles hold from a day until a day, where they belong, and a lead is an officer too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from factories.cast import open_persona
from factories.places import NOON, OFFICES, OPERATOR
from ospolis.core.access import ANYBODY, Grant, Role
from ospolis.core.journal.models import Entry
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people.models import Account, Person, RoleGrant
from ospolis.people.selectors import account_of_address, all_grants, viewer_of_account
from ospolis.people.services import AddressTaken, end_role, grant_role, open_account, set_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)
DAY = timedelta(days=1)


@pytest.fixture
def account(places):
    return open_persona("participant")


def grant(account, role, **where):
    wanted = {"starts": FIRST, "actor": OPERATOR, "at": NOON, **where}
    return grant_role(person_id=account.person_id, role=role, **wanted)


def grants_on(account, day):
    return viewer_of_account(account, on=day).grants


def test_a_role_holds_from_its_first_to_its_last_day_and_not_beside(account):
    grant(account, Role.OFFICER, office_key="arva", ends=LAST)

    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)

    assert [len(grants_on(account, day)) for day in days] == [0, 1, 1, 0]


def test_a_deputy_holds_the_role_for_the_days_of_the_absence_only(account):
    deputy = open_persona("focal point")
    grant(account, Role.LEAD, office_key="arva")
    grant(deputy, Role.LEAD, office_key="arva", starts=date(2026, 4, 1), ends=date(2026, 4, 7))

    on_day = viewer_of_account(deputy, on=date(2026, 4, 7))
    day_after = viewer_of_account(deputy, on=date(2026, 4, 8))

    assert (on_day.realms(Role.LEAD), day_after.realms(Role.LEAD)) == ({"arva"}, frozenset())


def test_a_lead_is_an_officer_of_the_same_office_and_of_no_other(account):
    grant(account, Role.LEAD, office_key="arva")

    viewer = viewer_of_account(account, on=FIRST)

    assert viewer.roles() == {Role.VISITOR, Role.PARTICIPANT, Role.OFFICER, Role.LEAD}
    assert viewer.realms(Role.OFFICER) == {"arva"}


def test_a_grant_carries_the_reach_of_its_office(account):
    grant(account, Role.OFFICER, office_key="belun")

    assert grants_on(account, FIRST) == (Grant(Role.OFFICER, "belun", "", "sector:07"),)


def test_an_office_that_has_ended_takes_its_roles_with_it(account):
    grant(account, Role.LEAD, office_key="arva")
    Office.objects.filter(key="arva").update(ended=LAST)

    assert [len(grants_on(account, day)) for day in (LAST, LAST + DAY)] == [1, 0]


def test_a_closed_account_is_nobody(account):
    grant(account, Role.LEAD, office_key="arva")
    account.is_active = False

    assert viewer_of_account(account, on=FIRST) == ANYBODY


def test_the_same_open_grant_twice_is_one_and_one_that_begins_later_is_not_taken_for_it(account):
    later = grant(account, Role.OFFICER, office_key="arva", starts=LAST)
    first = grant(account, Role.OFFICER, office_key="arva")
    again = grant(account, Role.OFFICER, office_key="arva")

    assert (first.pk != later.pk, again.pk == first.pk) == (True, True)
    assert len(grants_on(account, FIRST)) == 1


def test_a_role_ends_on_a_day_and_never_before_it_began(account):
    row = grant(account, Role.OFFICER, office_key="arva")

    with pytest.raises(ValidationError):
        end_role(grant_id=row.pk, ends=FIRST - DAY, actor=OPERATOR, at=NOON)
    end_role(grant_id=row.pk, ends=LAST, actor=OPERATOR, at=NOON)

    assert [len(grants_on(account, day)) for day in (LAST, LAST + DAY)] == [1, 0]
    assert Entry.objects.filter(realm="arva").latest("sequence").verb == "people.role_ended"


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.OFFICER, {}),
        (Role.LEAD, {"institution_key": "arva-post"}),
        (Role.OFFICER, {"office_key": "arva", "institution_key": "arva-post"}),
        (Role.FOCAL_POINT, {}),
        (Role.FOCAL_POINT, {"office_key": "arva"}),
        (Role.PROGRAMME, {"office_key": "arva"}),
        (Role.OPERATOR, {"institution_key": "arva-post"}),
    ],
)
def test_a_role_where_it_does_not_belong_is_refused_with_what_to_name(account, role, where):
    with pytest.raises(ValidationError) as refusal:
        grant(account, role, **where)

    assert "name" in refusal.value.messages[0]
    assert RoleGrant.objects.count() == 0


def test_a_role_in_an_unknown_place_is_refused(account):
    with pytest.raises(Office.DoesNotExist):
        grant(account, Role.OFFICER, office_key="nowhere")
    with pytest.raises(Institution.DoesNotExist):
        grant(account, Role.FOCAL_POINT, institution_key="nowhere")


@pytest.mark.parametrize("password", ["short-pass1", "q1w2e3r4t5y6", "password1234", "participant@people.example"])
def test_a_weak_password_is_refused_and_nobody_is_created(db, password):
    with pytest.raises(ValidationError):
        open_account(name="A", email="participant@people.example", password=password, actor=OPERATOR, at=NOON)

    assert (Person.objects.count(), Account.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_new_password_has_to_be_strong_too_and_writes_one_entry(account):
    with pytest.raises(ValidationError):
        set_password(account_id=account.pk, password="short", actor=OPERATOR, at=NOON)
    set_password(account_id=account.pk, password="millet-and-sorghum-2", actor=OPERATOR, at=NOON)

    account.refresh_from_db()
    assert account.check_password("millet-and-sorghum-2")
    assert Entry.objects.filter(verb="people.password_changed").count() == 1


@pytest.mark.parametrize("email", ["participant@people.example", "PARTICIPANT@People.Example"])
def test_an_address_opens_one_account_whatever_its_case(account, email):
    with pytest.raises(AddressTaken):
        open_account(name="B", email=email, password="millet-and-sorghum-2", actor=OPERATOR, at=NOON)


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.org", ""])
def test_what_is_no_address_opens_no_account(db, email):
    with pytest.raises(ValidationError):
        open_account(name="B", email=email, password="millet-and-sorghum-2", actor=OPERATOR, at=NOON)


def test_accounts_and_roles_are_listed_for_operators_only(account):
    grant(account, Role.OFFICER, office_key="arva")

    assert [row.role for row in all_grants(OPERATOR)] == ["officer"]
    assert list(all_grants(viewer_of_account(account, on=FIRST))) == []
    with pytest.raises(Account.DoesNotExist):
        account_of_address(ANYBODY, account.email)


def test_the_journal_names_no_person(account):
    grant(account, Role.OFFICER, office_key=OFFICES["arva"].key)

    written = str(list(Entry.objects.values()))

    assert (account.email in written, account.person.name in written) == (False, False)
