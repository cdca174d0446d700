"""Two records of one person become one, and can be taken apart again: every row is where it was."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.access import Role
from ospolis.core.journal.models import Entry
from ospolis.people import services
from ospolis.people.choices import Capacity, Dimension, ParticipationState
from ospolis.people.models import (
    Account,
    Consent,
    Credential,
    Donation,
    Invitation,
    Membership,
    Merge,
    Participation,
    Person,
    RoleGrant,
    Sighting,
)
from ospolis.people.selectors import count_by_state, likely_duplicates, open_merges, people_known_to, side_of
from ospolis.people.services import Activity, CannotUndo, Details, Taking, TwoAccounts
from ospolis.people.services.pointing import tables_of_people

EVENT = Activity("arva", "event", "convening.event:12", date(2026, 10, 5))
COURSE = Activity("arva", "course", "learning.course:3", date(2026, 10, 20))
TABLES = (Account, Consent, Credential, Donation, Invitation, Membership, Participation, Person, RoleGrant, Sighting)


@pytest.fixture
def officer(places, quick_passwords):
    return viewer_of(open_persona("officer"))


def write_down(name="Ama Owusu", office="arva", **details):
    return services.write_down_person(office_key=office, details=Details(name, **details), actor=OPERATOR, at=NOON)


def take_part(person, state=ParticipationState.ATTENDED, activity=EVENT, minutes=None):
    taking = Taking(Capacity.PARTICIPANT, state, minutes=minutes)
    return services.record_participation(person_id=person.pk, activity=activity, taking=taking, actor=OPERATOR, at=NOON)


def open_account(name, address):
    return services.open_account(
        name=name, email=address, password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )  # fmt: skip


def merge(kept, gone, actor=OPERATOR, **more):
    return services.merge_people(
        kept_id=kept.pk, gone_id=gone.pk, reason="same address and desk", actor=actor, at=NOON, **more
    )  # fmt: skip


def undo(made, actor=OPERATOR, at=NOON):
    return services.unmerge_people(merge_id=made.pk, actor=actor, at=at)


def all_rows():
    """Every row of every table with people in it, as it stands in the database."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in TABLES}


def test_what_points_at_the_record_that_goes_points_at_the_other(officer):
    kept, gone = write_down(email="ama@example.org"), write_down("A. Owusu", phone="+233 20", language="tw")
    row = take_part(gone)
    services.issue_credential(
        participation_id=row.pk, kind="attendance", title="T", number="A-1", actor=officer, at=NOON
    )  # fmt: skip
    services.add_membership(person_id=gone.pk, institution_key="arva-post", actor=officer, at=NOON)

    merge(kept, gone, actor=officer)

    kept.refresh_from_db()
    assert (kept.email, kept.phone, kept.language) == ("ama@example.org", "+233 20", "tw")
    assert [model.objects.get().person_id for model in (Participation, Credential, Membership)] == [kept.pk] * 3
    assert [person.name for person in people_known_to(officer)] == ["Ama Owusu", "officer"]


def test_the_journal_tells_of_a_merge_by_references_only(officer):
    made = merge(write_down(), write_down(), actor=officer)
    undo(made, actor=officer)

    told = Entry.objects.filter(verb__in=("people.merged", "people.unmerged")).order_by("sequence")
    assert [entry.verb for entry in told] == ["people.merged", "people.unmerged"]
    assert set(told[0].references) == {"merge_id", "kept_id", "gone_id", "rows"}
    assert "desk" not in str([vars(entry) for entry in told])


@pytest.mark.parametrize(
    ("of_kept", "of_gone", "stays"),
    [("attended", "registered", "attended"), ("registered", "attended", "attended"), ("absent", "invited", "invited")],
)
def test_of_two_rows_of_one_activity_the_better_one_counts_once(officer, of_kept, of_gone, stays):
    kept, gone = write_down(), write_down()
    take_part(kept, ParticipationState(of_kept))
    take_part(gone, ParticipationState(of_gone))
    before = all_rows()

    made = merge(kept, gone)
    assert Participation.objects.get(person=kept).state == stays
    assert count_by_state(officer, EVENT.reference) == {("participant", stays): 1}

    undo(made)
    assert all_rows() == before


def test_of_two_who_were_there_the_longer_time_counts(officer):
    kept, gone = write_down(), write_down()
    take_part(kept, minutes=30)
    take_part(gone, minutes=90)

    merge(kept, gone)

    assert Participation.objects.get(person=kept).minutes == 90


def test_two_accounts_are_never_merged_before_somebody_says_which_stays(officer):
    one, other = open_account("Ama", "ama@example.org"), open_account("Ama", "owusu@example.org")
    before = all_rows()

    with pytest.raises(TwoAccounts):
        merge(one.person, other.person)
    assert all_rows() == before


