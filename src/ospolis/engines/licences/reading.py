"""The reading of one blob: its windows and what each says, ready to be stored and read back."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from .identify import Answer, Match, identify_window
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
        """This reading as plain values that JSON can carry."""
        plain = asdict(self)
        plain["path_class"] = self.path_class.value
        return plain


def reading_from_plain(plain: dict[str, Any]) -> BlobReading:
    """Build a reading back from the plain values of `to_plain`.

    Raises   KeyError or TypeError when the values are not those of `to_plain`
    """
    windows = tuple(
        WindowReading(Window(**row["window"]), _answer_from_plain(row["answer"])) for row in plain["windows"]
    )
    annotations = tuple(
        Annotation(tuple(row["patterns"]), row["precedence"], row["expression"]) for row in plain["annotations"]
    )
    return BlobReading(
        PathClass(plain["path_class"]), plain["state"], windows, annotations, tuple(plain["limits"]), plain["version"]
    )


def _answer_from_plain(plain: dict[str, Any]) -> Answer:
    matches = tuple(
        Match(row["kind"], row["expression"], row["score"], row["rule"], tuple(row["flags"]))
        for row in plain["matches"]
    )
    return Answer(plain["verdict"], plain["expression"], matches, plain["reason"])


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
