"""The only writer of institutions and systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.events import InventoryDeclared
from ospolis.institutions.inventory import (
    Changes,
    DeclaredInstitution,
    DeclaredSystem,
    Inventory,
    InventoryChanges,
    fold,
)
from ospolis.institutions.models import Institution, InstitutionName, System


class KeyTaken(ValueError):
    """A key belongs to another office of this installation."""

    def __init__(self, kind: str, key: str, realm: str) -> None:
        super().__init__(f"the {kind} id '{key}' is already used by the office '{realm}'")
        self.kind, self.key, self.realm = kind, key, realm


@transaction.atomic
def declare_inventory(
    *, realm: str, inventory: Inventory, actor: Viewer, at: datetime, is_sample: bool = False
) -> InventoryChanges:
    """Make the institutions and systems of an office equal to what it declares; what is gone is withdrawn, not deleted.

    Raises   KeyTaken when a key belongs to another office; nothing is written then
    Emits    institutions.inventory_declared, unless nothing changed
    """
    institutions = _store_institutions(realm, inventory.institutions, at, is_sample)
    systems = _store_systems(realm, inventory.systems, at)
    changes = InventoryChanges(institutions=institutions, systems=systems)
    if changes != InventoryChanges():
        event = InventoryDeclared(
            office_key=realm,
            institutions_new=len(institutions.created),
            institutions_changed=len(institutions.changed),
            institutions_withdrawn=len(institutions.withdrawn),
            systems_new=len(systems.created),
            systems_changed=len(systems.changed),
            systems_withdrawn=len(systems.withdrawn),
        )
        record(event, actor=actor, at=at, realm=realm)
    return changes


def lineages(declared: Iterable[DeclaredInstitution]) -> dict[str, str]:
    """Work out where each institution stands in its tree: key -> "/top/.../key/"; a loop is cut where it closes."""
    parents = {row.key: row.parent for row in declared}
    found: dict[str, str] = {}
    for key in parents:
        way: list[str] = []
        step = key
        while step in parents and step not in way:
            way.append(step)
            step = parents[step]
        found[key] = "/" + "/".join(reversed(way)) + "/"
    return found


def _store_institutions(
    realm: str, declared: tuple[DeclaredInstitution, ...], at: datetime, is_sample: bool
) -> Changes:
    tree = lineages(declared)
    wanted = {
        row.key: {
            "name": row.name, "folded_name": _folded_name(row), "kind": row.kind, "sector": row.sector,
            "region": row.region, "staff": row.staff, "website": row.website, "identifier": row.identifier,
            "code_hosting": list(row.code_hosting), "lineage": tree[row.key], "is_sample": is_sample,
            "withdrawn_at": None,
        }
        for row in declared
    }  # fmt: skip
    changes = _store_rows(Institution, "institution", realm, wanted, at)
    held = {row.key: row for row in Institution.objects.filter(realm=realm)}
    moved = []
    for row in declared:
        parent = held[row.parent].pk if row.parent else None
        if held[row.key].parent_id != parent:
            held[row.key].parent_id = parent
            moved.append(held[row.key])
    Institution.objects.bulk_update(moved, ["parent"], batch_size=500)
    _store_names(declared, held)
    return changes


def _folded_name(row: DeclaredInstitution) -> str:
    return fold(" ".join((row.name, row.key, *(name.text for name in row.other_names))))[:900]


def _store_names(declared: tuple[DeclaredInstitution, ...], held: Mapping[str, Institution]) -> None:
    wanted = {(held[row.key].pk, name.kind, name.language, name.text) for row in declared for name in row.other_names}
    kept = set()
    for name in InstitutionName.objects.filter(institution__in=[held[row.key].pk for row in declared]):
        mark = (name.institution_id, name.kind, name.language, name.text)
        if mark in wanted:
            kept.add(mark)
        else:
            name.delete()
    InstitutionName.objects.bulk_create(
        InstitutionName(institution_id=pk, kind=kind, language=language, text=text)
        for pk, kind, language, text in sorted(wanted - kept)
    )


def _store_systems(realm: str, declared: tuple[DeclaredSystem, ...], at: datetime) -> Changes:
    owners = dict(Institution.objects.filter(realm=realm).values_list("key", "pk"))
    wanted = {
        row.key: {
            "institution_id": owners[row.institution], "name": row.name, "status": row.status,
            "openness": row.openness, "licence": row.licence, "vendor": row.vendor, "annual_cost": row.annual_cost,
            "currency": row.currency, "contract_end": row.contract_end, "users": row.users,
            "criticality": row.criticality, "repository": row.repository, "functions": list(row.functions),
            "url": row.url, "withdrawn_at": None,
        }
        for row in declared
    }  # fmt: skip
    return _store_rows(System, "system", realm, wanted, at)


def _store_rows(
    model: type[Institution] | type[System], kind: str, realm: str, wanted: Mapping[str, dict[str, Any]], at: datetime
) -> Changes:
    """Create, change or withdraw rows so that those of `realm` equal `wanted`."""
    table: Any = model._default_manager
    for key, owner in table.filter(key__in=list(wanted)).exclude(realm=realm).values_list("key", "realm"):
        raise KeyTaken(kind, key, owner)
    held = {row.key: row for row in table.filter(realm=realm)}
    created = [key for key in wanted if key not in held]
    changed = [
        key
        for key, fields in wanted.items()
        if key in held and any(getattr(held[key], name) != value for name, value in fields.items())
    ]
    withdrawn = [key for key, row in held.items() if key not in wanted and row.withdrawn_at is None]
    table.bulk_create([model(key=key, realm=realm, **wanted[key]) for key in created], batch_size=500)
    for key in changed:
        for name, value in wanted[key].items():
            setattr(held[key], name, value)
    for key in withdrawn:
        held[key].withdrawn_at = at
    names = sorted({name for fields in wanted.values() for name in fields} | {"withdrawn_at"})
    table.bulk_update([held[key] for key in (*changed, *withdrawn)], names, batch_size=500)
    return Changes(tuple(created), tuple(changed), tuple(withdrawn))
