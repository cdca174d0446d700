"""One remark about a file, with its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a remark weighs: an error makes a file less than valid, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A remark on one place of one file.

    Shapes   code: stable, lower case with hyphens; message: a plain sentence; fix: what to do, or empty;
             path: where inside the file (a JSON pointer, an element path), or empty for the whole file
    Units    line, column: counted from 1; 0 where unknown
    """

    code: str
    message: str
    level: Level = Level.WARNING
    path: str = ""
    line: int = 0
    column: int = 0
    fix: str = ""
