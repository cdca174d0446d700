"""What is wrong, or worth knowing, about a file that came in: where it stands, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from ospolis.assessment.interchange.workbook import name_column


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `row` and `column` count from 1 and are 0 where the whole sheet or file is meant."""

    code: str
    message: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """The cell as spreadsheets name it (`C12`), or the row alone."""
        if self.column and self.row:
            return f"{name_column(self.column)}{self.row}"
        return str(self.row) if self.row else name_column(self.column)
