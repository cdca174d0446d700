"""Readers of texts that our detector does not name, and of what a second scanner said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from ospolis.core.access import Viewer
from ospolis.mapping.models import Repository, SecondReading, UnreadWindow
from ospolis.mapping.outcomes import UnreadText
from ospolis.mapping.second_answers import SecondAnswer

_BATCH = 900


def second_opinions(viewer: Viewer, windows: Sequence[str]) -> dict[str, SecondAnswer]:
    """What was said last of some texts.

    Cost     1 query for each 900 texts
    """
    found: dict[str, SecondAnswer] = {}
    for start in range(0, len(windows), _BATCH):
        rows = SecondReading.objects.filter(window__in=windows[start : start + _BATCH]).order_by("pk")
        for row in rows:
            found[row.window] = SecondAnswer(row.state, row.expression, row.score, tuple(row.rules), row.version)
    return found


def repositories_to_ask(viewer: Viewer, realm: str, tool: str, version: str) -> list[Repository]:
    """The repositories of an office with a text that this version of a scanner was not shown yet.

    Cost     1 query
    """
    open_texts = _unasked(tool, version).filter(repository=OuterRef("pk"))
    rows = Repository.objects.filter(Exists(open_texts), realm=realm, withdrawn_at=None).exclude(source=None)
    return list(rows.select_related("institution", "source").order_by("pk"))


def texts_to_ask(viewer: Viewer, repository: Repository, tool: str, version: str) -> list[UnreadText]:
    """The texts of a repository that this version of a scanner was not shown yet.

    Cost     1 query
    """
    return [_text(row) for row in _unasked(tool, version).filter(repository=repository)]


def _unasked(tool: str, version: str) -> QuerySet[UnreadWindow]:
    asked = SecondReading.objects.filter(window=OuterRef("window"), tool=tool, version=version)
    return UnreadWindow.objects.exclude(Exists(asked))


def texts_of(viewer: Viewer, repository: Repository) -> list[UnreadText]:
    """Every text of a repository that our detector does not name, in order.

    Cost     1 query
    """
    return [_text(row) for row in UnreadWindow.objects.filter(repository=repository)]


def repositories_with_opinions(viewer: Viewer, realm: str) -> Iterator[Repository]:
    """The repositories of an office of whose unread texts something was said.

    Cost     1 query when read
    """
    said = SecondReading.objects.filter(window=OuterRef("window"))
    held = UnreadWindow.objects.filter(Exists(said), repository=OuterRef("pk"))
    rows = Repository.objects.filter(Exists(held), realm=realm, withdrawn_at=None).exclude(source=None)
    yield from rows.select_related("institution", "source").order_by("pk").iterator(chunk_size=500)


def count_unread(viewer: Viewer, realm: str) -> int:
    """How many different texts of an office's repositories our detector does not name.

    Cost     1 query
    """
    rows = UnreadWindow.objects.filter(repository__realm=realm, repository__withdrawn_at=None)
    return rows.values("window").distinct().count()


def _text(row: UnreadWindow) -> UnreadText:
    return UnreadText(
        row.window, row.blob, row.path_class, row.path, row.line_start, row.line_end, row.files, row.reason
    )
