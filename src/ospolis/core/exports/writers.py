"""One writer for every export: rows in, portions of bytes out, in memory that does not grow with the rows."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from ospolis.core.exports.cells import Value, cell_text, neutral_text

Row = Sequence[Value]
_PORTION_ROWS = 500
_PORTION_BYTES = 1 << 16
# The most rows a sheet can hold, its heading among them.
_SHEET_ROWS = 1_048_576


class TooManyRows(ValueError):
    """More rows than a spreadsheet can hold; take CSV."""


class _Line:
    """A file that gives back what is written to it: csv wants a file, we want the line."""

    def write(self, text: str) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported: a title, the names of the columns, the rows (read once, as they come)."""

    title: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


def csv_portions(table: Table) -> Iterator[bytes]:
    """CSV in UTF-8 with a BOM, so that spreadsheets read accents; lines end with CR LF (RFC 4180)."""
    writer = csv.writer(_Line())
    portion = ["\ufeff", writer.writerow([neutral_text(name) for name in table.columns])]
    for number, row in enumerate(table.rows, 1):
        portion.append(writer.writerow([cell_text(value) for value in row]))
        if number % _PORTION_ROWS == 0:
            yield "".join(portion).encode()
            portion.clear()
    yield "".join(portion).encode()


def json_lines_portions(table: Table) -> Iterator[bytes]:
    """One JSON object a line."""
    for lines in _in_portions(_json_objects(table)):
        yield ("\n".join(lines) + "\n").encode()


def json_portions(table: Table) -> Iterator[bytes]:
    """One JSON array of objects."""
    yield b"["
    glue = "\n"
    for lines in _in_portions(_json_objects(table)):
        yield (glue + ",\n".join(lines)).encode()
        glue = ",\n"
    yield b"\n]\n"


def xlsx_portions(table: Table) -> Iterator[bytes]:
    """A workbook of one sheet, written row by row to a temporary file and read back in portions.

    Raises   TooManyRows
    """
    with tempfile.TemporaryDirectory(prefix="ospolis-export-") as folder:
        path = Path(folder) / "export.xlsx"
        _write_workbook(table, path, folder)
        with path.open("rb") as file:
            while portion := file.read(_PORTION_BYTES):
                yield portion


def _write_workbook(table: Table, path: Path, folder: str) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("".join(letter for letter in table.title if letter not in "[]:*?/\\'")[:31] or None)
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, neutral_text(name))
        for number, row in enumerate(table.rows, 1):
            if number >= _SHEET_ROWS:
                raise TooManyRows(f"A sheet holds {_SHEET_ROWS:,} rows. Take CSV for this table.")
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value)


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, neutral_text(value))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value)


def _json_objects(table: Table) -> Iterator[str]:
    for row in table.rows:
        values = dict(zip(table.columns, map(_json_value, row), strict=True))
        yield json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _json_value(value: Value) -> str | int | float | bool | None:
    """JSON runs nothing, so text stays as it is; sums keep every digit by being text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _in_portions(lines: Iterable[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    for line in lines:
        portion.append(line)
        if len(portion) == _PORTION_ROWS:
            yield portion
            portion = []
    if portion:
        yield portion
