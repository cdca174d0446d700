"""The register: every table that keeps something about people, ours and those of packages that we build on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from ospolis.core.privacy.declarations import PersonalData

_foreign: dict[str, PersonalData] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """One table and what is declared about it."""

    model: type[models.Model]
    personal: PersonalData

    @property
    def label(self) -> str:
        """The name of the table in files: `people.Person`."""
        return self.model._meta.label

    @property
    def rows(self) -> models.QuerySet[Any]:
        """Every row, in a fixed order."""
        return self.model._default_manager.order_by("pk")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom something is looked up for: numbers of records and accounts, addresses, and words to search text by.

    `people` holds merged records too; `words` are names, addresses and numbers of a telephone.
    """

    people: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def declare_foreign(label: str, personal: PersonalData) -> None:
    """Declare what a table of a package keeps about people; called in an app's `personal.py`."""
    _foreign[label] = personal


def personal_tables() -> tuple[Held, ...]:
    """Every table of the installation that keeps something about people, by its label."""
    _load_declarations()
    found = [held for model in apps.get_models(include_auto_created=True) if (held := _held(model))]
    return tuple(sorted(found, key=lambda held: held.label))


def held_as(label: str) -> Held:
    """One table of the register.

    Raises   LookupError when nothing is declared under this label
    """
    for held in personal_tables():
        if held.label == label:
            return held
    raise LookupError(f"nothing is declared about {label}")


def _held(model: type[models.Model]) -> Held | None:
    declared = getattr(model, "personal_data", None) or _foreign.get(model._meta.label)
    return Held(model, declared) if isinstance(declared, PersonalData) else None


def _load_declarations() -> None:
    for config in apps.get_app_configs():
        name = f"{config.name}.personal"
        if config.name.startswith("ospolis.") and find_spec(name) is not None:
            import_module(name)
