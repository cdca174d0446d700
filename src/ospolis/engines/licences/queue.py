"""The windows nobody could read without guessing: shown to a person, once each."""

from __future__ import annotations

from dataclasses import dataclass

from .assemble import Evidence, FileReading, make_evidence
from .identify import Match
from .paths import PathClass
from .reading import WindowReading

MOST_PLACES = 20

_RANK = {
    PathClass.LICENCE: 0,
    PathClass.MANIFEST: 1,
    PathClass.README: 1,
    PathClass.REUSE: 1,
    PathClass.SIDECAR: 1,
    PathClass.SOURCE: 2,
    PathClass.DOCUMENT: 3,
    PathClass.NOTICE: 3,
}
_LAST = 4


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A window to be read by a person. One decision on `window` settles every place it stands.

    files    how many files carry it; places: the first MOST_PLACES of them
    """

    window: str
    reason: str
    excerpt: str
    files: int
    places: tuple[Evidence, ...]
    matches: tuple[Match, ...]
    weight: int


def make_queue(listed: list[FileReading]) -> tuple[QueueItem, ...]:
    """Collect the queued windows, licence files first, then the most frequent.

    Shapes   listed: files in order of path
    """
    rows: dict[str, list[tuple[FileReading, WindowReading]]] = {}
    for file in listed:
        for row in file.reading.windows:
            if is_unread(file.reading.path_class, row):
                rows.setdefault(row.window.id, []).append((file, row))
    items = [_make_item(window, places) for window, places in rows.items()]
    return tuple(sorted(items, key=lambda item: (item.weight, -item.files, item.window)))


def is_unread(path_class: PathClass, row: WindowReading) -> bool:
    """Whether a person must read a window; a licence file in which nothing is recognised is always one."""
    return row.answer.verdict == "queued" or (path_class is PathClass.LICENCE and row.answer.verdict == "mention")


def _make_item(window: str, places: list[tuple[FileReading, WindowReading]]) -> QueueItem:
    _, first = places[0]
    return QueueItem(
        window=window,
        reason=first.answer.reason or "a licence file in which nothing is recognised",
        excerpt=first.window.excerpt,
        files=len({file.path for file, _ in places}),
        places=tuple(make_evidence(file, row, "") for file, row in places[:MOST_PLACES]),
        matches=first.answer.matches,
        weight=min(_RANK.get(file.reading.path_class, _LAST) for file, _ in places),
    )