@pytest.mark.parametrize("staying", [0, 1])
def test_the_account_that_does_not_stay_is_closed_and_undo_opens_it(officer, staying):
    accounts = open_account("Ama", "ama@example.org"), open_account("Ama", "owusu@example.org")
    kept = accounts[0].person
    before = all_rows()

    made = merge(kept, accounts[1].person, staying_account_id=accounts[staying].pk)
    held = Account.objects.get(person=kept)
    assert (held.pk, held.is_active) == (accounts[staying].pk, True)
    assert Account.objects.filter(is_active=False).count() == 1

    undo(made)
    assert all_rows() == before


def test_a_closed_account_leaves_the_open_one_without_a_question(officer):
    kept, gone = open_account("Ama", "ama@example.org"), open_account("Ama", "owusu@example.org")
    services.close_account(account_id=kept.pk, actor=OPERATOR, at=NOON)
    before = all_rows()

    made = merge(kept.person, gone.person)

    assert Account.objects.get(person=kept.person_id).pk == gone.pk
    undo(made)
    assert all_rows() == before


def test_taking_part_afterwards_is_written_down_for_the_kept_record(officer):
    kept, gone = write_down(), write_down()
    merge(kept, gone)

    assert take_part(gone).person_id == kept.pk


@pytest.mark.parametrize("seed", range(12))
def test_merging_and_undoing_gives_equal_rows(officer, seed):
    """Random worlds over every table; both directions, and a second merge on top."""
    chance = random.Random(seed)  # noqa: S311 - a choice of rows
    people = [random_person(chance, number) for number in range(3)]
    kept, gone, third = people
    before = all_rows()

    accounts = {account.person_id: account.pk for account in Account.objects.all()}
    first = merge(kept, gone, staying_account_id=pick(chance, accounts, kept, gone))
    between = all_rows()
    now = {account.person_id: account.pk for account in Account.objects.all()}
    second = merge(kept, third, staying_account_id=pick(chance, now, kept, third))

    undo(second)
    assert all_rows() == between
    undo(first)
    assert all_rows() == before


def pick(chance, accounts, *people):
    """One of the accounts of two people, or none."""
    held = [accounts[person.pk] for person in people if person.pk in accounts]
    return chance.choice(held) if held else None


def random_person(chance, number):
    """Somebody with or without an account, and some rows in every table that points at people."""
    details = {name: chance.choice(("", f"{name} {number}")) for name in ("certificate_name", "phone", "language")}
    if chance.random() < 0.5:
        person = open_account(f"Person {number}", f"person{number}@example.org").person
        grant = {"role": Role.OFFICER, "office_key": "belun", "starts": date(2026, 1, 1)}
        services.grant_role(person_id=person.pk, actor=OPERATOR, at=NOON, **grant)
        Person.objects.filter(pk=person.pk).update(**details)
    else:
        person = write_down(f"Person {number}", **details)
    for activity in chance.sample((EVENT, COURSE), chance.randint(0, 2)):
        row = take_part(person, chance.choice(list(ParticipationState)), activity, chance.choice((None, 10, 60)))
        services.issue_credential(
            participation_id=row.pk, kind="attendance", title="T", number=f"{number}-{activity.reference}",
            actor=OPERATOR, at=NOON,
        )  # fmt: skip
    for key in chance.sample(("arva-registry", "arva-health", "arva-post"), chance.randint(0, 2)):
        services.add_membership(person_id=person.pk, institution_key=key, actor=OPERATOR, at=NOON)
    add_rows_of_others(chance, person, number)
    return person


def add_rows_of_others(chance, person, number):
    """What people themselves and other pages leave behind."""
    for dimension in chance.sample(list(Dimension), chance.randint(0, 3)):
        given = NOON + timedelta(minutes=chance.randint(0, 9))
        consent = Consent.objects.create(
            person=person, purpose="test", wording_version="1", form="f", given_at=given
        )  # fmt: skip
        Donation.objects.create(
            person=person, consent=consent, dimension=dimension, value="prefer_not_to_say", given_at=given,
            forget_after=date(2027, 1, 1),
        )  # fmt: skip
    for reader in chance.sample((1, 2, 3), 2):
        Sighting.objects.create(person=person, account_number=reader, role="officer", day=NOON.date())
    Invitation.objects.create(
        person=person, email=f"i{number}@example.org", name="I", starts=NOON.date(), digest=f"d{number}",
        invited_at=NOON, expires_at=NOON,
    )  # fmt: skip


def test_records_that_went_one_into_the_other_are_taken_apart_in_order(officer):
    kept, middle, last = write_down(), write_down(), write_down()
    inner = merge(middle, last)
    merge(kept, middle)

    with pytest.raises(ObjectDoesNotExist):
        undo(inner)


@pytest.mark.parametrize("days", [30, 31, 400])
def test_after_thirty_days_a_merge_is_final(officer, days):
    made = merge(write_down(), write_down())

    with pytest.raises(CannotUndo):
        undo(made, at=NOON + timedelta(days=days))
    undo(made, at=NOON + timedelta(days=29, hours=23))
    with pytest.raises(CannotUndo):
        undo(made)


