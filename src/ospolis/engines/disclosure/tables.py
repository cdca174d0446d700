"""Tables of counts, as they come in and as they may be shown."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

LEAST_THRESHOLD = 5
# A public body has no private life; what is hidden is what one of them said of itself.
LEAST_OF_INSTITUTIONS = 3
UNKNOWN = "unknown"


class BadTable(ValueError):
    """A table that is no table of counts, or a rule that would protect nobody."""


class Totals(enum.Enum):
    """What becomes of the totals of a table."""

    KNOWN = "known"  # the reader knows them anyway: they are never hidden, and the rest is protected against them
    SHOWN = "shown"  # shown where that gives nothing away
    ABSENT = "absent"  # neither shown nor known


@dataclass(frozen=True, slots=True)
class Rule:
    """From which count on people are shown, and from which base on percentages are.

    Units    threshold: people, 10 unless the installation asks for more; least_base: people
    Raises   BadTable when the threshold is below 5 (3 for institutions) or the base below the threshold
    """

    threshold: int = 10
    least_base: int = 30
    of: Literal["people", "institutions"] = "people"

    def __post_init__(self) -> None:
        least = LEAST_THRESHOLD if self.of == "people" else LEAST_OF_INSTITUTIONS
        if self.threshold < least:
            raise BadTable(f"a threshold below {least} protects nobody")
        if self.least_base < self.threshold:
            raise BadTable("a base of percentages is not below the threshold")


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people: each row is a group of people, each column one answer that they may have given.

    Shapes   counts[row][column]; every person stands in exactly one cell
    Raises   BadTable when the rows are not equally long, a name comes twice or a count is negative
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: Totals = Totals.SHOWN
    column_totals: Totals = Totals.SHOWN

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(line) != len(self.columns) for line in self.counts):
            raise BadTable("a table has one count for each row and column")
        if len(set(self.rows)) < len(self.rows) or len(set(self.columns)) < len(self.columns):
            raise BadTable("a row or a column comes twice")
        if any(count < 0 for line in self.counts for count in line):
            raise BadTable("a count of people is not negative")

    @property
    def grand_total(self) -> Totals:
        """What becomes of the total of all: known with one kind of totals, absent without both."""
        kinds = {self.row_totals, self.column_totals}
        return next(kind for kind in Totals if kind in kinds)


@dataclass(frozen=True, slots=True)
class Protected:
    """A table as it may be shown: None stands for a count that is not."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None

    def count(self, row: str, column: str) -> int | None:
        """One count of the table."""
        return self.counts[self.rows.index(row)][self.columns.index(column)]
