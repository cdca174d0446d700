"""The only writer of roles."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import get_office
from ospolis.people.events import RoleEnded, RoleGranted
from ospolis.people.models import Person, RoleGrant


@transaction.atomic
def grant_role(
    *,
    person_id: int,
    role: Role,
    starts: date,
    actor: Viewer,
    at: datetime,
    office_key: str = "",
    institution_key: str = "",
    ends: date | None = None,
) -> RoleGrant:
    """Give a person a role for a time; the same open grant twice is one grant.

    Raises   Person.DoesNotExist, Office.DoesNotExist, Institution.DoesNotExist; ValidationError when the role
             does not belong where it is granted
    Emits    people.role_granted
    """
    _check_place(role, office_key, institution_key)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    office = get_office(actor, office_key) if office_key else None
    institution = institutions_seen_by(actor).get(key=institution_key) if institution_key else None
    same = RoleGrant.objects.filter(person=person, role=role, office=office, institution=institution, ends=ends)
    if found := same.filter(starts__lte=starts).first():
        return found
    grant = RoleGrant(person=person, role=role, office=office, institution=institution, starts=starts, ends=ends)
    grant.full_clean()
    grant.save()
    event = RoleGranted(person_id=person.pk, role=str(role), office_key=office_key, institution_key=institution_key)
    record(event, actor=actor, at=at, realm=office_key or "installation")
    return grant


def _check_place(role: Role, office_key: str, institution_key: str) -> None:
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


@transaction.atomic
def end_role(*, grant_id: int, ends: date, actor: Viewer, at: datetime) -> None:
    """Let a role end on a day, the last one on which it holds.

    Raises   RoleGrant.DoesNotExist; ValidationError when the day lies before the first one
    Emits    people.role_ended
    """
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("office").get(pk=grant_id)
    grant.ends = ends
    grant.full_clean()
    grant.save()
    realm = grant.office.key if grant.office else "installation"
    record(RoleEnded(person_id=grant.person_id, role=grant.role), actor=actor, at=at, realm=realm)
