"""Steps that every change of a role takes: where it is held, who is locked, who may, and whose sessions end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.written import spell_day
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.services import lock_office
from ospolis.people.models import Person, RoleGrant
from ospolis.people.selectors.giving import Entitlement, Spot, entitlement_to
from ospolis.people.services.sessions import close_all_sessions

INSTALLATION = "installation"
LONGEST = timedelta(days=732)


class NotEntitled(PermissionError):
    """Nothing that the actor holds lets the actor do this, here and now."""


def check_giver(
    *, role: Role, spot: Spot, starts: date | None, ends: date | None, actor: Viewer, at: datetime
) -> Entitlement:
    """Hold a wish to give a role against the table of givers; the operator's hand alone gives without an end.

    Raises   NotEntitled; ValidationError
    """
    today = timezone.localdate(at)
    why = entitlement_to(actor, role, spot, on=today)
    if why is None:
        raise NotEntitled("nothing that the actor holds gives this role here")
    if why.role == Role.OPERATOR:
        return why
    if starts is not None and starts < today:
        raise ValidationError(_("A role begins today or later."))
    if ends is None or ends > today + LONGEST:
        raise ValidationError(_("Choose a last day within the next two years."))
    if ends < today:
        raise ValidationError(_("The last day has passed."))
    if why.until is not None and ends > why.until:
        until = spell_day(why.until)
        raise ValidationError(_("Your own role ends on %(until)s. Choose no later day.") % {"until": until})
    return why


def check_place(role: Role, office_key: str, institution_key: str) -> None:
    """Refuse a role where it does not belong, in words that say what to name.

    Raises   ValidationError
    """
    belongs = {Role.OFFICER: (True, False), Role.LEAD: (True, False), Role.FOCAL_POINT: (False, True)}
    wanted = belongs.get(role, (False, False))
    if wanted == (bool(office_key), bool(institution_key)):
        return
    if wanted[0]:
        raise ValidationError(_("This role belongs to an office: name the office, and no institution."))
    if wanted[1]:
        raise ValidationError(_("A focal point belongs to an institution: name the institution, and no office."))
    raise ValidationError(_("This role holds everywhere: name neither an office nor an institution."))


def find_spot(office_key: str, institution_key: str, actor: Viewer) -> Spot:
    """Where a role is to be held, with the office whose journal tells of it.

    Raises   Institution.DoesNotExist
    """
    if institution_key:
        realm = institutions_seen_by(actor).get(key=institution_key).realm
        return Spot(institution_key=institution_key, realm=realm)
    return Spot(office_key=office_key, realm=office_key)


def hold_realm(spot: Spot) -> None:
    """Lock the office of a spot, so that two who change its roles at the same time come one after the other.

    Raises   Office.DoesNotExist
    """
    if spot.realm:
        lock_office(office_key=spot.realm)


def hold_grant(grant_id: int) -> tuple[Spot, RoleGrant]:
    """Lock the office of a grant and then the grant, and read it as it is then.

    Raises   RoleGrant.DoesNotExist
    """
    found = RoleGrant.objects.select_related("office", "institution").get(pk=grant_id)
    spot = spot_of(found)
    hold_realm(spot)
    locked = RoleGrant.objects.select_for_update(of=("self",)).select_related(
        "person__account", "office", "institution", "deputises_for__person__account"
    )
    return spot, locked.get(pk=grant_id)


def spot_of(grant: RoleGrant) -> Spot:
    """Where a role is held."""
    if grant.institution is not None:
        return Spot(institution_key=grant.institution.key, realm=grant.institution.realm)
    return Spot(office_key=grant.office.key, realm=grant.office.key) if grant.office else Spot()


def has_ended(grant: RoleGrant, at: datetime) -> bool:
    """Whether a role is over, by hand or by its last day."""
    return grant.ended_at is not None or (grant.ends is not None and grant.ends < timezone.localdate(at))


def refuse_oneself(person: Person, actor: Viewer) -> None:
    """Refuse that somebody gives a role to themselves.

    Raises   NotEntitled
    """
    if is_own(person, actor):
        raise NotEntitled("nobody gives a role to themselves")


def end_sessions(person: Person, *, at: datetime) -> None:
    """End the sessions of a person whose roles changed: the next page asks who is there."""
    account = getattr(person, "account", None)
    if account is not None:
        close_all_sessions(account_id=account.pk, at=at)


def is_own(person: Person, actor: Viewer) -> bool:
    """Whether a person is the one who acts."""
    account = getattr(person, "account", None)
    return actor.pk is not None and account is not None and account.pk == actor.pk
