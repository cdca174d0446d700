"""Tell what the releases of a repository held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.mapping.models import Repository
from ospolis.mapping.released import MEASURES, METHOD


@transaction.atomic
def tell_releases(
    *, repository: Repository, facts: Sequence[NewFact], version: str, actor: Viewer, at: datetime
) -> int:
    """Write what the newest releases of a repository held; returns how many facts are new.

    What was known of other releases has ended: they are gone, or no longer among the newest that were asked for.

    Raises   UnknownMeasure
    Emits    evidence.facts_recorded, when something changed
    """
    assert repository.source is not None  # noqa: S101  # only repositories with a source are asked about
    origin = Origin(
        source_key=repository.source.key, provenance=Provenance.SCAN, method=METHOD, method_version=version,
        repository=repository.address,
    )  # fmt: skip
    whole = Whole("repository", repository.key, MEASURES)
    change = record_facts(realm=repository.realm, origin=origin, facts=facts, whole=[whole], actor=actor, at=at)
    return change.new
