"""The whole journal examined: the chain, then its signed heads; by a command, and each night by a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ospolis.core.journal.heads import verify_heads
from ospolis.core.journal.models import Audit
from ospolis.core.journal.verification import BrokenEntry, verify_chain


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an examination found; `broken` names the first entry that does not hold."""

    entries: int
    realms: int
    heads: int
    broken: BrokenEntry | None


def audit_journal(
    realm: str | None = None, *, public: str = "", progress: Callable[[int], None] | None = None
) -> AuditReport:
    """Walk the chain and hold the signed heads against it.

    Shapes   realm: one chain, or None for all; public: the key that must have signed, one's own when empty
    Raises   BadKey
    """
    chain = verify_chain(realm, progress=progress)
    heads, broken = verify_heads(realm, public=public)
    return AuditReport(chain.entries, chain.realms, heads, chain.broken or broken)


def note_audit(*, report: AuditReport, at: datetime) -> Audit:
    """Keep what an examination found, so that a page and the doctor can tell.

    Raises   nothing of its own
    Emits    nothing: an entry about the journal in the journal would make each night a change
    """
    broken = report.broken
    return Audit.objects.create(
        at=at,
        entries=report.entries,
        chains=report.realms,
        heads=report.heads,
        broken_realm=broken.realm if broken else "",
        broken_sequence=broken.sequence if broken else 0,
        problem=broken.problem[:300] if broken else "",
    )
