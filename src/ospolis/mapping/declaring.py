"""From the rows of a country folder to what was declared: inventory, office, sources, and their facts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.search.services import remove_rows
from ospolis.evidence.choices import Provenance, SubjectKind
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.services import end_facts, record_facts
from ospolis.institutions.inventory import (
    DeclaredInstitution,
    DeclaredSystem,
    Inventory,
    InventoryChanges,
    OtherName,
)
from ospolis.institutions.selectors import ids_of_institutions
from ospolis.institutions.services import declare_inventory
from ospolis.mapping.answering import record_answers
from ospolis.mapping.folder import CountryFolder
from ospolis.mapping.folder.tables import Row
from ospolis.mapping.services.sources import DeclaredSource, SourceChanges, declare_sources
from ospolis.offices.services import DeclaredOffice, declare_office

METHOD, METHOD_VERSION = "country folder", "1"
_DECLARED = frozenset({"system.status", "system.openness", "system.licence"})


class OtherOffice(ValueError):
    """The id of an office that has institutions, in a folder that names none of them."""


@transaction.atomic
def declare_folder(*, folder: CountryFolder, actor: Viewer, at: datetime) -> None:
    """Write what a folder declares, whole or not at all.

    Raises   KeyTaken when an id belongs to another office; OtherOffice rather than withdrawing every institution
    """
    office = folder.office
    known_here = set(ids_of_institutions(actor, office.key))
    if known_here and known_here.isdisjoint(row["id"] for row in folder.institutions):
        raise OtherOffice(office.key)
    inventory = Inventory(
        institutions=tuple(_institution(row) for row in folder.institutions),
        systems=tuple(_system(row) for row in folder.systems),
    )
    known = declare_inventory(realm=office.key, inventory=inventory, actor=actor, at=at, is_sample=office.is_sample)
    declared = DeclaredOffice(
        key=office.key, name=office.name, country=office.country, scope=office.scope, host=office.host,
        country_name=office.country_name, started=office.started, currency=office.currency,
        languages=office.languages, is_sample=office.is_sample,
    )  # fmt: skip
    declare_office(office=declared, actor=actor, at=at)
    sources = [_source(row) for row, _ in folder.sources]
    changes = declare_sources(realm=office.key, sources=sources, actor=actor, at=at)
    _forget(office.key, known, changes, actor, at)
    origin = Origin(source_key="", provenance=Provenance.DECLARATION, method=METHOD, method_version=METHOD_VERSION)
    facts = [fact for row in folder.systems for fact in system_facts(row)]
    whole = [Whole(SubjectKind.SYSTEM, row["id"], _DECLARED) for row in folder.systems]
    record_facts(realm=office.key, origin=origin, facts=facts, whole=whole, actor=actor, at=at)
    record_answers(folder=folder, actor=actor, at=at)


def _forget(realm: str, known: InventoryChanges, changes: SourceChanges, actor: Viewer, at: datetime) -> None:
    """End the facts of what is no longer declared, and let the search no longer find it."""
    gone = {
        SubjectKind.INSTITUTION: known.institutions.withdrawn,
        SubjectKind.SYSTEM: known.systems.withdrawn,
        SubjectKind.REPOSITORY: changes.repositories,
    }
    subjects = [(str(kind), key) for kind, keys in gone.items() for key in keys]
    end_facts(realm=realm, subjects=subjects, source_keys=changes.withdrawn, actor=actor, at=at)
    for kind, keys in gone.items():
        remove_rows(kind=str(kind), keys=keys)


def system_facts(row: Row) -> list[NewFact]:
    """What an institution said of one of its systems, each with its row."""
    said = {"system.status": row["status"], "system.openness": row["openness"], "system.licence": row["licence"]}
    return [
        NewFact(
            subject_kind=SubjectKind.SYSTEM, subject_key=row["id"], institution_key=row["institution"],
            measure=measure, text=text, path="systems.csv", line_start=row.line, record=f"systems.csv, {row['id']}",
        )
        for measure, text in said.items()
        if text
    ]  # fmt: skip


def _institution(row: Row) -> DeclaredInstitution:
    local = row["name_local"]
    return DeclaredInstitution(
        key=row["id"], name=row["name"], kind=row["kind"], parent=row["parent"], sector=row["sector"],
        staff=row["staff"], region=row["region"], website=row["website"], identifier=row["identifier"],
        code_hosting=tuple(row["code_hosting"]),
        other_names=(OtherName(text=local),) if local else (),
    )  # fmt: skip


def _system(row: Row) -> DeclaredSystem:
    critical = row["criticality"]
    return DeclaredSystem(
        key=row["id"], institution=row["institution"], name=row["name"], status=row["status"],
        openness=row["openness"], licence=row["licence"], vendor=row["vendor"], annual_cost=row["annual_cost"],
        currency=row["currency"], contract_end=row["contract_end"], users=row["users"],
        criticality=int(critical) if critical else None, repository=row["repository"],
        functions=tuple(row["functions"]), url=row["url"],
    )  # fmt: skip


def _source(row: Row) -> DeclaredSource:
    return DeclaredSource(
        institution=row["institution"], kind=row["kind"], location=row["location"], system=row["system"],
        role=row["role"], note=row["note"], line=row.line,
    )  # fmt: skip
