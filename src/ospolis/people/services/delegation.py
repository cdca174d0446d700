"""Deputies: who stands in for somebody who is absent, for some days, with the same role and no more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.access.giving import DEPUTISED
from ospolis.core.journal.services import record
from ospolis.people.events import DeputyNamed
from ospolis.people.models import Person, RoleGrant
from ospolis.people.selectors.roles import people_to_name
from ospolis.people.services.granting import NotEntitled, end_sessions, has_ended, hold_grant, is_own

MOST_DAYS = 90


@transaction.atomic
def name_deputy(
    *, grant_id: int, deputy_id: int, starts: date, ends: date, actor: Viewer, at: datetime, reason: str = ""
) -> RoleGrant:
    """Let somebody known to the office stand in for the actor, from a day until a day, at most 90 days.

    The deputy's role holds only while the actor's own does, and cannot be handed on. `role_ended` ends it early.
    Raises   RoleGrant.DoesNotExist; NotEntitled for a role that is not the actor's own or is a deputy's itself;
             Person.DoesNotExist for somebody without an account or whom the actor does not know; ValidationError
    Emits    people.deputy_named
    """
    spot, grant = hold_grant(grant_id)
    if not is_own(grant.person, actor) or Role(grant.role) not in DEPUTISED:
        raise NotEntitled("everybody names a deputy for the own role only")
    if grant.deputises_for_id is not None or has_ended(grant, at):
        raise NotEntitled("a deputy names no deputy")
    deputy = people_to_name(actor, spot.realm, on=timezone.localdate(at)).get(pk=deputy_id)
    _check_days(grant, deputy, starts, ends, at)
    row = RoleGrant(
        person=deputy, role=grant.role, office=grant.office, institution=grant.institution, starts=starts, ends=ends,
        deputises_for=grant, granted_by=actor.pk, reason=reason,
    )  # fmt: skip
    row.full_clean()
    row.save()
    end_sessions(deputy, at=at)
    event = DeputyNamed(person_id=deputy.pk, role=grant.role, grant_id=grant.pk, days=(ends - starts).days + 1)
    record(event, actor=actor, at=at, realm=spot.realm)
    return row


def _check_days(grant: RoleGrant, deputy: Person, starts: date, ends: date, at: datetime) -> None:
    """Hold the days of an absence against the own role, and against another deputy time of the same person.

    Raises   ValidationError
    """
    if starts < timezone.localdate(at) or ends < starts:
        raise ValidationError(_("Choose a first day from today on, and a last day that is no earlier."))
    if ends - starts >= timedelta(days=MOST_DAYS):
        raise ValidationError(_("A deputy stands in for %(most)d days at most.") % {"most": MOST_DAYS})
    if starts < grant.starts or (grant.ends is not None and ends > grant.ends):
        raise ValidationError(_("A deputy stands in only while your own role lasts. Choose days within it."))
    overlapping = RoleGrant.objects.filter(
        deputises_for=grant, person=deputy, ended_at=None, starts__lte=ends, ends__gte=starts
    )
    if overlapping.exists():
        raise ValidationError(_("This person stands in for you on some of these days already."))
