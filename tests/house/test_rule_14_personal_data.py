"""Rule 14: a model that keeps something about people says what, why, how long, and how it is handed out and erased."""

from __future__ import annotations

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
from ospolis.core.privacy import PersonalData

PERSONAL_NAME = re.compile(
    r"(^|_)(email|e_mail|phone|mobile|telephone|birth|gender|disability|first_name|last_name|family_name|given_name"
    r"|passport|national_id|ip|ip_address|user_agent|password|portrait|signature)(_|$)"
)
PERSONAL_KINDS = (models.EmailField, models.GenericIPAddressField)
SENTENCE = 4


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
        found += [
            f"{name}.{field} is missing in personal_data.fields" for field in sorted(set(named) - set(declared.fields))
        ]
        held = {field.name for field in model._meta.get_fields()}
        found += [f"{name} has no field {field}" for field in declared.fields if field not in held]
        found += judge_declaration(name, declared)
    return sorted(found)


def judge_declaration(name: str, declared: PersonalData) -> list[str]:
    """Say what is wrong with a declaration: purpose and retention are sentences, the handlers are there."""
    texts = {"purpose": declared.purpose, "retention": declared.retention}
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
        if isinstance(field, PERSONAL_KINDS) or PERSONAL_NAME.search(field.name) or points:
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
