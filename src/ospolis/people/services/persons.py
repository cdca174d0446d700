"""The only writer of records of people: written down, changed, where they work, and who looked."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_covered_by, institutions_seen_by
from ospolis.offices.selectors import offices_seen_by
from ospolis.people.events import MembershipAdded, MembershipEnded, PersonChanged, PersonWrittenDown
from ospolis.people.models import Membership, Person, Sighting
from ospolis.people.naming import fold_name
from ospolis.people.selectors.persons import people_kept_by, people_known_in_full

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Details:
    """What is written down about somebody: one name as the person writes it, and how to reach the person."""

    name: str
    certificate_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    time_zone: str = ""


@transaction.atomic
def write_down_person(
    *,
    office_key: str,
    details: Details,
    actor: Viewer,
    at: datetime,
    institution_key: str = "",
    function: str = "",
) -> Person:
    """Write down somebody who needs no account, and where the person works, if that is known.

    Raises   Office.DoesNotExist, Institution.DoesNotExist when it is not the actor's; ValidationError
    Emits    people.person_written_down
    """
    office = offices_seen_by(actor).get(key=office_key, key__in=_realms_of(actor, office_key))
    person = Person(realm=office.key, created_at=at)
    _put(person, details)
    if institution_key:
        place = _institutions_of(actor).get(key=institution_key)
        Membership.objects.create(person=person, institution=place, function=function.strip())
    record(PersonWrittenDown(person_id=person.pk), actor=actor, at=at, realm=office.key)
    return person


@transaction.atomic
def change_person(*, person_id: int, details: Details, actor: Viewer, at: datetime) -> Person:
    """Change what is written down about somebody; the journal learns which fields, not what stood in them.

    Raises   Person.DoesNotExist when it is not the actor's to change; ValidationError
    Emits    people.person_changed, unless nothing is new
    """
    person = people_kept_by(actor).select_for_update(of=("self",)).get(pk=person_id)
    new = tuple(sorted(name for name, value in asdict(details).items() if getattr(person, name) != value))
    if not new:
        return person
    _put(person, details)
    event = PersonChanged(person_id=person.pk, fields=new)
    record(event, actor=actor, at=at, realm=person.realm or "installation")
    return person


def _put(person: Person, details: Details) -> None:
    """Check the details and save them with the name as readers type it."""
    for name, value in asdict(details).items():
        setattr(person, name, value.strip())
    person.email = person.email.casefold()
    person.folded_name = fold_name(person.name)
    person.full_clean()
    person.save()


@transaction.atomic
def add_membership(
    *,
    person_id: int,
    institution_key: str,
    actor: Viewer,
    at: datetime,
    function: str = "",
    starts: date | None = None,
) -> Membership:
    """Say that a person works in an institution; the same open membership twice is one.

    Raises   Person.DoesNotExist, Institution.DoesNotExist when one of both is not the actor's; ValidationError
    Emits    people.membership_added, unless it was there
    """
    people = people_known_in_full(actor)
    person = people.select_for_update(of=("self",)).get(pk=person_id)
    institution = _institutions_of(actor).get(key=institution_key)
    row = Membership(person=person, institution=institution, function=function.strip(), starts=starts)
    same = Membership.objects.filter(person=person, institution=institution, function=row.function, ends=None)
    if found := same.first():
        return found
    row.full_clean()
    row.save()
    event = MembershipAdded(person_id=person.pk, membership_id=row.pk, institution_key=institution.key)
    record(event, actor=actor, at=at, realm=institution.realm)
    return row


@transaction.atomic
def end_membership(*, membership_id: int, ends: date, actor: Viewer, at: datetime) -> None:
    """Let a membership end on a day, the last one on which it holds; it stays as history.

    Raises   Membership.DoesNotExist when it is not the actor's to end; ValidationError when the day lies before the
             first one, or when it has ended
    Emits    people.membership_ended
    """
    scope = _institutions_of(actor)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("institution")
    row = rows.filter(person__in=people_known_in_full(actor).order_by(), institution__in=scope.order_by()).get(
        pk=membership_id
    )
    if row.ends is not None:
        raise ValidationError(_("This membership has ended. Add a new one instead."))
    row.ends = ends
    row.full_clean()
    row.save(update_fields=["ends"])
    event = MembershipEnded(person_id=row.person_id, membership_id=row.pk, institution_key=row.institution.key)
    record(event, actor=actor, at=at, realm=row.institution.realm)


def note_sighting(*, person_id: int, actor: Viewer, at: datetime) -> bool:
    """Note that somebody looked at the record of another person: one row for each reader and day.

    A page is shown even where nothing can be written, such as while a backup is put back; the log tells of it then.
    Raises   nothing of its own
    Emits    nothing: who looked is told to the person, under /my-data/, and to nobody else
    """
    if actor.pk is None or Person.objects.filter(pk=person_id, account=actor.pk).exists():
        return False
    role = Role.LEAD if Role.LEAD in actor.roles() else Role.OFFICER
    role = role if role in actor.roles() else Role.FOCAL_POINT
    place = {"person_id": person_id, "account_number": actor.pk, "day": at.date()}
    try:
        with transaction.atomic():
            held = Sighting.objects.filter(**place)
            if held.exists():
                held.update(times=F("times") + 1)
            else:
                realm = min((grant.realm for grant in actor.grants_of(role)), default="")
                Sighting.objects.bulk_create([Sighting(**place, role=role, realm=realm)], ignore_conflicts=True)
    except DatabaseError:
        logger.warning("nobody could note that account %d looked at person %d", actor.pk, person_id)
        return False
    return True


def _is_system(actor: Viewer) -> bool:
    return actor.pk is None and Role.OPERATOR in actor.roles()


def _realms_of(actor: Viewer, office_key: str) -> frozenset[str]:
    """The offices for which somebody may write; the system for the one that it names."""
    return frozenset({office_key}) if _is_system(actor) else actor.realms(Role.OFFICER)


def _institutions_of(actor: Viewer) -> QuerySet[Institution]:
    """Where somebody may place people: the institutions of own offices. A focal point writes no records of people."""
    if _is_system(actor):
        return institutions_seen_by(actor)
    return institutions_covered_by(Viewer(pk=actor.pk, label=actor.label, grants=actor.grants_of(Role.OFFICER)))
