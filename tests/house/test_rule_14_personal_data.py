"""Rule 14: a model that keeps something about people says what, why, how long, and how it is handed out and erased.

The register of processing is made from these declarations, and so are the copy that a person may take, the erasure and
the nightly job that keeps to the rules. So one walk over all models shows that nothing about people is left out.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils.module_loading import import_string

from house.test_rule_02_foreign_keys import own_models
from house.tree import hold_rule
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.core.privacy.declarations import ERASE_ROWS, EXPORT_ROWS
from ospolis.core.privacy.register import personal_tables

PERSONAL_NAME = re.compile(
    r"(^|_)(email|e_mail|phone|mobile|telephone|birth|gender|disability|first_name|last_name|family_name|given_name"
    r"|passport|national_id|ip|ip_address|user_agent|password|portrait|signature|session_key|original_name)(_|$)"
    r"|_by$"
)
PERSONAL_KINDS = (models.EmailField, models.GenericIPAddressField)
SENTENCE = 4
EXPORTED, ERASED = ("viewer", "held", "subject"), ("held", "subject", "actor", "at")

# Where people do not stand, and how that is held. Objects and free text can hold anything, so each is looked at once.
WITHOUT_PEOPLE = {
    "assessment.Assignment.sections": "codes of dimensions",
    "assessment.Bank.content": "questions, none about a person",
    "assessment.BankWords.content": "questions in another language, none about a person",
    "assessment.Campaign.consent": "what an office says to all who are asked",
    "assessment.Campaign.purpose": "why an office asks its institutions; shown to all who are asked",
    "assessment.Campaign.roles": "codes of roles",
    "assessment.Campaign.sections": "codes of dimensions",
    "assessment.Contradiction.facts": "numbers of facts",
    "assessment.InstitutionScore.items": "levels of an institution and numbers of facts",
    "assessment.InstitutionScore.p_level": "probabilities",
    "core.Entry.actor": "a bare number, see the erasure; never a name",
    "core.Entry.changes": "events hold references only, BadEvent otherwise",
    "core.Entry.on_behalf_of": "a reference, as the actor",
    "core.Entry.reason": "a code or a reference; the service that records it sees to it",
    "core.Entry.references": "events hold references only, BadEvent otherwise",
    "core.JobRun.arguments": "ids, held by the types of a job; an address is sealed",
    "core.CacheRow.value": "counts and parts of public pages",
    "core.Letter.asked_by": "a bare number, as the actor of an entry",
    "core.SearchRow.heading": "public pages and pages of offices; no record of a person is indexed",
    "core.SearchRow.words": "public pages and pages of offices; no record of a person is indexed",
    "core.Undelivered.reason": "the name of an error",
    "django_tasks_database.DBTaskResult.args_kwargs": "the number of a job",
    "django_tasks_database.DBTaskResult.exception_class_path": "the name of a class",
    "django_tasks_database.DBTaskResult.return_value": "nothing: jobs return nothing",
    "django_tasks_database.DBTaskResult.task_path": "the name of a function",
    "django_tasks_database.DBTaskResult.worker_ids": "names of processes",
    "evidence.Fact.detail": "values of measures; the engines hand over no contacts",
    "evidence.Fact.recorded_by": "a bare number, as the actor of an entry",
    "evidence.Figure.selection": "codes of measures",
    "evidence.Figure.states": "counts",
    "institutions.System.functions": "codes of functions",
    "mapping.BlobReading.key": "a digest",
    "mapping.BlobReading.reading": "licence, size and language of a file; authors become numbers",
    "mapping.SecondReading.rules": "names of rules of a scanner",
    "institutions.Institution.code_hosting": "addresses of organisations and servers",
    "mapping.ForgeHost.token": "a token of the installation, sealed",
    "mapping.ForgeListing.left_out": "reasons and counts",
    "mapping.ForgePage.examples": "addresses of places in a list; whatever holds an @ is left out",
    "mapping.ForgePage.forge_ids": "numbers of repositories",
    "mapping.ForgePage.left_out": "reasons and counts",
    "mapping.ForgeRepository.topics": "words that a repository's owner gave it",
    "mapping.MetadataRecord.problems": "places and rules; values of e-mail fields are left out",
    "mapping.Repository.languages": "counts of lines",
    "mapping.Run.summary": "counts",
    "mapping.WorkItem.report": "counts and steps",
    "offices.Office.languages": "codes of languages",
    "people.Merge.moved": "names of tables and numbers of rows",
    "people.Token.verbs": "codes",
    "socialaccount.SocialApp.settings": "what an operator set up",
}


def find_unlooked(classes: Iterable[type[models.Model]]) -> list[str]:
    """Find objects, long texts and numbers of actors that nobody has declared, in whichever way."""
    found = []
    declared = {held.label: held.personal for held in personal_tables()}
    for model in classes:
        personal = declared.get(model._meta.label)
        told = {*personal.fields, *personal.acts, *personal.mentions, *personal.secret} if personal else set()
        for field in model._meta.concrete_fields:
            named = PERSONAL_NAME.search(field.name) and not field.is_relation
            open_text = named or isinstance(field, models.JSONField | models.TextField | models.BinaryField)
            label = f"{model._meta.label}.{field.name}"
            if open_text and field.name not in told and label not in WITHOUT_PEOPLE:
                found.append(f"{label}: declare it as personal, or say in WITHOUT_PEOPLE why it is not")
    return sorted(found)


def find_ways_to_people(classes: Iterable[type[models.Model]]) -> list[str]:
    """Find tables from which keys lead to a person or an account and that are not in the register."""
    declared = {held.label for held in personal_tables()}
    return sorted(
        f"{model._meta.label}: its rows lead to people, declare it"
        for model in classes
        if model._meta.label not in declared and leads_to_people(model, set())
    )


def leads_to_people(model: type[models.Model], seen: set[type[models.Model]]) -> bool:
    """Say whether a row belongs to a person: through a key, or a key of the row that it leads to."""
    seen.add(model)
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation} - seen
    people = {"people.Person", "people.Account"}
    return any(target._meta.label in people or leads_to_people(target, seen) for target in targets)


def judge_machine(held_label: str, model: type[models.Model], declared: PersonalData) -> list[str]:
    """Say what a machine could not carry out: fields that are not there, no rule, no way to a person's rows."""
    if not declared.fields:
        return []
    held = {field.name for field in model._meta.get_fields()} | {"pk"}
    told = {*declared.secret, *declared.acts, *declared.mentions}
    told |= {name for rule in declared.rules for name in (*rule.since, *rule.fields)}
    lookups = (*declared.whose.people, *declared.whose.accounts, *declared.whose.addresses)
    told |= {lookup.split("__")[0] for lookup in lookups}
    found = [f"{held_label} has no field {name}" for name in sorted(told - held)]
    if not declared.rules:
        found.append(f"{held_label}: name a rule of retention, or WITH_PERSON")
    if not declared.title:
        found.append(f"{held_label}: give it a title for people")
    found += [f"{held_label}: {problem}" for rule in declared.rules for problem in judge_rule(rule)]
    reached = lookups or declared.acts or declared.mentions or declared.export != EXPORT_ROWS
    if not reached:
        found.append(f"{held_label}: say whose its rows are")
    for dotted, wanted in ((declared.export, EXPORTED), (declared.erasure, ERASED)):
        if is_function(dotted) and tuple(inspect.signature(import_string(dotted)).parameters) != wanted:
            found.append(f"{held_label}: {dotted} takes {', '.join(wanted)}")
    kept = not lookups and declared.erased is Ending.DELETE and declared.erasure == ERASE_ROWS and not declared.mentions
    if kept:
        found.append(f"{held_label}: an erasure finds nothing here")
    return found


