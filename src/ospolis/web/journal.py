"""The journal as pages: which chain a reader may open, its entries in words, one entry with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.exports import Table
from ospolis.core.journal import INSTALLATION, known_verbs
from ospolis.core.journal.models import Audit, Entry, SignedHead
from ospolis.core.journal.selectors import ORDER, JournalQuestion, last_audit, next_signed_head
from ospolis.core.journal.wording import name_actors, words_of
from ospolis.core.operator_key import operator_key, public_text
from ospolis.core.paging import RowPage, take_page
from ospolis.mapping.rows import Choice, list_choices
from ospolis.offices.selectors import offices_seen_by, offices_worked_in_by

_SIZE = 50
_PAGES = {
    "institution": "publishing:institution",
    "system": "publishing:system",
    "repository": "mapping:repository",
    "source": "mapping:source",
}
_KINDS = ("account", "institution", "office", "person", "repository", "source", "stored_file", "system")
_COLUMNS = (
    "at", "journal", "number", "verb", "what", "actor", "on_behalf_of", "record_kind", "record_id", "reason",
    "references", "changes", "hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry as a list shows it; `record_url` is empty where an entry is about no record."""

    at: datetime
    words: str
    actor: str
    record: str
    record_url: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class ShownJournal:
    """A list of entries with its filters and its way out; `journals` holds the chains to choose from."""

    realm: str
    journals: tuple[Choice, ...]
    asked: JournalQuestion
    verbs: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    lines: tuple[JournalLine, ...]
    rows: RowPage[Entry]
    export_query: str
    audit: Audit | None


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry with its place in the chain."""

    entry: Entry
    line: JournalLine
    references: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...]
    on_behalf_of: str
    head: SignedHead | None


def journals_of(viewer: Viewer) -> dict[str, str]:
    """The chains that a viewer may open, with their names: own offices first, then all for those who oversee.

    Cost     1 or 2 queries
    """
    found = {office.key: office.name for office in offices_worked_in_by(viewer)}
    roles = viewer.roles()
    if Role.OPERATOR in roles:
        found[INSTALLATION] = _("The installation")
    if roles & {Role.OPERATOR, Role.PROGRAMME}:
        found |= {office.key: office.name for office in offices_seen_by(viewer)}
    return found


def choose_journal(viewer: Viewer, asked: str) -> tuple[str, dict[str, str]]:
    """The chain that the address asks for, or the first of one's own; and all of them.

    Raises   Http404 when the viewer may not open it, or may open none
    """
    found = journals_of(viewer)
    chosen = asked or next(iter(found), "")
    if chosen not in found:
        raise Http404
    return chosen, found


def describe_journal(
    viewer: Viewer,
    rows: QuerySet[Entry],
    realm: str,
    asked: JournalQuestion,
    query: Mapping[str, Any],
    journals: Mapping[str, str],
) -> ShownJournal:
    """One page of entries with what stands around it.

    Cost     2 queries, and what names of actors cost
    """
    page = take_page(rows, order=ORDER, query=query, size=_SIZE)
    verbs = sorted(((verb, words_of(verb)) for verb in known_verbs()), key=lambda pair: pair[1])
    kept = {name: str(query.get(name, "")) for name in ("verb", "actor", "kind", "since", "until") if query.get(name)}
    return ShownJournal(
        realm=realm,
        journals=list_choices(list(journals.items()), realm),
        asked=asked,
        verbs=list_choices([("", _("Everything")), *verbs], asked.verb),
        kinds=list_choices([("", _("Any record")), *((kind, kind_words(kind)) for kind in _KINDS)], asked.kind),
        lines=tuple(list_lines(viewer, page.rows)),
        rows=page,
        export_query=urlencode({"office": realm, **kept}),
        audit=last_audit(viewer),
    )


def list_lines(viewer: Viewer, entries: Iterable[Entry]) -> Iterator[JournalLine]:
    """Entries in words.

    Cost     what names of actors cost
    """
    kept = list(entries)
    names = name_actors(viewer, {entry.actor for entry in kept})
    for entry in kept:
        yield JournalLine(
            at=entry.at,
            words=words_of(entry.verb),
            actor=names[entry.actor],
            record=f"{kind_words(entry.target_kind)} {entry.target_id}" if entry.target_kind else "",
            record_url=record_url(entry.target_kind, entry.target_id),
            url=reverse("web:journal-entry", args=[entry.realm, entry.sequence]),
            number=entry.sequence,
        )


def describe_entry(viewer: Viewer, entry: Entry) -> ShownEntry:
    """One entry with everything that it holds.

    Cost     1 query, and what names of actors cost
    """
    behalf = name_actors(viewer, [entry.on_behalf_of])[entry.on_behalf_of] if entry.on_behalf_of else ""
    return ShownEntry(
        entry=entry,
        line=next(list_lines(viewer, [entry])),
        references=tuple((name, _said(value)) for name, value in entry.references.items()),
        changes=tuple((name, _said(pair[0]), _said(pair[1])) for name, pair in entry.changes.items()),
        on_behalf_of=behalf,
        head=next_signed_head(viewer, entry.realm, entry.sequence),
    )


def export_table(rows: QuerySet[Entry]) -> Table:
    """Entries for a file: actors as references, so that a file that travels names nobody."""
    return Table(title="journal", columns=_COLUMNS, rows=(_row(entry) for entry in rows.iterator(chunk_size=2_000)))


def record_url(kind: str, key: str) -> str:
    """Where the history of a record stands; empty without a record."""
    if not kind:
        return ""
    try:
        if kind == "institution":
            return reverse("web:journal-institution", args=[key])
        return reverse("web:journal-record", args=[kind, key])
    except NoReverseMatch:
        return ""


def page_of_record(kind: str, key: str) -> str:
    """The page of the record itself, where it has one that its key opens."""
    try:
        return reverse(_PAGES[kind], args=[key]) if kind in _PAGES else ""
    except NoReverseMatch:
        return ""


def kind_words(kind: str) -> str:
    """What a kind of record is called."""
    words = {
        "account": _("account"),
        "institution": _("institution"),
        "office": _("office"),
        "person": _("person"),
        "repository": _("repository"),
        "source": _("source"),
        "stored_file": _("file"),
        "system": _("system"),
    }
    return words.get(kind, kind.replace("_", " "))


def own_public_key() -> str:
    """The public half of the key that signs heads."""
    return public_text(operator_key(settings.OSPOLIS.data_dir))


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.at, entry.realm, entry.sequence, entry.verb, words_of(entry.verb), entry.actor, entry.on_behalf_of,
        entry.target_kind, entry.target_id, entry.reason, _said(entry.references), _said(entry.changes), entry.hash,
    )  # fmt: skip
