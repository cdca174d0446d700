"""Who may give which role to whom, where and for how long: the table, tried line by line, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.access import Grant, Role, Viewer
from ospolis.core.access.giving import GIVINGS, nearest_giver, roles_given_by
from ospolis.core.journal.models import Entry
from ospolis.people.models import RoleGrant
from ospolis.people.selectors import viewer_of_account
from ospolis.people.services import (
    LastLead,
    NotEntitled,
    end_role,
    extend_role,
    grant_role,
    hand_over_lead,
    open_account,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
TODAY = NOON.date()
DAY = timedelta(days=1)
YEAR = TODAY + timedelta(days=365)
SPOTS = {
    "everywhere": {},
    "own office": {"office_key": "arva"},
    "other office": {"office_key": "belun"},
    "own institution": {"institution_key": "arva-registry"},
    "other institution": {"institution_key": "belun-clinic"},
}
# Written out by hand, so that the product cannot agree with itself.
MAY = {
    ("operator", "operator", "everywhere"),
    ("operator", "programme", "everywhere"),
    *(("operator", role, spot) for role in ("officer", "lead") for spot in ("own office", "other office")),
    *(("operator", "focal_point", spot) for spot in ("own institution", "other institution")),
    ("lead", "officer", "own office"),
    ("lead", "focal_point", "own institution"),
    ("officer", "focal_point", "own institution"),
    ("officer of another office", "focal_point", "other institution"),
}
PLACED = {
    Role.OPERATOR: ("everywhere",),
    Role.PROGRAMME: ("everywhere",),
    Role.LEAD: ("own office", "other office"),
    Role.OFFICER: ("own office", "other office"),
    Role.FOCAL_POINT: ("own institution", "other institution"),
}


@pytest.fixture
def newcomer(places):
    return open_persona("participant")


def opened(name):
    email = f"{name}@people.example"
    return open_account(name=name, email=email, password="corn-and-cassava-1", actor=OPERATOR, at=NOON)


def give(account, role, giver=OPERATOR, **where):
    wanted = {"starts": TODAY, "ends": YEAR, "actor": giver, "at": NOON, **where}
    return grant_role(person_id=account.person_id, role=role, **wanted)


def holder(name, role=Role.LEAD, **where):
    account = opened(name)
    return account, give(account, role, **(where or {"office_key": "arva"}))


@pytest.mark.parametrize(
    "giver", ["participant", "focal point", "officer", "lead", "programme", "operator", "officer of another office"]
)
def test_every_giver_gives_what_the_table_says_and_nothing_else(giver, places):
    viewer = viewer_of(open_persona(giver))
    given = set()
    for role, spots in PLACED.items():
        for spot in spots:
            target = opened(f"{role}-{spot}".replace(" ", "-"))
            try:
                give(target, role, viewer, **SPOTS[spot])
            except NotEntitled:
                continue
            given.add((giver, str(role), spot))

    assert given == {line for line in MAY if line[0] == giver}


def test_the_table_names_a_giver_for_each_role_that_is_given():
    assert {line.role for line in GIVINGS} == {*PLACED}
    assert roles_given_by(frozenset({Role.LEAD})) == (Role.FOCAL_POINT, Role.OFFICER)
    assert [nearest_giver(role) for role in (Role.LEAD, Role.OFFICER, Role.FOCAL_POINT, Role.PARTICIPANT)] == [
        Role.OPERATOR, Role.LEAD, Role.OFFICER, None,
    ]  # fmt: skip


def test_a_sector_office_gives_no_role_for_an_institution_outside_its_sector(newcomer):
    giver = viewer_of(open_persona("officer of another office"))

    with pytest.raises(NotEntitled):
        give(newcomer, Role.FOCAL_POINT, giver, institution_key="belun-school")


def test_nobody_gives_a_role_to_themselves(places):
    account = open_persona("lead")

    with pytest.raises(NotEntitled):
        give(account, Role.FOCAL_POINT, viewer_of(account), institution_key="arva-post")


def test_nobody_gives_longer_than_the_own_role_lasts(newcomer):
    lead, _ = holder("short", ends=TODAY + 30 * DAY, office_key="arva")
    viewer = viewer_of(lead)

    with pytest.raises(ValidationError, match="Your own role ends on"):
        give(newcomer, Role.OFFICER, viewer, office_key="arva", ends=TODAY + 31 * DAY)
    assert give(newcomer, Role.OFFICER, viewer, office_key="arva", ends=TODAY + 30 * DAY).ends == TODAY + 30 * DAY


@pytest.mark.parametrize(
    "period", [{"ends": None}, {"starts": TODAY - DAY}, {"ends": TODAY + timedelta(days=800)}, {"ends": TODAY - DAY}]
)
def test_staff_give_roles_for_a_period_from_today_on(newcomer, period):
    with pytest.raises(ValidationError):
        give(newcomer, Role.OFFICER, viewer_of(open_persona("lead")), office_key="arva", **period)


def test_a_role_that_ended_a_moment_ago_gives_nothing_whatever_the_viewer_still_carries(newcomer):
    lead, row = holder("lead")
    viewer = viewer_of(lead)
    end_role(grant_id=row.pk, actor=OPERATOR, at=NOON)

    with pytest.raises(NotEntitled):
        give(newcomer, Role.OFFICER, viewer, office_key="arva")


def test_what_a_viewer_does_not_carry_gives_nothing_though_the_account_holds_it(newcomer):
    lead, _ = holder("lead")
    narrow = Viewer(pk=lead.pk, label="token:1", grants=())
    wide = Viewer(pk=newcomer.pk, label="forged", grants=(Grant(Role.OPERATOR),))

    for viewer in (narrow, wide):
        with pytest.raises(NotEntitled):
            give(opened(viewer.label.replace(":", "")), Role.OFFICER, viewer, office_key="arva")


def test_the_entry_stands_in_the_journal_of_the_office_of_the_institution(newcomer):
    give(newcomer, Role.FOCAL_POINT, viewer_of(open_persona("officer")), institution_key="arva-post")

    entry = Entry.objects.filter(verb="people.role_granted").latest("id")
    assert (entry.realm, entry.references["institution_key"]) == ("arva", "arva-post")


def test_a_role_is_prolonged_by_who_may_give_it_and_within_the_same_bounds(newcomer):
    row = give(newcomer, Role.OFFICER, office_key="arva")
    lead = viewer_of(open_persona("lead"))

    for actor in (viewer_of(newcomer), viewer_of(open_persona("officer"))):
        with pytest.raises(NotEntitled):
            extend_role(grant_id=row.pk, ends=YEAR + DAY, actor=actor, at=NOON)
    with pytest.raises(ValidationError):
        extend_role(grant_id=row.pk, ends=YEAR, actor=lead, at=NOON)
    extend_role(grant_id=row.pk, ends=YEAR + DAY, actor=lead, at=NOON)

    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.realm) == ("people.role_extended", "arva")
    assert entry.changes == {"ends": [YEAR.isoformat(), (YEAR + DAY).isoformat()]}


def test_a_role_ended_at_once_holds_no_more_from_that_moment_and_is_ended_once(newcomer):
    row = give(newcomer, Role.OFFICER, office_key="arva")
    lead = viewer_of(open_persona("lead"))

    for _ in range(2):
        end_role(grant_id=row.pk, reason="left the ministry", actor=lead, at=NOON)

    row.refresh_from_db()
    assert (row.ended_at, row.ends, row.end_reason) == (NOON, TODAY, "left the ministry")
    assert viewer_of_account(newcomer, on=TODAY).grants == ()
    assert Entry.objects.filter(verb="people.role_ended").count() == 1
    assert "left the ministry" not in str(list(Entry.objects.values()))


def test_everybody_may_give_up_the_own_role_and_no_stranger_ends_one(newcomer):
    row = give(newcomer, Role.OFFICER, office_key="arva")

    for persona in ("officer of another office", "focal point", "programme"):
        with pytest.raises(NotEntitled):
            end_role(grant_id=row.pk, actor=viewer_of(open_persona(persona)), at=NOON)
    end_role(grant_id=row.pk, actor=viewer_of(newcomer), at=NOON)

    assert RoleGrant.objects.get(pk=row.pk).ended_at == NOON


def test_staff_do_not_write_anew_when_a_role_ended(newcomer):
    row = give(newcomer, Role.OFFICER, office_key="arva")

    with pytest.raises(ValidationError):
        end_role(grant_id=row.pk, ends=TODAY - DAY, actor=viewer_of(open_persona("lead")), at=NOON)


def test_the_last_lead_stays_unless_an_operator_ends_the_role(places):
    lead, row = holder("lead")

    with pytest.raises(LastLead):
        end_role(grant_id=row.pk, actor=viewer_of(lead), at=NOON)
    end_role(grant_id=row.pk, actor=OPERATOR, at=NOON)

    assert viewer_of_account(lead, on=TODAY).grants == ()


@pytest.mark.parametrize("other", ["closed", "leaves soon", "another office", "begins later", "none"])
def test_another_lead_counts_only_who_stays_in_this_office_with_an_open_account(places, other):
    lead, row = holder("lead")
    where = {"office_key": "belun" if other == "another office" else "arva"}
    dates = {"leaves soon": {"ends": TODAY + 20 * DAY}, "begins later": {"starts": TODAY + 5 * DAY}}
    second, _ = holder("second", **where, **dates.get(other, {}))
    if other == "closed":
        second.is_active = False
        second.save()

    if other == "none":
        end_role(grant_id=row.pk, actor=viewer_of(lead), at=NOON)
    else:
        with pytest.raises(LastLead):
            end_role(grant_id=row.pk, actor=viewer_of(lead), at=NOON)


def test_a_lead_ends_the_role_of_another_lead_of_the_own_office_only(places):
    first, _ = holder("first")
    _, row = holder("second")
    _, foreign = holder("foreign", office_key="belun")

    with pytest.raises(NotEntitled):
        end_role(grant_id=foreign.pk, actor=viewer_of(first), at=NOON)
    end_role(grant_id=row.pk, actor=viewer_of(first), at=NOON)

    assert RoleGrant.objects.get(pk=row.pk).ended_at == NOON


def test_two_leads_who_end_each_other_leave_one(places):
    first, first_row = holder("first")
    second, second_row = holder("second")
    viewers = viewer_of(first), viewer_of(second)

    end_role(grant_id=second_row.pk, actor=viewers[0], at=NOON)
    with pytest.raises(NotEntitled):
        end_role(grant_id=first_row.pk, actor=viewers[1], at=NOON)

    assert viewer_of_account(first, on=TODAY).realms(Role.LEAD) == {"arva"}


def test_the_last_lead_hands_over_to_somebody_known_and_the_office_is_never_without(places):
    lead, row = holder("lead")
    officer, _ = holder("officer", Role.OFFICER)
    stranger = opened("stranger")

    with pytest.raises(stranger.person.DoesNotExist):
        hand_over_lead(grant_id=row.pk, successor_id=stranger.person_id, ends=YEAR, actor=viewer_of(lead), at=NOON)
    with pytest.raises(NotEntitled):
        hand_over_lead(grant_id=row.pk, successor_id=officer.person_id, ends=YEAR, actor=viewer_of(officer), at=NOON)
    hand_over_lead(grant_id=row.pk, successor_id=officer.person_id, ends=YEAR, actor=viewer_of(lead), at=NOON)

    assert viewer_of_account(lead, on=TODAY).grants == ()
    assert viewer_of_account(officer, on=TODAY).realms(Role.LEAD) == {"arva"}
    assert Entry.objects.latest("id").verb == "people.lead_handed_over"


def test_a_role_that_is_given_or_ended_ends_the_sessions_of_its_holder(client, newcomer):
    client.force_login(newcomer)
    row = give(newcomer, Role.OFFICER, office_key="arva")
    after_giving = client.get("/my-data/").status_code
    client.force_login(newcomer)
    inside = client.get("/desk/").status_code
    end_role(grant_id=row.pk, actor=OPERATOR, at=NOON)

    assert (after_giving, inside, client.get("/desk/").status_code) == (403, 200, 403)


def test_dates_of_a_role_follow_the_calendar(newcomer):
    row = give(newcomer, Role.OFFICER, office_key="arva", starts=date(2026, 12, 1), ends=date(2026, 12, 31))

    days = (date(2026, 11, 30), row.starts, row.ends, date(2027, 1, 1))

    assert [len(viewer_of_account(newcomer, on=day).grants) for day in days] == [0, 1, 1, 0]


def test_a_lead_hands_over_no_longer_than_the_own_role_lasts(places):
    lead, row = holder("lead")
    RoleGrant.objects.filter(pk=row.pk).update(ends=TODAY + 5 * DAY)
    officer, _ = holder("officer", Role.OFFICER)

    with pytest.raises(ValidationError):
        hand_over_lead(
            grant_id=row.pk, successor_id=officer.person_id, ends=TODAY + 6 * DAY, actor=viewer_of(lead), at=NOON
        )
    handed = hand_over_lead(
        grant_id=row.pk, successor_id=officer.person_id, ends=TODAY + 5 * DAY, actor=viewer_of(lead), at=NOON
    )
    assert handed.ends == TODAY + 5 * DAY


def test_a_lead_whose_role_has_not_begun_hands_nothing_over(places):
    lead, row = holder("lead")
    RoleGrant.objects.filter(pk=row.pk).update(starts=TODAY + DAY)
    officer, _ = holder("officer", Role.OFFICER)

    with pytest.raises(NotEntitled):
        hand_over_lead(grant_id=row.pk, successor_id=officer.person_id, ends=YEAR, actor=viewer_of(lead), at=NOON)


def test_a_last_day_at_the_end_of_the_calendar_is_an_ordinary_refusal(places):
    lead, row = holder("lead")

    with pytest.raises(LastLead):
        end_role(grant_id=row.pk, ends=date.max, actor=viewer_of(lead), at=NOON)
