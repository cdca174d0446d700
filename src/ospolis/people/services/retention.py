"""Keeps to the declared rules of retention; what a rule means for people beyond deleting a row stands here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.privacy.ending import Ended, end_due_rows
from ospolis.people.events import RetentionKept
from ospolis.people.models import Credential, Participation, Person
from ospolis.people.services.erasing import ERASED_NAME, erase_person


def keep_to_rules(*, actor: Viewer, at: datetime) -> list[Ended]:
    """End everything whose time is over, in portions; stopped half-way, the next run goes on where this one was.

    Raises   nothing of its own
    Emits    people.retention_kept, when something ended: how many rows of which table, and nobody's
    """
    ended = [row for row in end_due_rows(actor=actor, at=at) if row.rows]
    if ended:
        with transaction.atomic():
            counts = tuple(f"{row.label}: {row.ending}: {row.rows}" for row in ended)
            record(RetentionKept(rows=sum(row.rows for row in ended), counts=counts), actor=actor, at=at)
    return ended


@transaction.atomic
def let_quiet_people_go(*, ids: Sequence[int], actor: Viewer, at: datetime) -> int:
    """Erase people who have no account and were not heard of for as long as was said; the holder's wishes count.

    Raises   nothing of its own: who has come back meanwhile stays
    Emits    people.person_erased for each
    """
    count = 0
    for number in Person.objects.filter(pk__in=ids, erased_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        erase_person(person_id=number, actor=actor, at=at)
        count += 1
    return count


@transaction.atomic
def release_participations(*, ids: Sequence[int], actor: Viewer, at: datetime) -> int:
    """Give rows of taking part to a pseudonym: one for each person and run, so that counts stay.

    Raises   nothing of its own
    Emits    nothing: the declared retention is told of once for the whole run
    """
    rows = Participation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    by_person: dict[int, list[int]] = defaultdict(list)
    for number, person in rows.values_list("pk", "person_id"):
        by_person[person].append(number)
    for numbers in by_person.values():
        pseudonym = Person.objects.create(name=ERASED_NAME, created_at=at, erased_at=at)
        Participation.objects.filter(pk__in=numbers).update(person=pseudonym)
        Credential.objects.filter(participation__in=numbers).update(participation=None)
    return sum(map(len, by_person.values()))
