"""From what forges say of repositories to facts: each with the forge as the one who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance, SubjectKind
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.measures import definitions
from ospolis.evidence.services import record_facts
from ospolis.mapping.choices import PresenceState
from ospolis.mapping.models import ForgeListing, ForgeRepository, Run
from ospolis.mapping.selectors.forges import known_repositories, listings_of, untold_repositories
from ospolis.mapping.services.telling import mark_told

METHOD, METHOD_VERSION = "forge", "1"
_PORTION = 500
_MEASURES = frozenset(code for code in definitions().measures if code.startswith("repository.forge-"))


def tell_forge_facts(*, run: Run, actor: Viewer, at: datetime) -> int:
    """Write what forges say of the repositories of an office, as far as the ledger does not say it yet.

    Returns  the number of repositories that were told of
    """
    return sum(_tell_listing(listing, run.realm, actor, at) for listing in listings_of(actor, run.realm))


def _tell_listing(listing: ForgeListing, realm: str, actor: Viewer, at: datetime) -> int:
    told, after = 0, 0
    origin = Origin(
        source_key=listing.source.key, provenance=Provenance.FORGE, method=METHOD, method_version=METHOD_VERSION
    )
    while rows := untold_repositories(actor, listing.pk, after=after, most=_PORTION):
        after = rows[-1].pk
        known = known_repositories(actor, realm, {row.address for row in rows})
        there = [(row, known[row.address]) for row in rows if row.address in known]
        facts = [fact for row, (_, key, owner) in there for fact in forge_facts(row, key, owner)]
        whole = [Whole(SubjectKind.REPOSITORY, key, _MEASURES) for _, (_, key, _) in there]
        record_facts(realm=realm, origin=origin, facts=facts, whole=whole, actor=actor, at=at)
        mark_told(rows=[(row.pk, known[row.address][0]) for row, _ in there])
        told += len(there)
    return told


def forge_facts(row: ForgeRepository, key: str, institution: str) -> Iterator[NewFact]:
    """What a forge says of one repository.

    Shapes   key: of the repository the facts are about
    """
    is_listed = row.presence == PresenceState.LISTED
    said = {
        "repository.forge-state": ("archived" if row.is_archived else "active") if is_listed else str(row.presence),
        "repository.forge-licence": row.licence,
        "repository.forge-fork": (row.parent or "yes") if row.is_fork else "",
    }
    for measure, text in said.items():
        if text:
            yield NewFact(
                SubjectKind.REPOSITORY, key, measure, institution_key=institution, text=text,
                record=f"{row.path}, {row.forge_id}"[:500],
            )  # fmt: skip
