"""What mail keeps about one person, for the copy that the person may ask for, and how it is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ospolis.core.access.viewer import Viewer
from ospolis.core.mail.files import remove_letter_files
from ospolis.core.mail.models import Letter, MailPreference
from ospolis.core.mail.selectors import bounces_of, letters_of
from ospolis.core.mail.services import forget_reader
from ospolis.core.privacy.register import Held, Subject

_LETTER = ("kind", "to", "language", "subject", "body", "state", "queued_at", "ended_at")


def letters_of_person(viewer: Viewer, held: Held, subject: Subject) -> Iterator[dict[str, Any]]:
    """Letters to a person, under each of the person's numbers and addresses.

    Cost     1 query for each number of a record
    """
    for number in subject.people:
        rows = letters_of(viewer, reader=reader_of(number), addresses=subject.addresses)
        yield from rows.values(*_LETTER).iterator(chunk_size=500)


def rhythms_of_person(viewer: Viewer, held: Held, subject: Subject) -> Iterator[dict[str, Any]]:
    """How often a person wants letters of which kind, where that was chosen.

    Cost     1 query
    """
    readers = [reader_of(number) for number in subject.people]
    rows = MailPreference.objects.filter(reader__in=readers).order_by("pk").values("kind", "rhythm")
    yield from ({**row} for row in rows)


def bounces_of_person(viewer: Viewer, held: Held, subject: Subject) -> Iterator[dict[str, Any]]:
    """Marks on the addresses of a person.

    Cost     1 query
    """
    rows = bounces_of(viewer, addresses=subject.addresses)
    yield from ({**row} for row in rows.values("is_permanent", "count", "status", "last_at"))


def forget_person(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Take a person out of all mail: rows, choices, marks, and the files that letters became."""
    before = Letter.objects.exclude(reader="").count()
    for number in subject.people:
        forget_reader(reader=reader_of(number), addresses=subject.addresses, actor=actor, at=at)
    remove_letter_files(subject)
    return before - Letter.objects.exclude(reader="").count()


def forget_with_letters(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Nothing more to do: choices and marks go in one step with the letters."""
    return 0


def reader_of(person_id: int) -> str:
    """The key under which mail knows a person."""
    return f"person:{person_id}"
