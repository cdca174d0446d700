"""Facts that follow from others once a run has read everything: what is known of each institution and system."""

from __future__ import annotations

from datetime import datetime

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance, SubjectKind
from ospolis.evidence.ledger import LedgerChange, NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.institutions.choices import SystemStatus
from ospolis.institutions.selectors import institutions_seen_by, systems_seen_by
from ospolis.mapping.models import Run
from ospolis.mapping.selectors.repositories import component_lists_of_systems, systems_with_components
from ospolis.mapping.selectors.sources import institutions_with_a_read_source

METHOD, METHOD_VERSION = "collection", "1"
_LONGEST_RECORD = 500


def record_conclusions(*, run: Run, actor: Viewer, at: datetime) -> LedgerChange:
    """Write what a run shows about institutions and systems.

    Raises   nothing of its own
    Emits    evidence.facts_recorded, unless nothing changed
    """
    realm = run.realm
    facts = [*_institution_facts(actor, realm), *_system_facts(actor, realm), *_component_facts(actor, realm)]
    whole = [
        Whole(SubjectKind.SYSTEM, key, frozenset({"system.components"}))
        for key in systems_seen_by(actor).filter(realm=realm).values_list("key", flat=True)
    ]
    origin = Origin(source_key="", provenance=Provenance.SCAN, method=METHOD, method_version=METHOD_VERSION)
    return record_facts(realm=realm, origin=origin, facts=facts, whole=whole, actor=actor, at=at)


def _institution_facts(viewer: Viewer, realm: str) -> list[NewFact]:
    read = institutions_with_a_read_source(viewer, realm)
    declared = set(systems_seen_by(viewer).filter(realm=realm).values_list("institution__key", flat=True))
    facts = []
    for key in institutions_seen_by(viewer).filter(realm=realm).values_list("key", flat=True):
        state = "read" if key in read else "declared" if key in declared else "nothing"
        facts.append(NewFact(SubjectKind.INSTITUTION, key, "institution.mapped", institution_key=key, text=state))
    return facts


def _system_facts(viewer: Viewer, realm: str) -> list[NewFact]:
    listed = systems_with_components(viewer, realm)
    systems = systems_seen_by(viewer).filter(realm=realm, status=SystemStatus.ACTIVE)
    return [
        NewFact(
            SubjectKind.SYSTEM, key, "system.component-list", institution_key=institution,
            text="yes" if key in listed else "no",
        )
        for key, institution in systems.values_list("key", "institution__key")
    ]  # fmt: skip


def _component_facts(viewer: Viewer, realm: str) -> list[NewFact]:
    """How many different components all lists of a system name together."""
    facts = []
    for listed in component_lists_of_systems(viewer, realm):
        shown = ", ".join(listed.locations)
        facts.append(
            NewFact(
                SubjectKind.SYSTEM, listed.system, "system.components", institution_key=listed.institution,
                number=float(listed.components), detail={"component lists": len(listed.locations)},
                record=shown if len(shown) <= _LONGEST_RECORD else listed.locations[0][:_LONGEST_RECORD],
                provenance=Provenance.COMPONENT_LIST,
            )
        )  # fmt: skip
    return facts
