"""The rows of answers.csv: which of them say the same thing twice, and which one holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ospolis.mapping.folder.problems import ProblemList
from ospolis.mapping.folder.tables import Row

_FILE = "answers.csv"


def place_of(row: Row) -> tuple[str, str, str]:
    """Who answered what: institution, code of the question, role; codes are one whatever their case."""
    return row["institution"], row["item"].upper(), row["respondent_role"].lower()


def check_answers(rows: Iterable[Row], problems: ProblemList) -> None:
    """Refuse two levels for one question by one role on one day, for nobody can say which of them holds."""
    first: dict[tuple[str, str, str, date], Row] = {}
    for row in rows:
        other = first.setdefault((*place_of(row), row["date"]), row)
        if other["level"] != row["level"]:
            problems.add(
                _FILE, "two-levels", f"Row {other.line} says {other['level']} for this question, role and date.",
                "Remove one of the two rows, or mend its date.", row=row.line, column="level",
            )  # fmt: skip


def answers_that_hold(rows: Iterable[Row]) -> list[Row]:
    """The row of the latest date for each institution, question and role, in the order of the file."""
    latest: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        known = latest.get(place_of(row))
        if known is None or row["date"] >= known["date"]:
            latest[place_of(row)] = row
    return list(latest.values())
