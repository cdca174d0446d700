"""Taking part: written down once, counted when the activity closes, and counted still when people are erased."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.jobs.registry import load_declarations
from ospolis.core.journal.models import Entry
from ospolis.core.journal.outbox import deliver_unread
from ospolis.evidence.models import Fact
from ospolis.people import services
from ospolis.people.choices import Capacity, Dimension, EvidenceSource, Mode, ParticipationState
from ospolis.people.models import Consent, Credential, Donation, Participation, Snapshot
from ospolis.people.selectors import count_by_state, heads_of
from ospolis.people.services import Activity, ActivityIsClosed, Details, Taking
from ospolis.people.totals import totals_of_activity

EVENT = Activity("arva", "event", "convening.event:12", date(2026, 10, 5))
COURSE = Activity("arva", "course", "learning.course:3", date(2026, 10, 20))
ATTENDED = Taking(Capacity.PARTICIPANT, ParticipationState.ATTENDED)


@pytest.fixture
def officer(places, quick_passwords):
    return viewer_of(open_persona("officer"))


def write_down(name="Ama Owusu"):
    return services.write_down_person(office_key="arva", details=Details(name), actor=OPERATOR, at=NOON)


def take_part(person, taking=ATTENDED, activity=EVENT, actor=OPERATOR):
    return services.record_participation(person_id=person.pk, activity=activity, taking=taking, actor=actor, at=NOON)


def tell(person, dimension, value):
    """An answer as the giver's form writes it, without an account for each of many people."""
    consent = Consent.objects.create(person=person, purpose="test", wording_version="1", form="test", given_at=NOON)
    Donation.objects.create(
        person=person, consent=consent, dimension=dimension, value=value, given_at=NOON, forget_after=date(2027, 10, 1)
    )


def test_taking_part_is_written_down_once_however_often_it_is_told(officer):
    person = write_down()

    first = take_part(person, Taking(Capacity.PARTICIPANT, ParticipationState.REGISTERED), actor=officer)
    again = take_part(person, Taking(Capacity.PARTICIPANT, ParticipationState.REGISTERED), actor=officer)
    scanned = Taking(Capacity.PARTICIPANT, ParticipationState.ATTENDED, "", Mode.IN_PERSON, 90, EvidenceSource.SCAN)
    last = take_part(person, scanned, actor=officer)

    assert first == again == last
    row = Participation.objects.get()
    assert (row.state, row.mode, row.minutes, row.evidence_source) == ("attended", "in_person", 90, "scan")
    assert Entry.objects.filter(verb="people.participation_recorded").count() == 2


def test_the_institution_is_the_one_of_that_day(officer):
    person = write_down()
    row = services.add_membership(
        person_id=person.pk, institution_key="arva-registry", starts=date(2020, 1, 1), actor=officer, at=NOON
    )
    services.end_membership(membership_id=row.pk, ends=date(2026, 10, 10), actor=officer, at=NOON)
    services.add_membership(
        person_id=person.pk, institution_key="arva-health", starts=date(2026, 10, 11), actor=officer, at=NOON
    )

    places = [take_part(person, activity=activity).institution.key for activity in (EVENT, COURSE)]

    assert places == ["arva-registry", "arva-health"]


def test_nobody_writes_for_another_office(officer):
    with pytest.raises(ObjectDoesNotExist):
        take_part(write_down(), activity=Activity("belun", "event", "convening.event:1", EVENT.day), actor=officer)


def test_somebody_with_an_account_registers_alone_and_nobody_else(places, quick_passwords):
    account = open_persona("participant")
    registering = Taking(Capacity.PARTICIPANT, ParticipationState.REGISTERED)

    assert take_part(account.person, registering, actor=viewer_of(account)).person == account.person
    with pytest.raises(ObjectDoesNotExist):
        take_part(write_down(), registering, actor=viewer_of(account))


@pytest.mark.parametrize("reference", ["", "event", "convening.event:", "convening.event:1 OR 1", "x" * 90])
def test_an_activity_has_a_name_of_one_form(officer, reference):
    with pytest.raises(ValidationError):
        take_part(write_down(), activity=Activity("arva", "event", reference, EVENT.day))


