"""The only writer of taking part: rows of people, counts of heads, and credentials. Desks call it in their change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import offices_seen_by
from ospolis.people.choices import Capacity, CredentialStatus, EvidenceSource, Mode, ParticipationState
from ospolis.people.events import CredentialIssued, CredentialRevoked, HeadsCounted, ParticipationRecorded
from ospolis.people.models import Credential, HeadCount, Membership, Participation, Person, Snapshot
from ospolis.people.selectors.participation import offices_written_for_by

if TYPE_CHECKING:
    from ospolis.offices.models import Office

REFERENCE = re.compile(r"[a-z_]{1,24}\.[a-z_]{1,24}:[A-Za-z0-9-]{1,30}\Z")


class ActivityIsClosed(ValueError):
    """The activity is closed: its totals stand, and nobody is added or changed any more."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What somebody takes part in: the office that holds it, its kind, how its desk names it, and its day."""

    office_key: str
    kind: str
    reference: str
    day: date


@dataclass(frozen=True, slots=True)
class Taking:
    """How somebody takes part. An empty `institution_key` means where the person works that day, if in one place."""

    capacity: Capacity
    state: ParticipationState
    institution_key: str = ""
    mode: Mode | None = None
    minutes: int | None = None
    evidence_source: EvidenceSource | None = None


@transaction.atomic
def record_participation(
    *, person_id: int, activity: Activity, taking: Taking, actor: Viewer, at: datetime
) -> Participation:
    """Write down how a person takes part; once for each activity, person and capacity, however often it is called.

    Raises   Person.DoesNotExist, Office.DoesNotExist when it is not the actor's; ActivityIsClosed; ValidationError
    Emits    people.participation_recorded, unless nothing is new
    """
    person = _person_who_takes_part(person_id)
    office = _office_of(actor, activity, person)
    place = {"reference": activity.reference, "person": person, "capacity": taking.capacity}
    row = Participation.objects.select_for_update(of=("self",)).filter(**place).first()
    new = row is None
    row = row or Participation(**place, office=office, activity=activity.kind, recorded_at=at)
    before = _values_of(row)
    _put_taking(row, activity, taking, actor)
    if not new and _values_of(row) == before:
        return row
    row.recorded_at = at
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    # Looked up after the write: closing waits for it, or has closed before it.
    check_open(reference=activity.reference)
    event = ParticipationRecorded(participation_id=row.pk, reference=row.reference, state=row.state)
    record(event, actor=actor, at=at, realm=office.key)
    return row


def _person_who_takes_part(person_id: int) -> Person:
    """The record of a person, or the one that it was merged into; locked against a merge or an erasure.

    Raises   Person.DoesNotExist
    """
    rows = Person.objects.select_for_update(of=("self",)).filter(erased_at__isnull=True)
    person = rows.get(pk=person_id)
    while person.merged_into_id is not None:
        person = rows.get(pk=person.merged_into_id)
    return person


def _office_of(actor: Viewer, activity: Activity, person: Person) -> Office:
    """The office of an activity: the actor's, or any for what people do themselves, such as to register.

    Raises   Office.DoesNotExist; ValidationError
    """
    if not REFERENCE.match(activity.reference):
        raise ValidationError(_("An activity is named like convening.event:12."))
    own = actor.pk is not None and Person.objects.filter(pk=person.pk, account=actor.pk).exists()
    offices = offices_seen_by(actor) if own else offices_written_for_by(actor)
    return offices.get(key=activity.office_key)


def check_open(*, reference: str) -> None:
    """Refuse to change an activity that is closed.

    Raises   ActivityIsClosed
    """
    if Snapshot.objects.filter(reference=reference).exists():
        raise ActivityIsClosed(reference)


def _values_of(row: Participation) -> tuple[Any, ...]:
    return (row.institution_id, row.state, row.mode, row.minutes, row.evidence_source, row.day)


