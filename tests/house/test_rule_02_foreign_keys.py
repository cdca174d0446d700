"""Rule 2: foreign keys point down, and nothing below learns who points at it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from house.floors import read_floors
from house.tree import hold_rule


def find_wrong_keys(classes: Iterable[type[models.Model]]) -> list[str]:
    """Find relations between apps that point up or sideways, or that give the other model a way back."""
    floors = read_floors()
    found = []
    for model in classes:
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if target is None:
                continue
            own, other = model._meta.app_label, target._meta.app_label
            name = f"{model._meta.label}.{field.name}"
            # Apps of Django itself (accounts of the framework, content types) lie beneath every floor.
            if own != other and floors.get(other, -1) >= floors[own]:
                found.append(f"{name} points up or sideways to {other}")
            if own != other and not field.remote_field.hidden:
                found.append(f"{name} crosses into {other}: write related_name='+'")
    return sorted(found)


def own_models() -> list[type[models.Model]]:
    """Return the models of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("ospolis.")]


@pytest.mark.parametrize(
    ("own", "other", "related_name", "offences"),
    [
        ("institutions", "people", "+", 1),
        ("people", "institutions", "grants", 1),
        ("core", "mapping", "sources", 2),
        ("people", "institutions", "+", 0),
        ("people", "people", "grants", 0),
    ],
)
@isolate_apps("ospolis.core")
def test_a_planted_key_is_judged(own, other, related_name, offences):
    class Target(models.Model):  # noqa: DJ008
        class Meta:
            app_label = other

    class Row(models.Model):  # noqa: DJ008
        target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name=related_name)

        class Meta:
            app_label = own

    assert len(find_wrong_keys([Row])) == offences


def test_foreign_keys_of_the_product_point_down():
    hold_rule(find_wrong_keys(own_models()))
