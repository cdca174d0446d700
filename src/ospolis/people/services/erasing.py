"""Takes people out of the records."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import PersonErased
from ospolis.people.models import Account, FailedLogIn, Person
from ospolis.people.tries import key_of_account


@transaction.atomic
def erase_person(*, person_id: int, actor: Viewer, at: datetime) -> None:
    """Take a person out of every table, with the account and the roles.

    Raises   Person.DoesNotExist
    Emits    people.person_erased
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    event = PersonErased(person_id=person.pk)
    addresses = Account.objects.filter(person=person).values_list("email", flat=True)
    FailedLogIn.objects.filter(key__in=[key_of_account(email) for email in addresses]).delete()
    person.delete()
    record(event, actor=actor, at=at)
