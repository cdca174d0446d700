"""Workbooks with banks: which kind it is, and where a problem stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ospolis.assessment.interchange.bank_book_reading import COLUMN_OF, BankBook, Spot, read_bank_book
from ospolis.assessment.interchange.bank_form_reading import read_bank_form
from ospolis.assessment.interchange.found import Problem
from ospolis.assessment.interchange.workbook import name_column
from ospolis.assessment.reading_back import open_workbook
from ospolis.core.program import InputProblem

Places: TypeAlias = dict[tuple[str, str], tuple[str, Spot]]
_OURS = frozenset({"bank", "items", "words"})


@dataclass(slots=True)
class OpenedBook:
    """A workbook as files of a bank, with the place of each value; with problems nothing of it is taken."""

    files: dict[str, bytes] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: tuple[InputProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A place as people look for it."""

    words: str
    book: str
    row: int
    column: str


def open_bank_workbook(name: str, content: bytes) -> OpenedBook:
    """Read a workbook: a bank in sheets of our own, or a field form (XLSForm) whose questions have five levels."""
    sheets, problems = open_workbook(content)
    titles = {sheet.name.strip().casefold() for sheet in sheets}
    if problems:
        return OpenedBook(problems=tuple(_tell(name, problem) for problem in problems))
    if "survey" in titles:
        book = read_bank_form(sheets)
    elif titles & _OURS:
        book = read_bank_book(sheets)
    else:
        message = "The workbook holds neither the sheets of a bank (bank, items) nor those of a field form (survey)."
        problem = InputProblem(name, message, "Begin with one that 'ospolis bank export' writes.", name, code="no-bank")
        return OpenedBook(problems=(problem,))
    return _open(name, book)


def find_spot(places: Places, file: str, path: str) -> ShownSpot | None:
    """Where the place of a problem stands in a workbook; None for what came in a file of text."""
    names = path.split(".")
    for length in range(len(names), 0, -1):
        found = places.get((file, ".".join(names[:length])))
        if found is not None:
            book, spot = found
            last = names[length] if length < len(names) else names[-1]
            return _show(book, spot.sheet, spot.row, spot.columns.get(COLUMN_OF.get(last, last), 0))
    return None


def _open(name: str, book: BankBook) -> OpenedBook:
    if book.problems:
        return OpenedBook(problems=tuple(_tell(name, problem) for problem in book.problems))
    return OpenedBook(
        files={f"{name}/{file}": data for file, data in book.encoded().items()},
        places={(f"{name}/{file}", path): (name, spot) for (file, path), spot in book.places.items()},
        notes=[f"{name}: {note}" for note in book.notes],
    )


def _tell(name: str, problem: Problem) -> InputProblem:
    spot = _show(name, problem.sheet, problem.row, problem.column)
    return InputProblem(spot.words, problem.message, "", name, problem.row, spot.column, problem.code)


def _show(book: str, sheet: str, row: int, column: int) -> ShownSpot:
    letters = name_column(column) if column else ""
    words = f"{book}, sheet {sheet}" if sheet else book
    if row:
        words += f", cell {letters}{row}" if letters else f", row {row}"
    return ShownSpot(words, book, row, letters)