def test_people_are_counted_while_an_activity_goes_on(officer):
    for number in range(3):
        take_part(write_down(f"Person {number}"))
    take_part(write_down("Speaker"), Taking(Capacity.SPEAKER, ParticipationState.REGISTERED))
    services.count_heads(activity=EVENT, dimension="all", value="all", count=40, actor=officer, at=NOON)
    services.count_heads(activity=EVENT, dimension="all", value="all", count=41, actor=officer, at=NOON)

    assert count_by_state(officer, EVENT.reference) == {("participant", "attended"): 3, ("speaker", "registered"): 1}
    assert heads_of(officer, EVENT.reference) == {"all": 41}


def test_a_credential_is_issued_once_and_can_be_revoked(officer):
    row = take_part(write_down())
    issued = [
        services.issue_credential(
            participation_id=row.pk, kind="attendance", title="Licences in practice", number="A-1", actor=officer,
            at=NOON,
        )
        for _ in range(2)
    ]  # fmt: skip
    services.revoke_credential(number="A-1", reason="issued to the wrong person", actor=officer, at=NOON)

    assert issued[0] == issued[1]
    credential = Credential.objects.get()
    assert (credential.holder_name, credential.status) == ("Ama Owusu", "revoked")
    assert Entry.objects.filter(verb__startswith="people.credential").count() == 2


def test_an_officer_of_another_office_neither_issues_nor_revokes(officer):
    stranger = viewer_of(open_persona("officer of another office"))
    row = take_part(write_down())
    given = {"kind": "attendance", "title": "T", "number": "A-1", "participation_id": row.pk, "at": NOON}
    services.issue_credential(**given, actor=officer)

    with pytest.raises(ObjectDoesNotExist):
        services.issue_credential(**given, actor=stranger)
    with pytest.raises(ObjectDoesNotExist):
        services.revoke_credential(number="A-1", reason="no", actor=stranger, at=NOON)


def test_closing_counts_everybody_once_in_each_dimension(officer):
    for number in range(4):
        person = write_down(f"Person {number}")
        take_part(person)
        if number < 2:
            tell(person, Dimension.SEX, "woman")
        if number == 2:
            tell(person, Dimension.SEX, "prefer_not_to_say")
    services.count_heads(activity=EVENT, dimension="sex", value="man", count=5, actor=officer, at=NOON)
    services.count_heads(activity=EVENT, dimension="all", value="all", count=8, actor=officer, at=NOON)

    services.close_activity(activity=EVENT, actor=officer, at=NOON)

    counted = {(row.dimension, row.value): row.count for row in Snapshot.objects.all()}
    assert counted == {
        ("all", "all"): 12,
        ("mode", "unknown"): 12,
        ("institution", "unknown"): 12,
        ("sex", "woman"): 2,
        ("sex", "man"): 5,
        ("sex", "unknown"): 5,
        ("age_band", "unknown"): 12,
        ("disability", "unknown"): 12,
    }


def test_an_activity_closes_once_and_takes_nobody_any_more(officer):
    take_part(write_down())
    first = services.close_activity(activity=EVENT, actor=officer, at=NOON)

    assert {row.pk for row in services.close_activity(activity=EVENT, actor=officer, at=NOON)} == {
        row.pk for row in first
    }
    with pytest.raises(ActivityIsClosed):
        take_part(write_down("Late"))
    with pytest.raises(ActivityIsClosed):
        services.count_heads(activity=EVENT, dimension="all", value="all", count=9, actor=officer, at=NOON)
    assert Entry.objects.filter(verb="people.activity_closed").count() == 1


def test_an_activity_to_which_nobody_came_closes_with_nobody(officer):
    services.close_activity(activity=EVENT, actor=officer, at=NOON)

    assert list(Snapshot.objects.values_list("dimension", "count")) == [("all", 0)]


