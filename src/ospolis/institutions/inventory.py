"""The declared inventory as plain values: what a country folder or a form hands to the services."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of an institution; `kind` is one of NameKind, `language` a BCP 47 tag or empty."""

    text: str
    kind: str = "local"
    language: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredInstitution:
    """One institution as declared. `parent` is the key of another one of the same inventory, or empty."""

    key: str
    name: str
    kind: str
    parent: str = ""
    sector: str = ""
    staff: int | None = None
    region: str = ""
    website: str = ""
    identifier: str = ""
    code_hosting: tuple[str, ...] = ()
    other_names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredSystem:
    """One digital system as declared by its institution."""

    key: str
    institution: str
    name: str
    status: str = "active"
    openness: str = "unknown"
    licence: str = ""
    vendor: str = ""
    annual_cost: Decimal | None = None
    currency: str = ""
    contract_end: date | None = None
    users: int | None = None
    criticality: int | None = None
    repository: str = ""
    functions: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that one office declares at once."""

    institutions: tuple[DeclaredInstitution, ...]
    systems: tuple[DeclaredSystem, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a declaration changed: keys, in the order in which they were declared."""

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InventoryChanges:
    """What a declaration changed, institutions and systems apart."""

    institutions: Changes = field(default_factory=Changes)
    systems: Changes = field(default_factory=Changes)


def fold(text: str) -> str:
    """Lower case without accents, so that "Ministère" is found by "ministere"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