def test_the_record_that_went_is_deleted_when_its_time_is_over(officer):
    kept, gone = write_down(), write_down()
    take_part(kept)
    take_part(gone, ParticipationState.REGISTERED)
    merge(kept, gone)

    services.keep_to_rules(actor=OPERATOR, at=NOON + timedelta(days=29))
    assert Merge.objects.count() == 1
    services.keep_to_rules(actor=OPERATOR, at=NOON + timedelta(days=32))

    assert (Merge.objects.count(), Person.objects.filter(pk=gone.pk).count()) == (0, 0)
    assert list(Participation.objects.values_list("person_id", "state")) == [(kept.pk, "attended")]


def test_a_merge_that_was_undone_deletes_nobody(officer):
    kept, gone = write_down(), write_down()
    undo(merge(kept, gone))

    services.keep_to_rules(actor=OPERATOR, at=NOON + timedelta(days=32))

    assert Person.objects.filter(pk__in=(kept.pk, gone.pk)).count() == 2


def test_nobody_merges_whom_they_do_not_know(officer):
    stranger = viewer_of(open_persona("officer of another office"))
    kept, foreign = write_down(), write_down(office="belun")

    for actor in (officer, stranger):
        with pytest.raises(ObjectDoesNotExist):
            merge(kept, foreign, actor=actor)
    made = merge(kept, foreign)
    with pytest.raises(ObjectDoesNotExist):
        undo(made, actor=stranger)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_merge_has_a_reason_and_two_records(officer, reason):
    kept, gone = write_down(), write_down()

    with pytest.raises(ValidationError):
        services.merge_people(kept_id=kept.pk, gone_id=gone.pk, reason=reason, actor=officer, at=NOON)
    with pytest.raises(ValidationError):
        merge(kept, kept, actor=officer)


def test_candidates_share_an_address_or_a_name_in_one_institution(officer):
    one, other = write_down(email="ama@example.org"), write_down("A. Owusu", email="ama@example.org")
    namesakes = write_down("Kofi Mensah"), write_down("KOFI  MENSÁH")
    write_down("Kofi Mensah")
    for person in namesakes:
        services.add_membership(person_id=person.pk, institution_key="arva-post", actor=OPERATOR, at=NOON)

    found = {(pair.first.pk, pair.second.pk, pair.same_email) for pair in likely_duplicates(officer)}

    assert found == {(one.pk, other.pk, True), (namesakes[0].pk, namesakes[1].pk, False)}


def test_a_merge_stands_in_the_list_while_it_can_be_undone(officer):
    made = merge(write_down(), write_down(), actor=officer)

    assert [row.pk for row in open_merges(officer, at=NOON)] == [made.pk]
    assert open_merges(officer, at=NOON + timedelta(days=30)) == []
    assert open_merges(viewer_of(open_persona("officer of another office")), at=NOON) == []


def test_two_records_are_shown_side_by_side_to_those_who_know_them(officer):
    person = write_down()
    take_part(person)

    side = side_of(officer, person.pk)

    assert (side.participations, side.roles, side.last_seen, side.account_id) == (1, 0, EVENT.day, None)
    with pytest.raises(ObjectDoesNotExist):
        side_of(viewer_of(open_persona("officer of another office")), person.pk)


def test_every_table_that_points_at_people_is_handed_over():
    """The walk knows what the models say; a table of a desk that comes later is found by the same walk."""
    pointing = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is Person
    }

    walked = {(model._meta.label, field) for model, field in tables_of_people()}
    assert pointing - walked == {
        ("people.Person", "merged_into"), ("people.Merge", "kept"), ("people.Merge", "gone"),
    }  # fmt: skip
    own = {model.__name__ for model, _field in tables_of_people() if model._meta.app_label == "people"}
    assert own <= {model.__name__ for model in TABLES}


@pytest.mark.django_db(transaction=True)
@isolate_apps("ospolis.people")
def test_a_table_that_comes_later_is_handed_over_too(places, monkeypatch):
    class Seat(models.Model):  # noqa: DJ008
        person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
        number = models.IntegerField()

        class Meta:
            app_label = "people"
            unique_together = (("person", "number"),)

    listed, named = apps.get_models, apps.get_model
    monkeypatch.setattr(apps, "get_models", lambda **more: [*listed(**more), Seat])
    monkeypatch.setattr(apps, "get_model", lambda label: Seat if label == "people.Seat" else named(label))
    with connection.schema_editor() as editor:
        editor.create_model(Seat)
    try:
        kept, gone = write_down(), write_down()
        for person, number in ((kept, 1), (gone, 1), (gone, 2)):
            Seat.objects.create(person=person, number=number)
        made = merge(kept, gone)
        assert sorted(Seat.objects.filter(person=kept).values_list("number", flat=True)) == [1, 2]
        undo(made)
        assert sorted(Seat.objects.filter(person=gone).values_list("number", flat=True)) == [1, 2]
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Seat)
        # The models remember what points at them: tests that come after this one know no seats.
        monkeypatch.undo()
        apps.clear_cache()
