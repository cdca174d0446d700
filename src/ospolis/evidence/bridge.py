"""Plain facts to rows of the ledger."""

from __future__ import annotations

from datetime import datetime

from ospolis.core.access import Viewer
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.measures import definitions
from ospolis.evidence.models import CurrentValue, Fact


def fact_row(fact: NewFact, realm: str, origin: Origin, actor: Viewer, at: datetime) -> Fact:
    """Join a fact with where it comes from.

    Shapes   one unsaved Fact; texts are cut to what the table holds
    """
    return Fact(
        realm=realm, subject_kind=fact.subject_kind, subject_key=fact.subject_key, measure=fact.measure,
        part=fact.part[:200], institution_key=fact.institution_key, number=fact.number, text=fact.text[:500],
        detail=fact.detail, unit=definitions().measures[fact.measure].unit,
        provenance=fact.provenance or origin.provenance, source_key=origin.source_key,
        repository=origin.repository[:2048], commit=fact.commit or origin.commit, path=fact.path[:4096],
        line_start=fact.line_start, line_end=fact.line_end, record=fact.record[:500],
        method=fact.method or origin.method, method_version=fact.method_version or origin.method_version,
        reliability=origin.reliability, visibility=origin.visibility, digest=fact.digest(origin),
        recorded_by=actor.label, recorded_at=at,
    )  # fmt: skip


def value_row(fact: Fact) -> CurrentValue:
    """The current value that a fact stands behind.

    Shapes   one unsaved CurrentValue
    """
    return CurrentValue(
        realm=fact.realm, subject_kind=fact.subject_kind, subject_key=fact.subject_key, measure=fact.measure,
        part=fact.part, institution_key=fact.institution_key, fact=fact, number=fact.number, text=fact.text,
        digest=fact.digest, visibility=fact.visibility,
    )  # fmt: skip
