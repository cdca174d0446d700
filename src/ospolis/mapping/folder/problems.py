"""What is wrong with a folder: each problem says where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. `row` is the line of the file, from 1, or 0; `column` the name of the column, or empty."""

    file: str
    row: int
    column: str
    code: str
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """File, row and column in words."""
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return place


class FolderRefused(ValueError):
    """A folder with problems: nothing of it is written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(f"{len(self.problems)} problems in the country folder")


class ProblemList:
    """Collects the problems of a folder; it stops counting words after the first thousand, never silently."""

    LONGEST = 1_000

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._more = 0

    def add(self, file: str, code: str, message: str, remedy: str, *, row: int = 0, column: str = "") -> None:
        """Keep one problem; control characters of what was written never reach a terminal."""
        if len(self._found) >= self.LONGEST:
            self._more += 1
            return
        self._found.append(Problem(_printable(file), row, _printable(column), code, _printable(message), remedy))

    def __bool__(self) -> bool:
        return bool(self._found)

    def all(self) -> tuple[Problem, ...]:
        """Every problem kept, and one that counts those beyond the limit."""
        if not self._more:
            return tuple(self._found)
        rest = Problem(
            "", 0, "", "more-problems", f"There are {self._more} more problems.", "Mend these first and run again."
        )
        return (*self._found, rest)


def _printable(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return shown if len(shown) <= 300 else shown[:297] + "..."
