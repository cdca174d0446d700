"""A field form as ODK and KoboToolbox take it (XLSForm): three sheets of a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from ospolis.assessment.interchange.marking import plain_text
from ospolis.assessment.interchange.workbook import Sheet

SHEETS: Final = ("survey", "choices", "settings")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a sheet: its number there, and what stands under each name of a column."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """What stands in a column, trimmed; empty when nothing does."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet: its columns as they are named, with where each stands, and its rows."""

    name: str
    columns: Mapping[str, int]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A whole form."""

    survey: FormSheet
    choices: FormSheet
    settings: FormSheet


def lay_sheet(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> FormSheet:
    """A sheet of our own: its rows in order, under the columns named."""
    placed = {column: number for number, column in enumerate(columns, 1)}
    return FormSheet(name, placed, tuple(FormRow(number, row) for number, row in enumerate(rows, 2)))


def write_form(form: FieldForm) -> bytes:
    """Write a form as a workbook. Expressions are text: programs for field forms read them, spreadsheets do not."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in (form.survey, form.choices, form.settings):
            page = book.add_worksheet(sheet.name)
            for name, column in sheet.columns.items():
                page.write_string(0, column - 1, name, bold)
            for row in sheet.rows:
                for name, text in row.cells.items():
                    if text:
                        page.write_string(row.number - 1, sheet.columns[name] - 1, plain_text(text))
    return content.getvalue()


def take_form(sheets: Sequence[Sheet]) -> FieldForm:
    """The form in a workbook that was read; a sheet that is not there has no columns."""
    found = {sheet.name.strip().casefold(): sheet for sheet in sheets}
    return FieldForm(*(_take_sheet(name, found.get(name)) for name in SHEETS))


def _take_sheet(name: str, sheet: Sheet | None) -> FormSheet:
    if sheet is None or not sheet.rows:
        return FormSheet(name, {}, ())
    names = {cell.column: cell.text.strip() for cell in sheet.rows[0].cells}
    columns: dict[str, int] = {}
    for column, text in sorted(names.items()):
        columns.setdefault(text, column)
    rows = tuple(
        # A cell in a column without a name keeps the number of its column as the name, so that it can be told.
        FormRow(row.number, {names.get(cell.column, str(cell.column)): plain_text(cell.text) for cell in row.cells})
        for row in sheet.rows[1:]
    )
    return FormSheet(name, columns, rows)
