"""Takes people out of the records: a pseudonym stays, so that what was counted stays counted."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.privacy.erasure import erase_from, find_words, plain_text
from ospolis.core.privacy.register import Held, Subject, personal_tables
from ospolis.people.events import PersonErased
from ospolis.people.models import Credential, Person, RoleGrant
from ospolis.people.selectors.leading import offices_led_alone
from ospolis.people.selectors.subjects import records_of, subject_of_person
from ospolis.people.services.roles import LastLead

ERASED_NAME = "erased person"
# The rows of these lead to others, so they come last; mail writes its own entry, and the chain's head is locked last.
_LAST = ("people.Account", "people.Person", "core.Letter")


@transaction.atomic
def erase_person(*, person_id: int, actor: Viewer, at: datetime, keeps_credentials: bool = False) -> None:
    """Take a person out of every table; a record without content stays, so that counts stay.

    A record that was merged goes together with the one that was kept, because both are one human being.
    Raises   Person.DoesNotExist, also for somebody who was erased; LastLead
    Emits    people.person_erased
    """
    numbers = [row.pk for row in records_of(actor, person_id)]
    # Whoever takes part, accepts an invitation or merges at this moment waits here, or was first and is seen below.
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    subject = subject_of_person(actor, person_id)
    if offices := offices_led_alone(actor, subject.people, on=at.date()):
        raise LastLead(", ".join(offices))
    if keeps_credentials:
        Credential.objects.filter(person__in=subject.people).update(keeps_after_erasure=True)
    rows = sum(erase_from(held=held, subject=subject, actor=actor, at=at) for held in _in_order())
    record(PersonErased(person_id=person_id, records=len(subject.people), rows=rows), actor=actor, at=at)


def _in_order() -> list[Held]:
    tables = personal_tables()
    return [held for held in tables if held.label not in _LAST] + [
        next(held for held in tables if held.label == label) for label in _LAST
    ]


def blank_person(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Leave nothing in the records of a person but their numbers and the moment of the erasure.

    Raises   nothing of its own
    Emits    nothing: a step of the erasure, which has its own entry
    """
    return Person.objects.filter(pk__in=subject.people).update(
        name=ERASED_NAME, certificate_name="", email="", phone="", language="", time_zone="", folded_name="",
        merged_into=None, erased_at=at,
    )  # fmt: skip


def end_roles_of_erased(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Let the roles of a person end; that somebody was in charge, from when until when, stays without the name.

    Raises   nothing of its own
    Emits    nothing: a step of the erasure, which has its own entry
    """
    today = at.date()
    rows = RoleGrant.objects.filter(person__in=subject.people)
    rows.filter(starts__gt=today).delete()
    rows.filter(ends__isnull=True).update(ends=today)
    rows.filter(ends__gt=today).update(ends=today)
    return rows.update(reason="", end_reason="")


def release_credentials(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Cut credentials that their holder wants to keep loose from the record, and delete the others.

    Raises   nothing of its own
    Emits    nothing: a step of the erasure, which has its own entry
    """
    rows = Credential.objects.filter(person__in=subject.people)
    gone = rows.filter(keeps_after_erasure=False).delete()[1].get(held.label, 0)
    return gone + rows.update(person=None, participation=None)


def delete_sessions(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Delete every session of a person, and those in which a log-in of that person was only begun.

    Raises   nothing of its own
    Emits    nothing: a step of the erasure, which has its own entry
    """
    own = {str(number) for number in subject.accounts}
    names_person = find_words(subject.addresses)
    count = 0
    for row in Session.objects.order_by("pk").iterator(chunk_size=500):
        known = row.get_decoded()
        if known.get("_auth_user_id") in own or (names_person is not None and names_person(plain_text(known))):
            count += row.delete()[0]
    return count