def test_donated_answers_end_thirty_days_after_the_last_activity(officer):
    once, twice = write_down("Once"), write_down("Twice")
    for person in (once, twice):
        tell(person, Dimension.SEX, "woman")
        take_part(person)
    take_part(twice, activity=COURSE)

    services.close_activity(activity=EVENT, actor=officer, at=NOON)
    ends = dict(Donation.objects.values_list("person__name", "forget_after"))
    assert ends == {"Once": date(2026, 12, 2), "Twice": date(2027, 10, 1)}

    services.close_activity(activity=COURSE, actor=officer, at=NOON)
    assert set(Donation.objects.values_list("forget_after", flat=True)) == {date(2026, 12, 2)}


def test_totals_hide_small_counts_and_say_of_how_many_an_answer_is_known(officer):
    for number in range(43):
        person = write_down(f"Person {number}")
        take_part(person)
        if number < 20:
            tell(person, Dimension.SEX, "woman")
        elif number < 23:
            tell(person, Dimension.SEX, "man")
        if number < 30:
            tell(person, Dimension.AGE_BAND, "under_25" if number < 15 else "25_to_34")
    services.close_activity(activity=EVENT, actor=officer, at=NOON)

    totals_shown = totals_of_activity(officer, EVENT.reference)
    shown = {(row.dimension, row.value): (row.count, row.response_rate) for row in totals_shown}

    assert shown["all", "all"] == (43, 100)
    assert [shown["sex", value] for value in ("woman", "man", "unknown")] == [(None, None), (None, None), (None, None)]
    assert shown["age_band", "under_25"] == (15, 70)
    assert shown["age_band", "unknown"] == (13, 70)
    assert totals_of_activity(viewer_of(open_persona("officer of another office")), EVENT.reference) == ()


def test_every_total_stands_in_the_ledger_and_hidden_ones_without_their_number(officer):
    for number in range(3):
        take_part(write_down(f"Person {number}"))
    take_part(write_down("Absent"), Taking(Capacity.PARTICIPANT, ParticipationState.ABSENT))
    services.close_activity(activity=EVENT, actor=officer, at=NOON)

    load_declarations()
    deliver_unread(at=NOON)
    deliver_unread(at=NOON)

    facts = Fact.objects.filter(measure="participation.attended").order_by("part")
    told = {fact.part: (fact.number, fact.text, fact.visibility) for fact in facts}
    assert told["convening.event:12/participant/all/all"] == (3.0, "", "office")
    assert told["convening.event:12/participant/sex/unknown"] == (None, "hidden", "office")
    assert Fact.objects.filter(measure="participation.absent", number=1.0).count() == 1
    assert {fact.record for fact in facts} == {"convening.event:12"}


@pytest.mark.parametrize("seed", range(4))
def test_erasing_any_people_leaves_every_total_unchanged(officer, seed):
    chance = random.Random(seed)  # noqa: S311 - a choice of people
    people = [write_down(f"Person {number}") for number in range(8)]
    for person in people:
        for activity in chance.sample((EVENT, COURSE), chance.randint(1, 2)):
            take_part(person, Taking(Capacity.PARTICIPANT, chance.choice(list(ParticipationState))), activity)
        if chance.random() < 0.6:
            tell(person, Dimension.SEX, chance.choice(("woman", "man")))
    services.close_activity(activity=EVENT, actor=officer, at=NOON)
    before = totals(officer)

    for person in chance.sample(people, chance.randint(1, 8)):
        services.erase_person(person_id=person.pk, actor=OPERATOR, at=NOON)

    assert totals(officer) == before
    services.close_activity(activity=COURSE, actor=officer, at=NOON)
    assert sum(row.count for row in Snapshot.objects.filter(reference=COURSE.reference, dimension="all")) == before[2]


def totals(viewer):
    """Everything that an office counts of both activities: snapshots, what is shown, what goes on."""
    snapshots = list(Snapshot.objects.values_list("reference", "capacity", "state", "dimension", "value", "count"))
    going_on = count_by_state(viewer, COURSE.reference)
    return snapshots, totals_of_activity(viewer, EVENT.reference), sum(going_on.values()), going_on
