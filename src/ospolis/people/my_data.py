"""The page of what is kept about oneself, as values, and the copy that leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.exports import Table
from ospolis.core.journal.personal import entries_about
from ospolis.core.journal.wording import words_of
from ospolis.core.privacy.register import Held, Subject
from ospolis.core.privacy.rows import Row, kept_until
from ospolis.offices.selectors import offices_seen_by
from ospolis.people import selectors
from ospolis.people.field_words import values_in_words

_SHOWN_ENTRIES = 30
# Who looked has a part of its own on the page, in which no colleague is named.
_OWN_PART = "people.Sighting"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row: what stands in it, and until when it is kept; no end as long as the person is known here."""

    values: tuple[tuple[str, str], ...]
    until: date | datetime | None


@dataclass(frozen=True, slots=True)
class KeptTable:
    """What one table keeps, in words."""

    label: str
    title: str
    purpose: str
    retention: str
    basis: str
    rows: tuple[KeptRow, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: in which role, of which office, on which day."""

    role: str
    office: str
    day: date
    times: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the journal about the person or by the person."""

    words: str
    day: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class MyData:
    """Everything on the page."""

    tables: tuple[KeptTable, ...]
    empty: tuple[str, ...]
    looks: tuple[Look, ...]
    happenings: tuple[Happening, ...]
    consents: tuple[Any, ...]


def describe_my_data(viewer: Viewer) -> MyData:
    """What is kept about the viewer, why, until when, and who looked.

    Cost     fewer than 60 queries, however much is kept: 1 for each table, a portion of each
    """
    subject = selectors.subject_of_viewer(viewer)
    found = selectors.held_about(viewer, subject)
    looks = next((table for table in found if table.held.label == _OWN_PART), None)
    shown = [table for table in found if table.held.label != _OWN_PART]
    return MyData(
        tables=tuple(_kept(table) for table in shown if table.rows),
        empty=tuple(str(table.held.personal.title) for table in shown if not table.rows and table.held.personal.fields),
        looks=tuple(_look(row, _office_names(viewer)) for row in looks.rows) if looks and looks.rows else (),
        happenings=tuple(
            Happening(words_of(entry.verb), entry.at, is_own=entry.actor == f"account:{viewer.pk}")
            for entry in entries_about(viewer, subject)[:_SHOWN_ENTRIES]
        ),
        consents=tuple(selectors.open_consents_of(viewer)),
    )


def _kept(table: selectors.HeldTable) -> KeptTable:
    personal = table.held.personal
    rows = tuple(KeptRow(values_in_words(table.held.model, row), end_of(table.held, row)) for row in table.rows)
    return KeptTable(
        label=table.held.label,
        title=str(personal.title),
        purpose=str(personal.purpose),
        retention=str(personal.retention),
        basis=personal.basis.words,
        rows=rows,
        has_more=table.has_more,
    )


def end_of(held: Held, row: Row) -> date | datetime | None:
    """When the first of the table's rules ends a row; None while nothing says so."""
    ends = [until for rule in held.personal.rules if (until := kept_until(rule, row)) is not None]
    return min(ends, default=None)


def _look(row: Row, offices: dict[str, str]) -> Look:
    role = row["role"]
    words = Role(role).words if role in set(Role) else role
    return Look(words, offices.get(row["realm"], _("the whole installation")), row["day"], row["times"])


def _office_names(viewer: Viewer) -> dict[str, str]:
    return dict(offices_seen_by(viewer).values_list("key", "name"))


def copy_as_json(viewer: Viewer, subject: Subject, *, at: datetime) -> Iterator[bytes]:
    """The whole copy as one JSON object, portion by portion: about this copy, then each table with all its rows."""
    yield (f'{{"made_at": {json.dumps(at.isoformat())}, "about": {json.dumps(_about())}, "tables": [').encode()
    for number, (held, rows) in enumerate(selectors.copy_of(viewer, subject)):
        head = {"table": held.label, "title": str(held.personal.title), "purpose": str(held.personal.purpose),
                "retention": str(held.personal.retention), "basis": str(held.personal.basis)}  # fmt: skip
        yield ((",\n" if number else "\n") + json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [').encode()
        for place, row in enumerate(rows):
            yield ((",\n" if place else "\n") + json.dumps(row, ensure_ascii=False, default=_plain)).encode()
        yield b"]}"
    yield b"]}\n"


def copy_as_table(viewer: Viewer, subject: Subject) -> Table:
    """The whole copy as one table of words: what, which row, which field, what stands there, until when."""
    columns = (_("What"), _("Row"), _("Field"), _("What is kept"), _("Until"))
    return Table(_("What is kept about me"), columns, _lines(viewer, subject))


def _lines(viewer: Viewer, subject: Subject) -> Iterator[tuple[str, int, str, str, str]]:
    for held, rows in selectors.copy_of(viewer, subject):
        for number, row in enumerate(rows, 1):
            until = end_of(held, row)
            for words, value in values_in_words(held.model, row):
                yield str(held.personal.title), number, words, value, until.isoformat() if until else ""


def _about() -> str:
    return _("Everything that this installation keeps about you. Passwords and keys are left out.")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def hand_over_first(problem: Exception) -> str:
    """Why somebody cannot be erased yet, and what to do."""
    words = _("You are the only lead of %(offices)s. Give the role to somebody else first; then you can be erased.")
    return words % {"offices": problem}


def today_words() -> str:
    """The day in the name of a file."""
    return timezone.localdate().isoformat()
