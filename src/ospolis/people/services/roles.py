"""The only writer of roles: given, prolonged, ended, handed over. Who may do so stands in `core.access.giving`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import get_office
from ospolis.people.events import LeadHandedOver, RoleEnded, RoleExtended, RoleGranted
from ospolis.people.models import Person, RoleGrant
from ospolis.people.selectors.giving import Spot, entitlement_to
from ospolis.people.selectors.roles import holding, holds_on, people_to_name
from ospolis.people.services.granting import (
    INSTALLATION,
    LONGEST,
    NotEntitled,
    check_giver,
    check_place,
    end_sessions,
    find_spot,
    has_ended,
    hold_grant,
    hold_realm,
    is_own,
    refuse_oneself,
)

# A lead who goes leaves behind one who stays at least so long, so that nobody leaves an office without a lead.
LEAD_STAYS = timedelta(days=30)


class LastLead(ValueError):
    """The office would be left without a lead; name another one first."""


@transaction.atomic
def grant_role(
    *, person_id: int, role: Role, starts: date, actor: Viewer, at: datetime, office_key: str = "",
    institution_key: str = "", ends: date | None = None, reason: str = "",
) -> RoleGrant:  # fmt: skip
    """Give a person a role for a time; the same grant twice is one grant. It ends the person's sessions.

    Raises   NotEntitled; Person.DoesNotExist, Office.DoesNotExist, Institution.DoesNotExist; ValidationError when
             the role does not belong where it is given, or lasts longer than the actor may give it
    Emits    people.role_granted
    """
    check_place(role, office_key, institution_key)
    spot = find_spot(office_key, institution_key, actor)
    hold_realm(spot)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    why = check_giver(role=role, spot=spot, starts=starts, ends=ends, actor=actor, at=at)
    refuse_oneself(person, actor)
    office = get_office(actor, office_key) if office_key else None
    institution = institutions_seen_by(actor).get(key=institution_key) if institution_key else None
    same = RoleGrant.objects.filter(person=person, role=role, office=office, institution=institution, ends=ends)
    if found := same.filter(starts__lte=starts, ended_at=None, deputises_for=None).order_by("id").first():
        return found
    grant = RoleGrant(
        person=person, role=role, office=office, institution=institution, starts=starts, ends=ends,
        granted_by=actor.pk, reason=reason,
    )  # fmt: skip
    grant.full_clean()
    grant.save()
    end_sessions(person, at=at)
    event = RoleGranted(person_id=person.pk, role=str(role), office_key=office_key, institution_key=institution_key)
    record(event, actor=actor, at=at, realm=spot.realm or INSTALLATION, on_behalf_of=why.in_place_of)
    return grant


@transaction.atomic
def extend_role(*, grant_id: int, ends: date, actor: Viewer, at: datetime) -> RoleGrant:
    """Let a role that has not ended last until a later day, by somebody who may give it.

    Raises   RoleGrant.DoesNotExist; NotEntitled; ValidationError when the day is no later one, or too late
    Emits    people.role_extended
    """
    spot, grant = hold_grant(grant_id)
    role = Role(grant.role)
    if grant.deputises_for_id is not None:
        raise ValidationError(_("A deputy's time is not made longer. Name the deputy anew."))
    if has_ended(grant, at) or grant.ends is None or ends <= grant.ends:
        raise ValidationError(_("Choose a day after the present last day. A role that has ended is given anew."))
    why = check_giver(role=role, spot=spot, starts=None, ends=ends, actor=actor, at=at)
    refuse_oneself(grant.person, actor)
    before, grant.ends = grant.ends, ends
    grant.full_clean()
    grant.save(update_fields=["ends"])
    event = RoleExtended(person_id=grant.person_id, role=grant.role, grant_id=grant.pk)
    changes = {"ends": (before.isoformat(), ends.isoformat())}
    realm = spot.realm or INSTALLATION
    record(event, actor=actor, at=at, realm=realm, on_behalf_of=why.in_place_of, changes=changes)
    return grant


@transaction.atomic
def end_role(*, grant_id: int, actor: Viewer, at: datetime, ends: date | None = None, reason: str = "") -> None:
    """End a role at once, or let it end on a day, the last one on which it holds. A role that has ended stays so.

    By somebody who may end it, by its holder, and a deputy's also by the one who was absent.
    Raises   RoleGrant.DoesNotExist; NotEntitled; LastLead; ValidationError when the day lies before the first one
             or after the present last one
    Emits    people.role_ended
    """
    spot, grant = hold_grant(grant_id)
    if has_ended(grant, at):
        return
    behalf = _check_ender(grant, spot, actor, at)
    if Role.OPERATOR not in actor.roles():
        _refuse_past(ends, at)
        _keep_a_lead(grant, after=ends or timezone.localdate(at))
    before = grant.ends
    _set_end(grant, ends, at)
    grant.end_reason = reason
    grant.full_clean()
    grant.save(update_fields=["ends", "ended_at", "end_reason"])
    end_sessions(grant.person, at=at)
    changes = {"ends": (before.isoformat() if before else None, grant.ends.isoformat() if grant.ends else None)}
    event = RoleEnded(person_id=grant.person_id, role=grant.role)
    record(event, actor=actor, at=at, realm=spot.realm or INSTALLATION, on_behalf_of=behalf, changes=changes)


@transaction.atomic
def hand_over_lead(*, grant_id: int, successor_id: int, ends: date, actor: Viewer, at: datetime) -> RoleGrant:
    """Name who leads the office after oneself: the own role ends at once, the other's begins and lasts until a day.

    That day is no later than the last one of the own role, so that nobody leads longer by handing to and fro.
    Raises   RoleGrant.DoesNotExist; NotEntitled for a role that is not the actor's own, a deputy's, or does not hold;
             Person.DoesNotExist when the actor does not know the successor; ValidationError
    Emits    people.lead_handed_over
    """
    spot, grant = hold_grant(grant_id)
    own, today = is_own(grant.person, actor), timezone.localdate(at)
    if not own or grant.role != Role.LEAD or grant.deputises_for_id is not None or not holds_on(grant, today):
        raise NotEntitled("a lead hands over the own role")
    successor = people_to_name(actor, spot.realm, on=today).get(pk=successor_id)
    if not today < ends <= today + LONGEST:
        raise ValidationError(_("Choose an end within the next two years."))
    if grant.ends is not None and ends > grant.ends:
        until = grant.ends.isoformat()
        raise ValidationError(_("Your own role ends on %(until)s. Choose no later day.") % {"until": until})
    following = RoleGrant(
        person=successor, role=Role.LEAD, office=grant.office, starts=today, ends=ends, granted_by=actor.pk
    )
    following.full_clean()
    following.save()
    _set_end(grant, None, at)
    grant.save(update_fields=["ends", "ended_at"])
    for person in (successor, grant.person):
        end_sessions(person, at=at)
    event = LeadHandedOver(office_key=spot.office_key, person_id=grant.person_id, successor_id=successor.pk)
    record(event, actor=actor, at=at, realm=spot.realm)
    return following


def _check_ender(grant: RoleGrant, spot: Spot, actor: Viewer, at: datetime) -> str:
    """Hold the wish to end a role against the table; its holder may, and who is absent may end the deputy's.

    Raises   NotEntitled
    """
    absent = grant.deputises_for
    if is_own(grant.person, actor) or (absent is not None and is_own(absent.person, actor)):
        return ""
    why = entitlement_to(actor, Role(grant.role), spot, on=timezone.localdate(at), to_end=True)
    if why is None:
        raise NotEntitled("nothing that the actor holds ends this role")
    return why.in_place_of


def _keep_a_lead(grant: RoleGrant, *, after: date) -> None:
    """Refuse to end the role of the only lead who stays; deputies and closed accounts do not count.

    Raises   LastLead
    """
    if grant.role != Role.LEAD or grant.deputises_for_id is not None:
        return
    # A day at the end of the calendar has no thirty days after it.
    stays = min(after, date.max - LEAD_STAYS) + LEAD_STAYS
    others = RoleGrant.objects.filter(
        holding(stays), role=Role.LEAD, office=grant.office_id, deputises_for=None, starts__lte=after,
        person__account__is_active=True,
    )  # fmt: skip
    if not others.exclude(person=grant.person_id).exists():
        raise LastLead("the office would be left without a lead")


def _refuse_past(ends: date | None, at: datetime) -> None:
    """Refuse to write the past anew: only the operator's hand sets right when a role ended.

    Raises   ValidationError
    """
    if ends is not None and ends < timezone.localdate(at):
        raise ValidationError(_("Choose today or a later day, or end the role at once."))


def _set_end(grant: RoleGrant, ends: date | None, at: datetime) -> None:
    """Set the last day of a role, or end it at once.

    Raises   ValidationError
    """
    if ends is not None and grant.ends is not None and ends > grant.ends:
        raise ValidationError(_("The role ends earlier than this day already."))
    if ends is None:
        grant.ended_at = at
        grant.ends = max(grant.starts, timezone.localdate(at))
    else:
        grant.ends = ends
