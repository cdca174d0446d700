"""What people do to their own record: correct it, take a consent back, take a copy."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import ConsentWithdrawn, CopyTaken, PersonCorrected
from ospolis.people.models import Consent, Donation, Person
from ospolis.people.naming import fold_name


@transaction.atomic
def correct_record(
    *,
    person_id: int,
    name: str,
    certificate_name: str,
    phone: str,
    language: str,
    time_zone: str,
    actor: Viewer,
    at: datetime,
) -> None:
    """Write down what people say about themselves; the journal learns which fields, not what stood in them.

    Raises   Person.DoesNotExist, also for somebody else's record; ValidationError
    Emits    people.person_corrected, when something is new
    """
    rows = Person.objects.select_for_update(of=("self",)).filter(account=actor.pk, erased_at__isnull=True)
    person = rows.get(pk=person_id)
    given = {
        "name": name, "certificate_name": certificate_name, "phone": phone, "language": language,
        "time_zone": time_zone,
    }  # fmt: skip
    new = {field: value for field, value in given.items() if getattr(person, field) != value}
    if not new:
        return
    for field, value in new.items():
        setattr(person, field, value)
    person.folded_name = fold_name(person.name)
    person.full_clean()
    person.save()
    record(PersonCorrected(person_id=person.pk, fields=tuple(sorted(new))), actor=actor, at=at)


@transaction.atomic
def withdraw_consent(*, person_id: int, consent_id: int, actor: Viewer, at: datetime) -> None:
    """Take a consent back: what was given under it is deleted now, that it was given and taken back stays as proof.

    Raises   Consent.DoesNotExist, also for somebody else's consent and for one that was taken back
    Emits    people.consent_withdrawn
    """
    rows = Consent.objects.select_for_update(of=("self",)).filter(person__account=actor.pk, withdrawn_at__isnull=True)
    consent = rows.get(pk=consent_id, person_id=person_id)
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    count, _ = Donation.objects.filter(consent=consent).delete()
    event = ConsentWithdrawn(person_id=consent.person_id, consent_id=consent.pk, rows=count)
    record(event, actor=actor, at=at)


@transaction.atomic
def note_copy(*, person_id: int, actor: Viewer, at: datetime) -> None:
    """Write down that a copy of everything about a person is about to leave.

    Raises   nothing of its own
    Emits    people.copy_taken
    """
    record(CopyTaken(person_id=person_id), actor=actor, at=at)
