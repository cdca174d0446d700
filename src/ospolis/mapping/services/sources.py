"""Write down what an office wants read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import ids_of_institutions, ids_of_systems
from ospolis.mapping.events import SourcesDeclared
from ospolis.mapping.models import ComponentUse, Repository, Source
from ospolis.mapping.services.withdrawing import take_listed_along, withdraw_contents


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """One source as declared; `line` is its row in the table it was declared in."""

    institution: str
    kind: str
    location: str
    system: str = ""
    role: str = "publishes"
    note: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """Short, stable and safe in an address: made of what a source is known by."""
        known_by = "\n".join((self.institution, self.kind, self.location))
        return hashlib.blake2b(known_by.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """What a declaration changed: how many sources are new or changed, which were withdrawn, and with them which
    repositories."""

    new: int = 0
    changed: int = 0
    withdrawn: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()


@transaction.atomic
def declare_sources(*, realm: str, sources: Sequence[DeclaredSource], actor: Viewer, at: datetime) -> SourceChanges:
    """Make the sources of an office equal to what it declares; what is gone is withdrawn, not deleted.

    Raises   KeyError when a source names an institution or system that the office does not have
    Emits    mapping.sources_declared, unless nothing changed
    """
    institutions, systems = ids_of_institutions(actor, realm), ids_of_systems(actor, realm)
    held = {_place(row): row for row in Source.objects.filter(realm=realm, listed_by=None)}
    places = {source: (institutions[source.institution], source.kind, source.location) for source in sources}
    listed = _listed_at(realm, {place[2] for place in places.values() if place not in held})
    new, changed, kept = [], [], set()
    for source, place in places.items():
        wanted = {
            "system_id": systems[source.system] if source.system else None, "role": source.role,
            "note": source.note, "declared_line": source.line, "withdrawn_at": None, "listed_by_id": None,
        }  # fmt: skip
        row = held.get(place) or listed.get(place)
        if row is None:
            known_by = {"institution_id": place[0], "kind": source.kind}
            new.append(Source(key=source.key, realm=realm, location=source.location, **known_by, **wanted))
            continue
        kept.add(row.pk)
        if any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            changed.append(row)
    withdrawn = [row for row in held.values() if row.pk not in kept and row.withdrawn_at is None]
    withdrawn += take_listed_along(withdrawn, kept)
    for row in withdrawn:
        row.withdrawn_at = at
    names = ["system", "role", "note", "declared_line", "withdrawn_at", "listed_by"]
    Source.objects.bulk_create(new, batch_size=500)
    Source.objects.bulk_update([*changed, *withdrawn], names, batch_size=500)
    _hand_on_systems(changed)
    gone = withdraw_contents(withdrawn, at=at) if withdrawn else ()
    changes = SourceChanges(len(new), len(changed), tuple(row.key for row in withdrawn), gone)
    if changes != SourceChanges():
        event = SourcesDeclared(office_key=realm, new=len(new), changed=len(changed), withdrawn=len(withdrawn))
        record(event, actor=actor, at=at, realm=realm)
    return changes


def _place(row: Source) -> tuple[int, str, str]:
    """What a source is known by."""
    return row.institution_id, row.kind, row.location


def _listed_at(realm: str, locations: Collection[str]) -> dict[tuple[int, str, str], Source]:
    """Repositories that a forge listed and that are declared now: they go on as what was declared."""
    found: dict[tuple[int, str, str], Source] = {}
    wanted = sorted(locations)
    for start in range(0, len(wanted), 500):
        rows = Source.objects.filter(realm=realm, location__in=wanted[start : start + 500])
        found.update((_place(row), row) for row in rows.exclude(listed_by=None))
    return found


def _hand_on_systems(changed: Sequence[Source]) -> None:
    """What was read of a source belongs to the system that it is declared for now."""
    for source in changed:
        Repository.objects.filter(source=source).update(system_id=source.system_id)
        ComponentUse.objects.filter(source=source).update(system_id=source.system_id)
