"""Pages about records of people: what stands on them, for whom, and in how many queries."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from factories.cast import address_of, open_persona
from factories.places import NOON, OPERATOR
from ospolis.people import services
from ospolis.people.choices import Capacity, ParticipationState
from ospolis.people.models import Account, Donation, Membership, Merge, Person, RoleGrant, Sighting
from ospolis.people.services import Activity, Details, Taking
from ospolis.people.wordings import current_wording

EVENT = Activity("arva", "event", "convening.event:12", date(2026, 10, 5))
NEW = {"name": "Ama Owusu", "email": "ama@example.org", "institution": "arva-registry", "function": "Registrar"}


def reader(client, persona):
    account = Account.objects.filter(email=address_of(persona)).first() or open_persona(persona)
    client.force_login(account)
    return client


@pytest.fixture
def officer(client, places, quick_passwords):
    return reader(client, "officer")


def write_down(name="Ama Owusu", office="arva", institution="", function="", **details):
    return services.write_down_person(
        office_key=office, details=Details(name, **details), institution_key=institution, function=function,
        actor=OPERATOR, at=NOON,
    )  # fmt: skip


def text_of(answer):
    return answer.content.decode()


def test_somebody_new_has_empty_lists_in_words(officer, django_assert_max_num_queries):
    person = write_down("أمل حسن")

    with django_assert_max_num_queries(20):
        page = text_of(officer.get(f"/people/{person.pk}/"))

    assert "<bdi>أمل حسن</bdi>" in page
    for words in ("none written down", "has not taken part in anything yet", "No certificate was issued", "none; most"):
        assert words in page


def test_the_page_of_a_person_costs_the_same_with_many_lines(officer, django_assert_max_num_queries):
    person = write_down(institution="arva-post", email="ama@example.org", phone="+233 20", language="en")
    for number in range(60):
        activity = Activity("arva", "event", f"convening.event:{number}", EVENT.day)
        taking = Taking(Capacity.PARTICIPANT, ParticipationState.ATTENDED)
        row = services.record_participation(
            person_id=person.pk, activity=activity, taking=taking, actor=OPERATOR, at=NOON
        )  # fmt: skip
        services.issue_credential(
            participation_id=row.pk, kind="attendance", title="T", number=f"A-{number}", actor=OPERATOR, at=NOON
        )

    with django_assert_max_num_queries(20):
        page = text_of(officer.get(f"/people/{person.pk}/"))

    assert page.count("convening.event:") == 50
    assert "Each list shows the newest 50 lines" in page


def test_a_look_is_told_to_the_person(officer):
    person = open_persona("focal point").person
    officer.get(f"/people/{person.pk}/")
    officer.get(f"/people/{person.pk}/")

    assert list(Sighting.objects.values_list("person", "role", "times")) == [(person.pk, "officer", 2)]
    assert "Nobody has opened your record" not in text_of(reader(officer, "focal point").get("/my-data/"))


def test_a_focal_point_reads_a_name_and_a_function_and_no_contact(client, places, quick_passwords):
    person = write_down(institution="arva-archive", function="Archivist", email="ama@example.org", phone="+233 20")

    page = text_of(reader(client, "focal point").get(f"/people/{person.pk}/"))

    assert ("Ama Owusu" in page, "Archivist" in page) == (True, True)
    assert [word for word in ("ama@example.org", "+233 20", "Took part in", "Certificates") if word in page] == []


@pytest.mark.parametrize("persona", ["programme", "operator", "participant"])
def test_other_roles_read_which_role_it_takes(client, places, quick_passwords, persona):
    person = write_down()

    assert reader(client, persona).get(f"/people/{person.pk}/").status_code == 403


@pytest.mark.parametrize("address", ["", "change/", "memberships/new/"])
def test_somebody_of_another_office_is_not_there(client, places, quick_passwords, address):
    person = write_down()

    assert reader(client, "officer of another office").get(f"/people/{person.pk}/{address}").status_code == 404
    assert Sighting.objects.count() == 0


def test_somebody_is_written_down_with_the_place_of_work(officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert officer.get("/people/new/").status_code == 200
    answer = officer.post("/people/new/", NEW)

    person = Person.objects.get(email="ama@example.org")
    assert answer["Location"] == f"/people/{person.pk}/"
    assert Membership.objects.get(person=person).function == "Registrar"


@pytest.mark.parametrize(
    "held",
    [{"name": "Somebody", "email": "ama@example.org"}, {"name": "AMA OWUSU", "institution": "arva-registry"}],
    ids=["by address", "by name and institution"],
)
def test_the_form_asks_before_it_writes_a_second_record_of_one_person(officer, held):
    write_down(**held)

    asked = officer.post("/people/new/", NEW)
    assert (asked.status_code, "Is it one of these people?" in text_of(asked)) == (422, True)
    assert Person.objects.filter(name="Ama Owusu").count() == 0

    assert officer.post("/people/new/", {**NEW, "is_somebody_else": "on"}).status_code == 302
    assert Person.objects.filter(name="Ama Owusu").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"email": "no"}, {"time_zone": "Mars/North"}, {"institution": "belun-clinic"}]
)  # fmt: skip
def test_a_form_with_a_mistake_says_so_and_writes_nothing(officer, wrong):
    answer = officer.post("/people/new/", {**NEW, **wrong})

    assert (answer.status_code, Person.objects.filter(email="ama@example.org").count()) == (422, 0)


def test_fields_that_the_form_does_not_ask_for_are_not_taken(officer):
    officer.post("/people/new/?office=arva", {**NEW, "realm": "belun", "erased_at": "2026-01-01", "merged_into": "1"})

    person = Person.objects.get(email="ama@example.org")
    assert (person.realm, person.erased_at, person.merged_into) == ("arva", None, None)
    assert officer.post("/people/new/?office=belun", NEW).status_code == 404


def test_a_record_is_changed(officer, django_assert_max_num_queries):
    person = write_down()

    with django_assert_max_num_queries(16):
        assert 'value="Ama Owusu"' in text_of(officer.get(f"/people/{person.pk}/change/"))
    officer.post(f"/people/{person.pk}/change/", {"name": "Ama Owusu-Mensah", "time_zone": "Africa/Accra"})

    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Ama Owusu-Mensah", "Africa/Accra")


def test_a_place_of_work_begins_and_ends(officer, django_assert_max_num_queries):
    person = write_down()
    with django_assert_max_num_queries(14):
        officer.get(f"/people/{person.pk}/memberships/new/")
    officer.post(f"/people/{person.pk}/memberships/new/", {"institution": "arva-post", "starts": "2024-01-01"})
    row = Membership.objects.get(person=person)
    end = f"/people/{person.pk}/memberships/{row.pk}/end/"

    with django_assert_max_num_queries(18):
        assert officer.get(end).status_code == 200
    assert officer.post(end, {"ends": "2020-01-01"}).status_code == 422
    assert officer.post(end, {"ends": "2026-01-01"})["Location"] == f"/people/{person.pk}/"
    row.refresh_from_db()
    assert row.ends == date(2026, 1, 1)
    assert officer.get(f"/people/{person.pk}/memberships/999/end/").status_code == 404


def test_two_records_are_found_compared_merged_and_taken_apart(officer, django_assert_max_num_queries):
    assert "No two records look alike" in text_of(officer.get("/people/duplicates/"))
    kept, gone = write_down(email="ama@example.org"), write_down("A. Owusu", email="ama@example.org")
    compare = reverse("people:compare", args=[kept.pk, gone.pk])

    with django_assert_max_num_queries(14):
        assert f'href="{compare}"' in text_of(officer.get("/people/duplicates/"))
    with django_assert_max_num_queries(28):
        assert "Is this one person?" in text_of(officer.get(compare))
    assert officer.post(compare, {"kept": kept.pk}).status_code == 422
    assert officer.post(compare, {"kept": kept.pk, "reason": "met her"})["Location"] == f"/people/{kept.pk}/"
    assert "met her" in text_of(officer.get("/people/duplicates/"))

    assert officer.get(f"/people/{gone.pk}/").status_code == 404
    merge = Merge.objects.get()
    assert officer.post(f"/people/merges/{merge.pk}/undo/")["Location"] == compare
    assert officer.post(f"/people/merges/{merge.pk}/undo/").status_code == 404
    assert officer.get(f"/people/{gone.pk}/").status_code == 200


def test_of_two_accounts_the_page_asks_which_one_stays(officer):
    one, other = open_persona("focal point"), open_persona("participant")
    RoleGrant.objects.filter(person=one.person_id).update(ended_at=NOON)
    services.add_membership(person_id=other.person_id, institution_key="arva-post", actor=OPERATOR, at=NOON)
    compare = f"/people/duplicates/{one.person_id}/{other.person_id}/"
    wish = {"kept": one.person_id, "reason": "she is both"}

    assert "Both have an account" in text_of(officer.post(compare, wish))
    officer.post(compare, {**wish, "account": other.pk})

    assert Account.objects.get(person=one.person_id).pk == other.pk
    assert Account.objects.get(pk=one.pk).is_active is False


@pytest.mark.parametrize("second", ["foreign", "same", "none"])
def test_records_out_of_scope_are_not_compared(officer, second):
    own = write_down()
    number = {"foreign": lambda: write_down(office="belun").pk, "same": lambda: own.pk, "none": lambda: 999}[second]()

    assert officer.get(f"/people/duplicates/{own.pk}/{number}/").status_code == 404


def test_answers_about_oneself_are_given_changed_and_deleted(
    client, places, quick_passwords, django_assert_max_num_queries
):
    giver = reader(client, "participant")
    with django_assert_max_num_queries(12):
        page = text_of(giver.get("/my-data/donated/"))
    chosen = re.findall(r'<input type="radio" name="(\w+)" value="(\w*)"[^>]*checked', page)
    assert ("You have told nothing so far" in page, {value for _name, value in chosen}) == (True, {""})

    asked = giver.post("/my-data/donated/", {"sex": "self_described", "disability": "prefer_not_to_say"})
    assert (asked.status_code, Donation.objects.count()) == (422, 0)
    words = {"sex": "self_described", "sex_words": "non-binary", "disability": "prefer_not_to_say"}
    assert giver.post("/my-data/donated/", words)["Location"] == "/my-data/donated/"
    assert dict(Donation.objects.values_list("dimension", "own_words")) == {"sex": "non-binary", "disability": ""}
    assert 'value="non-binary"' in text_of(giver.get("/my-data/donated/"))

    giver.post("/my-data/donated/", {**words, "delete": "1"})
    assert Donation.objects.count() == 0


def test_the_page_shows_the_words_that_the_consent_names(client, places, quick_passwords):
    page = text_of(reader(client, "participant").get("/my-data/donated/"))
    wording = current_wording()

    shown = (wording.purpose, wording.voluntary, wording.totals, wording.keeping, *wording.questions.values())
    assert [words for words in shown if words not in page] == []


def test_no_answer_stands_on_the_page_of_a_person(officer):
    giver = open_persona("focal point")
    officer.force_login(giver)
    officer.post("/my-data/donated/", {"sex": "self_described", "sex_words": "zyndalor"})

    page = text_of(reader(officer, "officer").get(f"/people/{giver.person_id}/"))

    assert ("zyndalor" in page, "self_described" in page) == (False, False)
