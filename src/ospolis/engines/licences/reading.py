"""The reading of one blob: its windows and what each says, ready to be stored and read back."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from .answers import Answer, Match
from .identify import identify_window
from .paths import PathClass
from .reuse import Annotation, read_annotations
from .versions import VERSION
from .windows import Window, WindowScan, find_windows

# Answers by window id; the caller keeps it as long and as widely as it likes, because equal ids have equal answers.
Answers = MutableMapping[str, Answer]


@dataclass(frozen=True, slots=True)
class WindowReading:
    """One window and its answer."""

    window: Window
    answer: Answer


@dataclass(frozen=True, slots=True)
class BlobReading:
    """All that one blob says about licences. Stored under (blob id, path class, VERSION).

    state   windows, clear, not read or binary
    """

    path_class: PathClass
    state: str
    windows: tuple[WindowReading, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    limits: tuple[str, ...] = ()
    version: str = VERSION

    def to_plain(self) -> dict[str, Any]:
        """This reading as plain values that JSON can carry; rows of a window are lists, for there are many."""
        return {
            "path_class": self.path_class.value,
            "state": self.state,
            "windows": [[*_pack_window(row.window), *_pack_answer(row.answer)] for row in self.windows],
            "annotations": [[list(one.patterns), one.precedence, one.expression] for one in self.annotations],
            "limits": list(self.limits),
            "version": self.version,
        }


def _pack_window(window: Window) -> tuple[object, ...]:
    return window.start, window.end, window.first_line, window.last_line, window.id, window.excerpt


def _pack_answer(answer: Answer) -> tuple[object, ...]:
    matches = [[one.kind, one.expression, one.score, one.rule, list(one.flags)] for one in answer.matches]
    return answer.verdict, answer.expression, matches, answer.reason


def reading_from_plain(plain: dict[str, Any]) -> BlobReading:
    """Build a reading back from the plain values of `to_plain`.

    Raises   KeyError, TypeError or ValueError when the values are not those of `to_plain`
    """
    return BlobReading(
        PathClass(plain["path_class"]),
        plain["state"],
        tuple(_unpack_window(*row) for row in plain["windows"]),
        tuple(Annotation(tuple(patterns), how, expression) for patterns, how, expression in plain["annotations"]),
        tuple(plain["limits"]),
        plain["version"],
    )


def _unpack_window(
    start: int, end: int, first: int, last: int, window_id: str, excerpt: str,
    verdict: str, expression: str, matches: list[Any], reason: str,
) -> WindowReading:  # fmt: skip
    found = tuple(Match(kind, said, score, rule, tuple(flags)) for kind, said, score, rule, flags in matches)
    return WindowReading(
        Window(start, end, first, last, window_id, excerpt), Answer(verdict, expression, found, reason)
    )


def read_blob(data: bytes, path_class: PathClass, *, answers: Answers | None = None) -> BlobReading:
    """Read what one blob says about licences.

    Shapes   data: the whole blob; path_class: classify_path of one of its paths;
             answers: answers by window id, filled here, so that each distinct window is identified once
    Returns  BlobReading; a function of its three inputs' bytes and of VERSION only
    """
    scan = find_windows(data, path_class)
    known: Answers = {} if answers is None else answers
    annotations = read_annotations(data) if path_class is PathClass.REUSE else ()
    return BlobReading(path_class, scan.state, tuple(_answer_all(scan, known)), annotations, scan.limits)


def _answer_all(scan: WindowScan, known: Answers) -> Iterable[WindowReading]:
    for window, text in zip(scan.windows, scan.texts, strict=True):
        answer = known.get(window.id)
        if answer is None:
            answer = known[window.id] = identify_window(text)
        yield WindowReading(window, answer)
