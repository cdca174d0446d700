"""Say what is to be made of a contradiction; nothing that was claimed or seen is overwritten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.assessment.bridge import digest_of_values, read_contradiction
from ospolis.assessment.choices import ContradictionState, Reason
from ospolis.assessment.events.results import ContradictionReopened, ContradictionResolved
from ospolis.assessment.models import Contradiction
from ospolis.assessment.selectors.contradictions import contradictions_to_resolve
from ospolis.assessment.services.asking import ask_reassessment
from ospolis.core.access import Role, Viewer
from ospolis.core.journal import record

_WAYS = frozenset({ContradictionState.ACCEPTED, ContradictionState.EXPLAINED, ContradictionState.CONTESTED})


class AlreadyResolved(ValueError):
    """Somebody was faster, or the contradiction is gone by now."""


class ReasonMissing(ValueError):
    """An explanation without a reason, or with another reason that is not told."""


@transaction.atomic
def resolve_contradiction(
    *, pk: int, way: str, actor: Viewer, at: datetime, reason: str = "", note: str = ""
) -> Contradiction:
    """Accept the evidence, explain the difference, or contest whose the evidence is.

    Where the evidence is accepted, the answers that it speaks against stay on record and no longer count. What is
    contested stays as it is until the map is mended: otherwise anybody could take bad evidence away.
    Raises   Contradiction.DoesNotExist when the actor may not resolve it; AlreadyResolved; ReasonMissing
    Emits    assessment.contradiction_resolved
    """
    row = contradictions_to_resolve(actor).select_for_update(of=("self",)).get(pk=pk)
    if row.state != ContradictionState.OPEN:
        raise AlreadyResolved(pk)
    _check_reason(way, reason, note)
    row.state, row.reason, row.note = ContradictionState(way), reason, note.strip()
    row.resolver_role, row.resolved_by, row.resolved_at = _role_of(actor, row), actor.pk, at
    row.resolved_digest = digest_of_values(read_contradiction(row))
    row.save()
    if way == ContradictionState.ACCEPTED:
        ask_reassessment(realm=row.realm, institution_key=row.institution.key, viewer=actor, at=at)
    event = ContradictionResolved(
        contradiction_id=row.pk, institution_key=row.institution.key, item=row.item, flag=row.flag, way=way,
        reason_code=reason, role=row.resolver_role,
    )  # fmt: skip
    record(event, actor=actor, at=at, realm=row.realm)
    return row


@transaction.atomic
def reopen_contradiction(*, pk: int, actor: Viewer, at: datetime) -> Contradiction:
    """Take a resolution back: the contradiction is open again, and what was said of it stays beside it.

    Raises   Contradiction.DoesNotExist when the actor may not resolve it; AlreadyResolved when it is open or gone
    Emits    assessment.contradiction_reopened
    """
    row = contradictions_to_resolve(actor).select_for_update(of=("self",)).get(pk=pk)
    if row.state not in _WAYS:
        raise AlreadyResolved(pk)
    was_accepted = row.state == ContradictionState.ACCEPTED
    row.state = ContradictionState.OPEN
    row.save(update_fields=["state"])
    if was_accepted:
        ask_reassessment(realm=row.realm, institution_key=row.institution.key, viewer=actor, at=at)
    event = ContradictionReopened(contradiction_id=row.pk, institution_key=row.institution.key)
    record(event, actor=actor, at=at, realm=row.realm)
    return row


def _check_reason(way: str, reason: str, note: str) -> None:
    if way not in _WAYS or (reason and reason not in Reason.values):
        raise ReasonMissing(way)
    if way == ContradictionState.EXPLAINED and not reason:
        raise ReasonMissing(reason)
    if reason == Reason.OTHER and not note.strip():
        raise ReasonMissing(reason)


def _role_of(actor: Viewer, row: Contradiction) -> str:
    """The role in which somebody speaks: that of the office before that of the institution."""
    for role in (Role.LEAD, Role.OFFICER):
        if row.realm in actor.realms(role):
            return str(role)
    return str(Role.FOCAL_POINT)