def judge_rule(rule: Rule) -> list[str]:
    """Say what is wrong with a rule of retention."""
    found = []
    if rule.days is not None and not rule.since and not rule.due:
        found.append("a rule begins at a moment")
    if rule.ending is Ending.BLANK and not rule.fields:
        found.append("a rule that blanks names fields")
    if rule.ending is Ending.RELEASE and not rule.carry_out:
        found.append("a rule that replaces a person names who does it")
    return found + [
        f"{dotted} is no function" for dotted in (rule.due, rule.carry_out) if dotted and not is_function(dotted)
    ]


def find_undeclared(classes: Iterable[type[models.Model]]) -> list[str]:
    """Find models that keep something about people and do not say so, or not in full."""
    found = []
    for model in classes:
        named = personal_fields(model)
        declared = getattr(model, "personal_data", None)
        name = model._meta.label
        if not isinstance(declared, PersonalData):
            found += [f"{name}.{field}: declare it in personal_data: ClassVar[PersonalData]" for field in named]
            continue
        told = {*declared.fields, *declared.acts, *declared.mentions}
        found += [f"{name}.{field} is missing in personal_data.fields" for field in sorted(set(named) - told)]
        held = {field.name for field in model._meta.get_fields()}
        found += [f"{name} has no field {field}" for field in declared.fields if field not in held]
        found += judge_declaration(name, declared)
    return sorted(found)


def judge_declaration(name: str, declared: PersonalData) -> list[str]:
    """Say what is wrong with a declaration: purpose and retention are sentences, the handlers are there."""
    texts = {"purpose": str(declared.purpose), "retention": str(declared.retention)}
    found = [f"{name}: say more under {part}" for part, text in texts.items() if len(text.split()) < SENTENCE]
    for part, dotted in (("export", declared.export), ("erasure", declared.erasure)):
        if not is_function(dotted):
            found.append(f"{name}: {part} names {dotted}, which is no function")
    return found


