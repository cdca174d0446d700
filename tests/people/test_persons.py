"""Records of people: who may write them down, who may know of them, and that looking is noted."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, transaction

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.journal.models import Entry
from ospolis.people import services
from ospolis.people.choices import Capacity, ParticipationState
from ospolis.people.models import Membership, Person, Sighting
from ospolis.people.selectors import likely_same, people_kept_by, people_known_to, record_of_person, side_of
from ospolis.people.services import Activity, Details, Taking

EVENT = Activity("arva", "event", "convening.event:12", date(2026, 10, 5))


@pytest.fixture
def officer(places, quick_passwords):
    return viewer_of(open_persona("officer"))


@pytest.fixture
def stranger(places, quick_passwords):
    return viewer_of(open_persona("officer of another office"))


def write_down(actor, name="Ama Owusu", email="", office="arva"):
    return services.write_down_person(office_key=office, details=Details(name, email=email), actor=actor, at=NOON)


def work_in(person, institution, actor=OPERATOR, function="Registrar", starts=date(2024, 5, 1)):
    return services.add_membership(
        person_id=person.pk, institution_key=institution, function=function, starts=starts, actor=actor, at=NOON
    )  # fmt: skip


def take_part(person, activity=EVENT):
    taking = Taking(Capacity.PARTICIPANT, ParticipationState.ATTENDED)
    return services.record_participation(person_id=person.pk, activity=activity, taking=taking, actor=OPERATOR, at=NOON)


def names_known_to(viewer):
    return [person.name for person in people_known_to(viewer)]


def test_an_officer_writes_somebody_down_who_needs_no_account(officer):
    person = write_down(officer, name="  Ama Owusu ", email="Ama@Example.org")

    assert (person.name, person.email, person.folded_name, person.realm) == (
        "Ama Owusu", "ama@example.org", "ama owusu", "arva",
    )  # fmt: skip
    assert Entry.objects.get(verb="people.person_written_down").references == {"person_id": person.pk}


@pytest.mark.parametrize("name", ["王小明", "أمل حسن", "Þórunn Ægisdóttir", "Nguyễn Thị Minh Khai", "X Æ"])
def test_a_name_is_kept_as_it_is_written(officer, name):
    assert Person.objects.get(pk=write_down(officer, name=name).pk).name == name


def test_an_officer_writes_nobody_down_for_another_office(officer):
    with pytest.raises(ObjectDoesNotExist):
        write_down(officer, office="belun")

    assert Person.objects.filter(realm="belun").count() == 0


def test_a_change_tells_the_journal_which_fields_and_never_what_stood_in_them(officer):
    person = write_down(officer)

    services.change_person(
        person_id=person.pk, details=Details("Ama Owusu", phone="+233 20 000"), actor=officer, at=NOON
    )
    services.change_person(
        person_id=person.pk, details=Details("Ama Owusu", phone="+233 20 000"), actor=officer, at=NOON
    )

    told = Entry.objects.get(verb="people.person_changed")
    assert told.references == {"person_id": person.pk, "fields": ["phone"]}
    assert "+233" not in str(vars(told))


def test_a_person_without_a_name_is_refused(officer):
    with pytest.raises(ValidationError):
        write_down(officer, name="   ")


def test_a_membership_ends_instead_of_being_written_over(officer):
    person = write_down(officer)
    first = work_in(person, "arva-registry", actor=officer)
    services.end_membership(membership_id=first.pk, ends=date(2026, 1, 31), actor=officer, at=NOON)
    work_in(person, "arva-health", actor=officer, function="Head of data", starts=date(2026, 2, 1))

    rows = Membership.objects.order_by("starts").values_list("institution__key", "function", "starts", "ends")
    assert list(rows) == [
        ("arva-registry", "Registrar", date(2024, 5, 1), date(2026, 1, 31)),
        ("arva-health", "Head of data", date(2026, 2, 1), None),
    ]


def test_the_same_open_membership_twice_is_one(officer):
    person = write_down(officer)

    assert work_in(person, "arva-registry", actor=officer) == work_in(person, "arva-registry", actor=officer)


@pytest.mark.parametrize("ends", [date(2020, 1, 1), date(2026, 1, 1)])
def test_a_membership_neither_ends_before_it_starts_nor_twice(officer, ends):
    row = work_in(write_down(officer), "arva-registry", actor=officer)
    if ends.year == 2026:
        services.end_membership(membership_id=row.pk, ends=ends, actor=officer, at=NOON)

    with pytest.raises(ValidationError):
        services.end_membership(membership_id=row.pk, ends=ends, actor=officer, at=NOON)


def test_an_officer_places_nobody_in_an_institution_of_another_office(officer):
    with pytest.raises(ObjectDoesNotExist):
        work_in(write_down(officer), "belun-clinic", actor=officer)


def test_an_office_knows_whom_it_wrote_down_and_who_works_or_took_part_in_it(officer, stranger):
    write_down(officer, name="Written down")
    works, took = write_down(OPERATOR, "Works", office="belun"), write_down(OPERATOR, "Took part", office="belun")
    work_in(works, "arva-health")
    take_part(took)
    write_down(OPERATOR, "Unknown", office="belun")

    assert names_known_to(officer) == ["officer", "Took part", "Works", "Written down"]
    assert names_known_to(stranger) == ["officer of another office", "Took part", "Unknown", "Works"]
    assert [person.name for person in people_kept_by(officer)] == ["officer", "Written down"]


def test_a_sector_office_knows_nobody_of_an_institution_outside_of_its_sector(stranger):
    person = write_down(OPERATOR)
    work_in(person, "belun-school")

    assert names_known_to(stranger) == ["officer of another office"]


@pytest.mark.parametrize("persona", ["programme", "operator", "participant"])
def test_programme_operator_and_participants_know_nobody(places, quick_passwords, persona):
    viewer = viewer_of(open_persona(persona))
    work_in(write_down(OPERATOR), "arva-registry")

    assert names_known_to(viewer) == []


def test_a_focal_point_reads_names_and_functions_of_the_own_institution_and_below_it(places, quick_passwords):
    focal = viewer_of(open_persona("focal point"))
    person = write_down(OPERATOR, email="ama@example.org")
    work_in(person, "arva-archive", function="Archivist")
    work_in(person, "arva-health", function="Adviser")
    take_part(person)

    shown = record_of_person(focal, person.pk)

    assert (shown.in_full, shown.may_change, shown.participations) == (False, False, ())
    assert [(row.institution.key, row.function) for row in shown.memberships] == [("arva-archive", "Archivist")]


def test_whoever_has_left_is_no_longer_known_to_the_focal_point(places, quick_passwords):
    focal = viewer_of(open_persona("focal point"))
    row = work_in(write_down(OPERATOR), "arva-registry")
    services.end_membership(membership_id=row.pk, ends=date(2026, 1, 1), actor=OPERATOR, at=NOON)

    assert names_known_to(focal) == ["focal point"]


def test_the_same_address_or_the_same_name_in_the_same_institution_may_be_the_same_person(officer):
    held = write_down(officer, email="ama@example.org")
    work_in(held, "arva-registry", actor=officer)

    def found(name, email="", institution=""):
        return likely_same(officer, name=name, email=email, institution_key=institution)

    assert found("Somebody", email="AMA@example.org") == [held]
    assert found("AMÁ  OWUSU", institution="arva-registry") == [held]
    assert found("Ama Owusu") == []
    assert found("Ama Owusu", institution="arva-health") == []


def test_a_record_out_of_scope_is_told_to_nobody_as_a_likely_duplicate(officer, stranger):
    write_down(officer, email="ama@example.org")

    assert likely_same(stranger, name="Ama Owusu", email="ama@example.org") == []


def test_a_look_is_noted_once_for_each_reader_and_day(officer):
    person = write_down(officer)

    for _ in range(3):
        services.note_sighting(person_id=person.pk, actor=officer, at=NOON)

    (row,) = Sighting.objects.filter(person=person)
    assert (row.account_number, row.role, row.realm, row.day, row.times) == (
        officer.pk, "officer", "arva", NOON.date(), 3,
    )  # fmt: skip


def test_looking_at_oneself_is_no_look(officer):
    own = Person.objects.get(account=officer.pk)

    assert services.note_sighting(person_id=own.pk, actor=officer, at=NOON) is False
    assert Sighting.objects.count() == 0


def test_a_page_is_shown_where_nothing_can_be_written(officer):
    person = write_down(officer)
    before = transaction.savepoint()
    forbid_writing(True)
    try:
        assert services.note_sighting(person_id=person.pk, actor=officer, at=NOON) is False
        assert record_of_person(officer, person.pk).person == person
    finally:
        forbid_writing(False)
        transaction.savepoint_rollback(before)


def forbid_writing(wanted):
    """Let the database refuse to write; PostgreSQL forgets it with the savepoint."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA query_only = {int(wanted)}")
        elif wanted:
            cursor.execute("SET TRANSACTION READ ONLY")


def test_an_office_reads_only_its_own_rows_of_somebody_whom_another_one_knows_too(officer, stranger):
    person = write_down(officer)
    for place in ("arva-registry", "belun-clinic"):
        work_in(person, place)
    take_part(person)
    foreign = take_part(person, Activity("belun", "event", "convening.event:9", date(2026, 10, 6)))
    services.issue_credential(
        participation_id=foreign.pk, kind="attendance", title="T", number="n-1", actor=OPERATOR, at=NOON
    )

    own, other = record_of_person(officer, person.pk), record_of_person(stranger, person.pk)

    def told(record):
        places = [row.institution.key for row in record.memberships]
        return places, [row.office.key for row in record.participations], len(record.credentials)

    assert (told(own), told(other)) == ((["arva-registry"], ["arva"], 0), (["belun-clinic"], ["belun"], 1))
    side = side_of(officer, person.pk)
    assert ([row.institution.key for row in side.memberships], side.participations) == (["arva-registry"], 1)
