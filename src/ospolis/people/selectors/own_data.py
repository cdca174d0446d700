"""Everything that is kept about somebody, for that person alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from ospolis.core.access import Viewer
from ospolis.core.privacy.register import Held, Subject, personal_tables
from ospolis.core.privacy.rows import Row, acts_of, export_rows
from ospolis.people.models import Consent, OpenSession, Person

SHOWN = 20


@dataclass(frozen=True, slots=True)
class HeldTable:
    """What one table keeps about a person: the first rows, and whether there are more."""

    held: Held
    rows: tuple[Row, ...]
    has_more: bool


def own_person(viewer: Viewer) -> Person:
    """The record of the viewer.

    Cost     1 query
    Raises   Person.DoesNotExist
    """
    return Person.objects.get(account=viewer.pk, erased_at__isnull=True)


def held_about(viewer: Viewer, subject: Subject) -> list[HeldTable]:
    """What every table of the register keeps about a person, the first rows of each; the caller found the subject.

    Cost     1 query for each table of the register
    """
    found = []
    for held in personal_tables():
        rows = list(islice(export_rows(viewer, held, subject), SHOWN + 1))
        found.append(HeldTable(held, tuple(rows[:SHOWN]), has_more=len(rows) > SHOWN))
    return found


def copy_of(viewer: Viewer, subject: Subject) -> Iterator[tuple[Held, Iterable[Row]]]:
    """Every table with all its rows about a person, read as they are taken, and numbers of what the person did.

    Cost     1 query for each table of the register, and 1 for each field with numbers of accounts
    """
    for held in personal_tables():
        yield held, export_rows(viewer, held, subject)
        if held.personal.acts:
            yield held, acts_of(held, subject)


def open_consents_of(viewer: Viewer) -> QuerySet[Consent]:
    """The consents of the viewer that hold, newest first.

    Cost     1 query when read
    """
    return Consent.objects.filter(person__account=viewer.pk, withdrawn_at__isnull=True).order_by("-given_at", "id")


def sessions_of_person(viewer: Viewer, held: Held, subject: Subject) -> Iterator[dict[str, Any]]:
    """Sessions that are open, by the list of the person's own log-ins.

    Cost     1 query
    """
    keys = OpenSession.objects.filter(account__in=subject.accounts).values("session_key")
    rows = Session.objects.filter(session_key__in=keys).order_by("pk").values("expire_date")
    yield from ({**row} for row in rows)
