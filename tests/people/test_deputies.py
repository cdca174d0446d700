"""Deputies hold the role of somebody absent for some days, and not a second longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.access import Grant, Role
from ospolis.core.journal.models import Entry
from ospolis.people.models import Account, Person, RoleGrant
from ospolis.people.selectors import viewer_of_account
from ospolis.people.selectors.roles import people_to_name
from ospolis.people.services import (
    NotEntitled,
    add_membership,
    end_role,
    extend_role,
    grant_role,
    name_deputy,
    open_account,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
TODAY = NOON.date()
DAY = timedelta(days=1)
UNTIL = TODAY + 13 * DAY


@pytest.fixture
def lead(places):
    return open_persona("lead")


@pytest.fixture
def officer(places):
    return open_persona("officer")


def own_grant(account):
    return RoleGrant.objects.get(person=account.person_id, deputises_for=None)


def name(absent, deputy, **more):
    wanted = {"starts": TODAY, "ends": UNTIL, "actor": viewer_of(absent), "at": NOON, **more}
    return name_deputy(grant_id=own_grant(absent).pk, deputy_id=deputy.person_id, **wanted)


def realms_on(account, day):
    return viewer_of_account(account, on=day).realms(Role.LEAD)


def test_a_deputy_holds_the_role_from_the_first_day_to_the_last(lead, officer):
    name(lead, officer, starts=TODAY + DAY)

    assert [realms_on(officer, day) for day in (TODAY, TODAY + DAY, UNTIL, UNTIL + DAY)] == [
        frozenset(), {"arva"}, {"arva"}, frozenset()
    ]  # fmt: skip
    assert Grant(Role.LEAD, "arva", is_deputy=True) in viewer_of_account(officer, on=UNTIL).grants
    assert Entry.objects.filter(realm="arva").latest("sequence").verb == "people.deputy_named"


def test_a_delegation_that_is_over_opens_nothing_from_the_first_second(client, lead, officer, time_machine_at):
    participant = open_persona("focal point")
    name(lead, participant)
    last = datetime.combine(UNTIL, datetime.max.time(), tzinfo=UTC).replace(microsecond=0)
    statuses = []
    for moment in (last, last + timedelta(seconds=1)):
        time_machine_at(moment)
        client.force_login(participant)
        statuses.append(client.get("/desk/").status_code)

    assert statuses == [200, 403]


def test_a_session_that_is_open_when_the_delegation_ends_opens_nothing_more(client, lead, time_machine_at):
    participant = open_persona("focal point")
    name(lead, participant)
    last = datetime.combine(UNTIL, datetime.max.time(), tzinfo=UTC).replace(microsecond=0)
    time_machine_at(last)
    client.force_login(participant)
    before = client.get("/desk/").status_code
    time_machine_at(last + timedelta(seconds=1))

    assert (before, client.get("/desk/").status_code) == (200, 403)


def test_a_deputy_falls_with_the_role_or_the_account_of_the_absent(lead, officer):
    name(lead, officer)
    held = realms_on(officer, TODAY)
    Account.objects.filter(pk=lead.pk).update(is_active=False)
    closed = realms_on(officer, TODAY)
    Account.objects.filter(pk=lead.pk).update(is_active=True)
    end_role(grant_id=own_grant(lead).pk, actor=OPERATOR, at=NOON)

    assert (held, closed, realms_on(officer, TODAY)) == ({"arva"}, frozenset(), frozenset())


def test_a_delegation_is_not_handed_on_nor_made_longer(lead, officer):
    row = name(lead, officer)
    focal = open_persona("focal point")

    with pytest.raises(NotEntitled):
        name_deputy(
            grant_id=row.pk, deputy_id=focal.person_id, starts=TODAY, ends=UNTIL, actor=viewer_of(officer), at=NOON
        )  # fmt: skip
    with pytest.raises(ValidationError):
        extend_role(grant_id=row.pk, ends=UNTIL + DAY, actor=OPERATOR, at=NOON)


def test_a_deputy_gives_roles_no_longer_than_the_own_days_and_in_the_name_of_the_absent(lead, officer):
    name(lead, officer)
    other = open_persona("participant")
    given = {"person_id": other.person_id, "role": Role.OFFICER, "starts": TODAY, "office_key": "arva", "at": NOON}

    with pytest.raises(ValidationError, match="Your own role ends on"):
        grant_role(ends=UNTIL + DAY, actor=viewer_of(officer), **given)
    grant_role(ends=UNTIL, actor=viewer_of(officer), **given)

    entry = Entry.objects.latest("id")
    assert (entry.actor, entry.on_behalf_of) == (f"account:{officer.pk}", f"account:{lead.pk}")


def test_a_deputy_ends_no_role_of_a_lead(lead, officer):
    name(lead, officer)

    with pytest.raises(NotEntitled):
        end_role(grant_id=own_grant(lead).pk, actor=viewer_of(officer), at=NOON)


@pytest.mark.parametrize("side", ["absent", "deputy"])
def test_either_side_ends_a_delegation(lead, officer, side):
    row = name(lead, officer)

    end_role(grant_id=row.pk, actor=viewer_of(lead if side == "absent" else officer), at=NOON)

    assert realms_on(officer, TODAY) == frozenset()


@pytest.mark.parametrize(
    "days",
    [
        {"ends": TODAY + 90 * DAY},
        {"starts": TODAY - DAY},
        {"starts": TODAY + 2 * DAY, "ends": TODAY + DAY},
    ],
)
def test_days_out_of_bounds_are_refused(lead, officer, days):
    with pytest.raises(ValidationError):
        name(lead, officer, **days)
    name(lead, officer, ends=TODAY + 89 * DAY)
    with pytest.raises(ValidationError):
        name(lead, officer)


def test_a_delegation_ends_no_later_than_the_own_role(lead, officer):
    RoleGrant.objects.filter(person=lead.person_id).update(ends=UNTIL)

    with pytest.raises(ValidationError):
        name(lead, officer, ends=UNTIL + DAY)


def test_only_somebody_known_to_the_office_with_an_account_stands_in(lead, officer):
    stranger = open_account(
        name="Stranger", email="s@people.example", password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )
    foreign = open_persona("officer of another office")
    without = Person.objects.create(name="No account", realm="arva", created_at=NOON)

    for person in (stranger.person, foreign.person, without, lead.person):
        with pytest.raises(Person.DoesNotExist):
            name_deputy(
                grant_id=own_grant(lead).pk, deputy_id=person.pk, starts=TODAY, ends=UNTIL, actor=viewer_of(lead),
                at=NOON,
            )  # fmt: skip


@pytest.mark.parametrize("persona", ["officer", "focal point"])
def test_officers_and_focal_points_name_deputies_too_and_others_do_not(lead, persona):
    absent = open_persona(persona)

    row = name(absent, lead)

    assert (row.role, row.deputises_for_id) == (own_grant(absent).role, own_grant(absent).pk)
    with pytest.raises(NotEntitled):
        name_deputy(
            grant_id=own_grant(absent).pk, deputy_id=lead.person_id, starts=TODAY, ends=UNTIL, actor=viewer_of(lead),
            at=NOON,
        )  # fmt: skip


def test_roles_of_deputies_cost_no_query_more(lead, officer, django_assert_num_queries):
    name(lead, officer)

    with django_assert_num_queries(1):
        viewer_of_account(officer, on=TODAY)


def test_a_focal_point_knows_only_the_staff_and_people_of_the_own_institution(lead, officer):
    absent, elsewhere, colleague, written = (
        open_persona("focal point"), opened("elsewhere"), opened("colleague"), opened("written down"),
    )  # fmt: skip
    grant_role(
        person_id=elsewhere.person_id, role=Role.FOCAL_POINT, starts=TODAY, institution_key="arva-post",
        actor=OPERATOR, at=NOON,
    )  # fmt: skip
    add_membership(person_id=colleague.person_id, institution_key="arva-archive", actor=OPERATOR, at=NOON)
    Person.objects.filter(pk=written.person_id).update(realm="arva")

    known = people_to_name(viewer_of(absent), "arva", on=TODAY)

    assert set(known.values_list("name", flat=True)) == {"lead", "officer", "colleague"}
    for person in (elsewhere, written):
        with pytest.raises(Person.DoesNotExist):
            name(absent, person)
    assert name(absent, colleague).person_id == colleague.person_id


def opened(label):
    address = f"{label.replace(' ', '.')}@people.example"
    return open_account(name=label, email=address, password="corn-and-cassava-1", actor=OPERATOR, at=NOON)
