"""Each declared rule holds on its day: the day before everything stays, the day after it is gone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import models

from ospolis.assessment.choices import DraftState
from ospolis.assessment.models import Draft
from ospolis.core.access import Role, system_viewer
from ospolis.core.jobs.models import JobRun
from ospolis.core.journal.models import Entry
from ospolis.core.privacy import WITH_PERSON, Ending
from ospolis.core.privacy.ending import count_due, due_rows, rules_in_force
from ospolis.core.privacy.register import personal_tables
from ospolis.core.privacy.rows import kept_until
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people import services
from ospolis.people.models import (
    Account,
    Credential,
    Merge,
    Participation,
    Person,
    RoleGrant,
    Sighting,
)
from ospolis.people.probes import look_at_retention
from ospolis.people.selectors.retention import quiet_people
from ospolis.web.program import main

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SYSTEM = system_viewer("test")
CLOCKS = [(held.label, number) for number, (held, _) in enumerate(rules_in_force())]
DAY = timedelta(days=1)


@pytest.mark.parametrize(("label", "number"), CLOCKS, ids=[f"{label}-{number}" for label, number in CLOCKS])
def test_a_rule_holds_on_its_day(places, quick_passwords, label, number):
    held, rule = list(rules_in_force())[number]
    row = make_row(held.model, rule)
    last = NOON + timedelta(days=rule.days)

    services.keep_to_rules(actor=SYSTEM, at=last - DAY)
    assert is_there(held, rule, row, at=last - DAY)

    services.keep_to_rules(actor=SYSTEM, at=last + DAY + timedelta(hours=13))
    assert not is_there(held, rule, row, at=last + DAY + timedelta(hours=13))
    assert services.keep_to_rules(actor=SYSTEM, at=last + DAY + timedelta(hours=13)) == []


def make_row(model, rule):
    """Make a row of a model whose time begins at NOON; every other column holds the least that it may."""
    if model is Person:
        return Person.objects.create(name="Ama Owusu", created_at=NOON, realm="arva")
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.AutoField):
            continue
        values[field.name] = value_for(field, rule)
    if model is RoleGrant:
        values |= {"role": Role.PROGRAMME, "office": None, "institution": None}
    if model is Draft:
        values |= {"state": DraftState.NOT_KNOWN}
    return model.objects.create(**values)


def value_for(field, rule):
    """A value that a column may hold."""
    if field.name == rule.since[0] if rule.since else False:
        return NOON.date() if not isinstance(field, models.DateTimeField) else NOON
    if field.name in rule.fields and field.is_relation:
        return related(field.related_model)
    if field.name in rule.fields:
        kinds = {models.JSONField: ["x"], models.CharField: "x@y.example", models.EmailField: "x@y.example"}
        return kinds.get(type(field), 7)
    if field.null:
        return None
    if field.is_relation:
        return related(field.related_model)
    if isinstance(field, models.DateTimeField):
        return NOON
    if isinstance(field, models.DateField):
        return NOON.date()
    if isinstance(field, models.JSONField):
        return field.get_default() or {}
    if isinstance(field, models.UUIDField):
        return field.get_default()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 1
    return field.choices[0][0] if field.choices else f"t{field.name}"[: field.max_length or 20]


def related(model):
    """A row for a foreign key to lead to."""
    if model is Office:
        return Office.objects.get(key="arva")
    if model is Institution:
        return Institution.objects.get(key="arva-registry")
    if model is Person:
        return Person.objects.create(name="Ama Owusu", created_at=NOON + timedelta(days=9000))
    if model is Account:
        return services.open_account(
            name="Kofi", email="kofi@people.example", password="corn-and-cassava-1", actor=SYSTEM, at=NOON
        )
    rules = next((held.personal.rules for held in personal_tables() if held.model is model), ())
    return make_row(model, rules[0] if rules else WITH_PERSON)


def is_there(held, rule, row, *, at):
    """Say whether a rule has left a row as it was."""
    found = held.model._default_manager.filter(pk=row.pk).first()
    if rule.ending is Ending.RELEASE:
        return found.erased_at is None if isinstance(found, Person) else found.person.erased_at is None
    if found is None:
        return False
    return rule.ending is not Ending.BLANK or all(getattr(found, name) for name in rule.fields)


@pytest.mark.parametrize(
    ("last_day", "ended_on"),
    [(NOON.date(), None), (None, NOON), (NOON.date(), NOON + 40 * DAY), (NOON.date() + 40 * DAY, NOON)],
)
def test_the_earliest_end_of_a_role_counts(places, last_day, ended_on):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON + timedelta(days=9000))
    row = RoleGrant.objects.create(
        person=person, role=Role.PROGRAMME, starts=NOON.date(), ends=last_day, ended_at=ended_on
    )
    rule = next(rule for held, rule in rules_in_force() if held.model is RoleGrant)
    last = NOON + timedelta(days=rule.days)

    assert kept_until(rule, RoleGrant.objects.values().get()) in {last, last.date()}
    services.keep_to_rules(actor=SYSTEM, at=last - DAY)
    assert RoleGrant.objects.filter(pk=row.pk).exists()
    services.keep_to_rules(actor=SYSTEM, at=last + DAY + timedelta(hours=13))
    assert not RoleGrant.objects.filter(pk=row.pk).exists()


def test_a_role_that_was_ended_by_hand_does_not_keep_a_person_for_ever(places):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    RoleGrant.objects.create(person=person, role=Role.PROGRAMME, starts=NOON.date(), ended_at=NOON + 100 * DAY)

    assert list(quiet_people(SYSTEM, at=NOON + 190 * DAY, days=91)) == []
    assert list(quiet_people(SYSTEM, at=NOON + 192 * DAY, days=91)) == [person]


def test_a_run_tells_the_journal_counts_and_nobody(places):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    Sighting.objects.create(person=person, account_number=7, role="officer", realm="arva", day=NOON.date())

    services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=400))

    entry = Entry.objects.get(verb="people.retention_kept")
    assert entry.references == {"rows": 1, "counts": ["people.Sighting: delete the row: 1"]}


@pytest.mark.django_db
def test_a_run_that_ends_nothing_leaves_no_entry():
    assert services.keep_to_rules(actor=SYSTEM, at=NOON) == []
    assert not Entry.objects.exists()


def test_more_rows_than_a_portion_are_ended_in_one_run(places, monkeypatch):
    monkeypatch.setattr("ospolis.core.privacy.ending.PORTION", 3)
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    Sighting.objects.bulk_create(
        Sighting(person=person, account_number=number, role="officer", day=NOON.date()) for number in range(10)
    )

    [ended] = services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=400))

    assert (ended.label, ended.rows, Sighting.objects.count()) == ("people.Sighting", 10, 0)


def test_a_run_that_was_stopped_goes_on(places, monkeypatch):
    monkeypatch.setattr("ospolis.core.privacy.ending.PORTION", 3)
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    Sighting.objects.bulk_create(
        Sighting(person=person, account_number=number, role="officer", day=NOON.date()) for number in range(10)
    )
    held, rule = next((held, rule) for held, rule in rules_in_force() if held.label == "people.Sighting")
    due = due_rows(SYSTEM, held, rule, at=NOON + timedelta(days=400))
    Sighting.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:3])).delete()

    [ended] = services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=400))

    assert ended.rows == 7


def test_old_rows_of_taking_part_lead_to_nobody_and_still_count(places):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    office = Office.objects.get(key="arva")
    for number, day in enumerate((NOON.date(), NOON.date() + timedelta(days=900)), 1):
        part = Participation.objects.create(
            person=person, office=office, activity="event", reference=f"convening.event:{number}",
            capacity="participant", state="attended", day=day, recorded_at=NOON,
        )  # fmt: skip
        Credential.objects.create(
            person=person, participation=part, office=office, kind="course", title="Licences", holder_name="Ama",
            number=f"C-{number}", issued_at=NOON,
        )  # fmt: skip

    services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=1100))

    old, new = Participation.objects.order_by("day")
    assert (old.person.name, old.person.erased_at is None, new.person) == ("erased person", False, person)
    assert [row.participation_id for row in Credential.objects.order_by("number")] == [None, new.pk]


def test_whoever_came_back_is_not_let_go(places):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    Participation.objects.create(
        person=person, office=Office.objects.get(key="arva"), activity="event", reference="convening.event:1",
        capacity="participant", state="attended", day=NOON.date() + timedelta(days=1000), recorded_at=NOON,
    )  # fmt: skip

    services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=1100))

    person.refresh_from_db()
    assert person.name == "Ama Owusu"


def test_a_merge_becomes_final_and_the_record_that_went_is_deleted(places):
    kept = Person.objects.create(name="Ama Owusu", created_at=NOON)
    gone = Person.objects.create(name="A. Owusu", email="a@old.example", created_at=NOON, merged_into=kept)
    apart = Person.objects.create(name="Ama Boateng", created_at=NOON)
    Merge.objects.create(kept=kept, gone=gone, merged_at=NOON)
    Merge.objects.create(kept=kept, gone=apart, merged_at=NOON, undone_at=NOON)

    services.keep_to_rules(actor=SYSTEM, at=NOON + timedelta(days=31))

    assert set(Person.objects.values_list("pk", flat=True)) == {kept.pk, apart.pk}
    assert gone.pk not in {kept.pk, apart.pk}
    assert not Merge.objects.exists()


def test_what_is_due_is_counted_and_nothing_changed(places, capsys, time_machine_at):
    person = Person.objects.create(name="Ama Owusu", created_at=NOON)
    Sighting.objects.create(person=person, account_number=7, role="officer", day=NOON.date())
    time_machine_at(NOON + timedelta(days=400))

    assert main(["privacy", "due", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 1
    assert [row["table"] for row in told["rules"] if row["rows"]] == ["people.Sighting"]
    assert Sighting.objects.count() == 1


def test_the_register_is_printed_for_people_and_programs(db, capsys):
    assert main(["privacy", "register"]) == 0
    words = capsys.readouterr().out
    assert main(["privacy", "register", "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]

    assert all(f"({table['table']})" in words for table in tables)
    assert {"people.Person", "people.Donation", "core.Letter", "sessions.Session"} <= {row["table"] for row in tables}


@pytest.mark.parametrize(("days", "light"), [(None, "yellow"), (2, "green"), (4, "red")])
def test_health_tells_when_nobody_looked_through(db, time_machine_at, days, light):
    time_machine_at(NOON)
    if days is not None:
        JobRun.objects.create(
            job="people.keep_to_rules", queue="default", realm="installation", state="done", asked_at=NOON,
            run_after=NOON, deadline_at=NOON, ended_at=NOON - timedelta(days=days),
        )  # fmt: skip

    [line] = look_at_retention()

    assert line.light == light


def test_every_clock_is_counted_by_one_query_each(db, django_assert_num_queries):
    with django_assert_num_queries(len(CLOCKS)):
        count_due(SYSTEM, at=datetime.combine(NOON, time(0), UTC))