def personal_fields(model: type[models.Model]) -> list[str]:
    """Return the fields of a model that speak of a person: by kind, by name, or by pointing at one."""
    person = person_model()
    found = []
    for field in model._meta.get_fields():
        if not field.concrete:
            continue
        points = field.is_relation and person is not None and field.related_model is person
        is_actor = field.name.endswith("_by") and f"{model._meta.label}.{field.name}" in WITHOUT_PEOPLE
        named = PERSONAL_NAME.search(field.name) and not field.is_relation
        if isinstance(field, PERSONAL_KINDS) or (named and not is_actor) or points:
            found.append(field.name)
    return found


def person_model() -> type[models.Model] | None:
    """Return the model of people, which every relation to a person points at."""
    return next((model for model in apps.get_models() if model._meta.label == "people.Person"), None)


def is_function(dotted: str) -> bool:
    """Say whether a dotted name leads to something that can be called."""
    try:
        found: Any = import_string(dotted)
    except ImportError:
        return False
    return callable(found)


GOOD = {
    "fields": ("email",),
    "purpose": "To write to people who asked for it.",
    "retention": "Until they take their name off the list.",
    "export": "os.path.join",
    "erasure": "os.path.join",
}


@pytest.mark.parametrize(
    ("change", "offences"),
    [
        (None, 1),
        ({}, 0),
        ({"fields": ()}, 1),
        ({"fields": ("email", "phone")}, 1),
        ({"purpose": "needed"}, 1),
        ({"retention": ""}, 1),
        ({"export": "ospolis.people.nowhere.export"}, 1),
        ({"erasure": ""}, 1),
    ],
    ids=["undeclared", "whole", "a field missing", "a field too many", "purpose", "retention", "export", "erasure"],
)
@isolate_apps("ospolis.core")
def test_a_planted_model_is_judged(change, offences):
    class Subscriber(models.Model):  # noqa: DJ008
        email = models.EmailField()
        city = models.CharField(max_length=80)

        class Meta:
            app_label = "core"

    if change is not None:
        Subscriber.personal_data = PersonalData(**{**GOOD, **change})

    assert len(find_undeclared([Subscriber])) == offences


def test_models_of_the_product_declare_what_they_keep_about_people():
    hold_rule(find_undeclared(own_models()))


def test_everything_in_the_app_of_people_is_personal():
    kept = [model for model in own_models() if model._meta.app_label == "people"]

    hold_rule(f"{model._meta.label} declares nothing" for model in kept if not hasattr(model, "personal_data"))


SUBSCRIBER = {
    "title": "Letters that I asked for",
    "rules": (Rule(days=30, since=("ended_at",)),),
    "whose": Whose(addresses=("email",)),
}


@pytest.mark.parametrize(
    ("change", "offences"),
    [
        ({}, 0),
        ({"rules": ()}, 1),
        ({"title": ""}, 1),
        ({"whose": Whose()}, 2),
        ({"secret": ("digest",)}, 1),
        ({"rules": (Rule(days=30),)}, 1),
        ({"rules": (Rule(days=30, since=("ended_at",), ending=Ending.BLANK),)}, 1),
        ({"rules": (Rule(days=30, since=("ended_at",), ending=Ending.RELEASE),)}, 1),
        ({"rules": (Rule(days=30, since=("ended_at",), due="ospolis.people.nowhere"),)}, 1),
        ({"export": "os.path.join"}, 1),
        ({"erasure": "os.path.join"}, 1),
    ],
)
@isolate_apps("ospolis.core")
def test_a_declaration_that_no_machine_could_keep_is_found(change, offences):
    class Subscriber(models.Model):  # noqa: DJ008
        email = models.EmailField()
        ended_at = models.DateTimeField(null=True)

        class Meta:
            app_label = "core"

    words = {name: GOOD[name] for name in ("fields", "purpose", "retention")}
    declared = PersonalData(**{**words, **SUBSCRIBER, **change})

    assert len(judge_machine("core.Subscriber", Subscriber, declared)) == offences


@isolate_apps("ospolis.core")
def test_an_object_that_nobody_looked_at_is_found():
    class Note(models.Model):  # noqa: DJ008
        detail = models.JSONField()
        written_by = models.BigIntegerField()

        class Meta:
            app_label = "core"

    assert len(find_unlooked([Note])) == 2


def test_every_table_that_leads_to_people_is_in_the_register():
    hold_rule(find_ways_to_people(apps.get_models(include_auto_created=True)))


def test_every_object_and_long_text_was_looked_at():
    hold_rule(find_unlooked(apps.get_models(include_auto_created=True)))


def test_nothing_is_excused_that_is_not_there():
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }

    hold_rule(sorted(f"{label}: there is no such field" for label in WITHOUT_PEOPLE.keys() - there))


def test_machines_can_carry_out_every_declaration():
    hold_rule(
        problem
        for held in personal_tables()
        for problem in judge_declaration(held.label, held.personal)
        + judge_machine(held.label, held.model, held.personal)
    )
