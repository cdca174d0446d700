"""Facts that follow from others once a run has read everything: what is known of each institution and system."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from ospolis.core.access import Viewer
from ospolis.core.journal.selectors import happened_since, last_sequence
from ospolis.evidence.choices import Provenance, SubjectKind
from ospolis.evidence.events import FactsRecorded, FiguresComputed
from ospolis.evidence.ledger import LedgerChange, NewFact, Origin, Whole
from ospolis.evidence.measures import definitions
from ospolis.evidence.services import record_facts
from ospolis.institutions.choices import SystemStatus
from ospolis.institutions.selectors import institutions_seen_by, systems_seen_by
from ospolis.mapping import critical
from ospolis.mapping.events import ChangesNoted, ForgeListed, RunFinished, RunStarted
from ospolis.mapping.finding import INDEX_VERSION
from ospolis.mapping.models import Run
from ospolis.mapping.selectors.changes import last_conclusion
from ospolis.mapping.selectors.repositories import component_lists_of_systems, systems_with_components
from ospolis.mapping.selectors.sources import institutions_with_a_read_source

METHOD, METHOD_VERSION = "collection", "1"
_LONGEST_RECORD = 500
_QUIET = (RunStarted.verb, RunFinished.verb, ForgeListed.verb)
_OWN = (FactsRecorded.verb, FiguresComputed.verb, ChangesNoted.verb)


def conclusions_hold(viewer: Viewer, run: Run) -> bool:
    """Whether all that follows from what was read still holds: nothing happened in the office since the run before was
    concluded by the same rules, besides runs and lists of forges that brought nothing.

    Cost     2 queries
    """
    rules, sequence = last_conclusion(viewer, run)
    return rules == _name_rules() and not happened_since(viewer, run.realm, sequence, besides=_QUIET)


def mark_conclusions(viewer: Viewer, run: Run, began: int) -> dict[str, Any]:
    """What a run keeps of its conclusions: by which rules, and up to which entry of the journal they hold.

    Shapes   began: the newest entry before anything was concluded; it counts when others wrote meanwhile
    Cost     2 queries
    """
    is_disturbed = happened_since(viewer, run.realm, began, besides=(*_QUIET, *_OWN))
    return {"rules": _name_rules(), "entry": began if is_disturbed else last_sequence(viewer, run.realm)}


def _name_rules() -> str:
    """Equal as long as figures and conclusions are worked out in the same way."""
    said = repr((definitions().figures, METHOD_VERSION, critical.METHOD_VERSION, INDEX_VERSION))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


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