def _put_taking(row: Participation, activity: Activity, taking: Taking, actor: Viewer) -> None:
    """Lay what is new over what stands there; what is not said stays."""
    if taking.institution_key:
        row.institution = institutions_seen_by(actor).get(key=taking.institution_key)
    elif row.pk is None:
        row.institution_id = _workplace(row.person_id, activity.day)
    row.state, row.day = taking.state, activity.day
    row.mode = taking.mode or row.mode
    row.minutes = row.minutes if taking.minutes is None else taking.minutes
    row.evidence_source = taking.evidence_source or row.evidence_source


def _workplace(person_id: int, day: date) -> int | None:
    """The institution where somebody works on a day, when it is one."""
    begun = Q(starts__isnull=True) | Q(starts__lte=day)
    rows = Membership.objects.filter(begun, Q(ends__isnull=True) | Q(ends__gte=day), person=person_id)
    found = list(rows.order_by("institution_id").values_list("institution_id", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def count_heads(
    *, activity: Activity, dimension: str, value: str, count: int, actor: Viewer, at: datetime
) -> HeadCount:
    """Count people who are not named, by category: `all` of `all`, or `women` of `sex`. A new count replaces the old.

    Raises   Office.DoesNotExist when it is not the actor's; ActivityIsClosed; ValidationError
    Emits    people.heads_counted
    """
    if not REFERENCE.match(activity.reference):
        raise ValidationError(_("An activity is named like convening.event:12."))
    office = offices_written_for_by(actor).get(key=activity.office_key)
    place = {"reference": activity.reference, "dimension": dimension, "value": value}
    row = HeadCount.objects.select_for_update(of=("self",)).filter(**place).first() or HeadCount(**place)
    row.office, row.activity, row.day = office, activity.kind, activity.day
    row.count, row.counted_by, row.recorded_at = count, actor.pk, at
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    check_open(reference=activity.reference)
    event = HeadsCounted(reference=row.reference, dimension=dimension, count=count)
    record(event, actor=actor, at=at, realm=office.key)
    return row


@transaction.atomic
def issue_credential(
    *,
    participation_id: int,
    kind: str,
    title: str,
    number: str,
    actor: Viewer,
    at: datetime,
    file_digest: str = "",
    keeps_after_erasure: bool = False,
) -> Credential:
    """Write down that somebody was issued a credential for taking part; the same number twice is one credential.

    Raises   Participation.DoesNotExist when it is not the actor's; ValidationError
    Emits    people.credential_issued, unless it was there
    """
    rows = Participation.objects.select_for_update(of=("self",)).select_related("person", "office")
    row = rows.get(pk=participation_id, office__in=offices_written_for_by(actor).order_by())
    if found := Credential.objects.filter(number=number, participation=row).first():
        return found
    credential = Credential(
        person=row.person, participation=row, office=row.office, kind=kind, title=title, number=number,
        holder_name=row.person.certificate_name or row.person.name, file_digest=file_digest,
        keeps_after_erasure=keeps_after_erasure, issued_at=at,
    )  # fmt: skip
    credential.full_clean()
    credential.save()
    record(CredentialIssued(credential_id=credential.pk, kind=kind), actor=actor, at=at, realm=row.office.key)
    return credential


@transaction.atomic
def revoke_credential(*, number: str, reason: str, actor: Viewer, at: datetime) -> None:
    """Say that a credential stands no longer; who checks it reads so from then on.

    Raises   Credential.DoesNotExist when it is not the actor's
    Emits    people.credential_revoked, unless it was revoked
    """
    rows = Credential.objects.select_for_update(of=("self",)).select_related("office")
    credential = rows.get(number=number, office__in=offices_written_for_by(actor).order_by())
    if credential.status == CredentialStatus.REVOKED:
        return
    credential.status, credential.revoked_at = CredentialStatus.REVOKED, at
    credential.save(update_fields=["status", "revoked_at"])
    event = CredentialRevoked(credential_id=credential.pk)
    record(event, actor=actor, at=at, realm=credential.office.key, reason=reason)
