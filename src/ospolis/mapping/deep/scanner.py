"""Where ScanCode is installed, and the box in which one text after the other is shown to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ospolis.core.scanbox import BoxAnswer, BoxLimits, BoxOutcome, ScanBox
from ospolis.mapping.deep.scancode import detect_text, warm_up
from ospolis.mapping.reading.answers import accepting_answers, take_rows
from ospolis.mapping.second_answers import JUDGING, LOST, SecondAnswer, judge_detections

HOW_TO_INSTALL = (
    "Run 'make deep' in a checkout. Elsewhere install requirements/deep.txt into an environment of its own, and name"
    " its Python in OSPOLIS_DEEP_PYTHON."
)
# Its index alone takes 1.4 GB, which all texts share; a text may add as much again.
TEXT = BoxLimits(
    wall_seconds=300, answer_bytes=5_000_000, memory_bytes=4 << 30, cpu_seconds=60, file_bytes=1 << 24, processes=8
)
_START_SECONDS = 600.0


class TextBox(Protocol):
    """What reads one text: bytes in, rows out."""

    def run(self, payload: bytes) -> BoxAnswer: ...


@dataclass(frozen=True, slots=True)
class Scanner:
    """An installed ScanCode. `version` holds that of our judging too: it is the key of kept answers."""

    python: Path
    version: str

    def open_box(self, *, hidden: tuple[Path, ...] = ()) -> ScanBox:
        """A box that loads the index when first asked. It sees no repository: texts come over the pipe."""
        return ScanBox(
            detect_text, warm=warm_up, limits=TEXT, hidden=hidden, python=self.python, start_seconds=_START_SECONDS
        )


def find_scanner(python: Path) -> Scanner | None:
    """The ScanCode of an environment by the Python of that environment; None where there is none. Starts nothing."""
    if not python.is_file():
        return None
    for package in sorted(python.parent.parent.glob("lib/python3*/site-packages/scancode_toolkit*.dist-info")):
        version = package.name.removesuffix(".dist-info").rpartition("-")[2]
        return Scanner(python, f"{version[:20]}-{JUDGING}")
    return None


def ask_text(box: TextBox, text: str) -> SecondAnswer:
    """Show one text to ScanCode. A text that breaks a limit or ends its reader costs itself only.

    Raises   BoxBroken when the scanner cannot be started at all; SourceTrouble when its answer has no shape we know
    """
    answer = box.run(json.dumps({"text": text}).encode())
    if answer.outcome is not BoxOutcome.DONE:
        return SecondAnswer(LOST, rules=((answer.limit or answer.message)[:100],))
    rows, trouble = take_rows(answer)
    if trouble:
        return SecondAnswer(LOST, rules=(trouble.code,))
    with accepting_answers():
        return judge_detections(rows)
