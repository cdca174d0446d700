"""The windows nobody could read without guessing: shown to a person, once each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .answers import ANOTHER, LIKE, LONE, OPEN, UNKNOWN, Answer, Match
from .assemble import Evidence, FileReading, make_evidence
from .expressions import list_licences, parse_expression
from .paths import PathClass
from .reading import BlobReading, WindowReading

MOST_PLACES = 20
# A licence file above this many bytes that only points elsewhere holds terms that nobody has read.
_LONG_POINTER = 1_000
# A line that is a string of a program: begun by a quote, by a name and a quote, or by a word that prints; a name of an
# option of a shell program; or a line that opens a list of strings.
_STRING = re.compile(
    r"\s*(?:(?:#\s*)?[\w.$\[\]-]{1,60}\s*[:=]\s*|(?:echo|log|printf?|puts|say|verbose|warn)\s*\(?\s*|msg(?:id|str)(?:\[\d\])?\s+)?[\"'`]"
    r"|\s*-{1,2}[\w|-]{1,60}\)\s*$|.*[=:(]\s*[\[({]\s*$"
)
_WORD = re.compile(r"licen[cs]|licenç|lizenz|copyright|public domain", re.IGNORECASE)
# A list of licences that a program reads, whatever its name.
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*\"")
_LICENCES = frozenset({PathClass.LICENCE, PathClass.VENDORED_LICENCE, PathClass.TEST_LICENCE})

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
        stated = list_stated(file.reading)
        for row in file.reading.windows:
            if is_unread(file.reading.path_class, row, stated):
                rows.setdefault(row.window.id, []).append((file, row))
    items = [_make_item(window, places) for window, places in rows.items()]
    return tuple(sorted(items, key=lambda item: (item.weight, -item.files, item.window)))


def is_unread(path_class: PathClass, row: WindowReading, stated: frozenset[str] = frozenset()) -> bool:
    """Whether a person must read a window.

    Shapes   stated: the licences that the other windows of the same file name; they settle a name that is short of
             a version or of words that grant it
    """
    answer = row.answer
    if path_class in (PathClass.CHANGE_LOG, PathClass.AGREEMENT):
        return False
    if path_class in _LICENCES and _JSON.match(row.window.excerpt):
        return False
    if answer.verdict == "queued":
        return not _is_settled(answer, stated) and not _is_aside(path_class, row)
    if path_class not in _LICENCES or (path_class is PathClass.TEST_LICENCE and answer.verdict == "mention"):
        return False
    # A licence file in which nothing is recognised, or that points elsewhere at length, or names a further licence.
    long = row.window.end - row.window.start > _LONG_POINTER
    whole = any(match.kind == "text" for match in answer.matches)
    further = not whole and any(
        match.kind == "name" and not _names_one_of(match.flags, answer.expression) for match in answer.matches
    )
    return answer.verdict == "mention" or (answer.verdict == "pointer" and long) or further


def _is_aside(path_class: PathClass, row: WindowReading) -> bool:
    """Whether a window says nothing of its file: a lone name in test data, a text that a program shows to its users."""
    if path_class is PathClass.TEST_DATA:
        return row.answer.reason == LONE
    if path_class is not PathClass.SOURCE or any(match.expression for match in row.answer.matches):
        return False
    lines = [line for line in row.window.excerpt.splitlines() if _WORD.search(line)]
    return row.answer.reason.startswith((UNKNOWN, LONE, OPEN)) and all(_STRING.match(line) for line in lines)


def _is_settled(answer: Answer, stated: frozenset[str]) -> bool:
    """Whether all that is open in a window is said by another window of the file."""
    if answer.reason == LIKE:
        return bool(stated)
    if not (answer.reason in (LONE, ANOTHER) or answer.reason.startswith(OPEN)) or not _say(answer) <= stated:
        return False
    stated |= {licence.partition(" WITH ")[0] for licence in stated}
    return all(stated.intersection(match.flags) for match in answer.matches if match.kind in ("name", "open"))


def _say(answer: Answer) -> set[str]:
    """The licences that a window names although something in it is open."""
    return {str(one) for match in answer.matches for one in list_licences(parse_expression(match.expression or None))}


def _names_one_of(options: tuple[str, ...], expression: str) -> bool:
    return any(option.removesuffix("-only").removesuffix("-or-later") in expression for option in options)


def list_stated(reading: BlobReading) -> frozenset[str]:
    """Every licence that the windows of a file name."""
    return _list_licences(tuple(row.answer.expression for row in reading.windows if row.answer.verdict == "named"))


@lru_cache(maxsize=1_024)
def _list_licences(said: tuple[str, ...]) -> frozenset[str]:
    """The licences of some expressions; the files of a tree say the same again and again."""
    return frozenset(str(licence) for text in said for licence in list_licences(parse_expression(text)))


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
