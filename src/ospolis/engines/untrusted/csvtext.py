"""Tables from outside as CSV: comma or semicolon, strict quotes, every cell a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .jsontext import decode_utf8
from .refusal import Refused, TextLimits


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table as it was written; each row carries the line of the file it starts at."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]


# A cell and what ends it. The quantifiers are possessive: a text of quotes cannot make the search go back.
_CELL = {
    sign: re.compile(
        rf'[ \t]*+(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"[ \t]*+|(?P<bare>[^"{sign}\r\n]*+))'
        rf"(?P<end>{sign}|\r\n|\n|\r|\Z)"
    )
    for sign in ",;"
}
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"?')
_FIRST_ROW = re.compile(r'(?:"[^"]*+"?|[^"\r\n])*+')
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_csv(data: bytes, *, limits: TextLimits) -> CsvTable:
    """Read a table whose first row names the columns.

    Shapes   limits: bytes, rows, columns and string (one cell) are used
    Returns  CsvTable; cells are trimmed of blanks around them and stay texts, formulas too; blank rows and
             blank columns at the right are left out; the delimiter is the one the header row uses more often
    Raises   Refused with code too-large, encoding, character, empty, open-quote, stray-quote, empty-column,
             duplicate-column, wrong-number-of-cells, too-many-rows, too-many-columns, string-too-long;
             `line` is the line in the file, `column` the number of the cell in its row
    Source   RFC 4180, with the semicolon of spreadsheets in many countries
    """
    text = _decode(data, limits)
    delimiter = _choose_delimiter(text)
    rows = _split_rows(text, delimiter, limits)
    first = next(rows, None)
    if first is None:
        raise Refused("empty", "The table is empty. Its first row must name the columns.", line=1)
    header = _check_header(first)
    kept: list[tuple[int, tuple[str, ...]]] = []
    for row in rows:
        if len(kept) >= limits.rows:
            message = f"The table has more than {limits.rows} rows. Split it."
            raise Refused("too-many-rows", message, line=row.line, limit="rows")
        kept.append((row.line, _fit(row, len(header))))
    return CsvTable(header, tuple(kept), delimiter)


def _decode(data: bytes, limits: TextLimits) -> str:
    text = decode_utf8(data, limits=limits)
    nul = text.find("\0")
    if nul >= 0:
        line = len(_LINE_END.findall(text, 0, nul)) + 1
        raise Refused("character", "The table holds the character U+0000. Is it a text file?", line=line)
    return text


def _choose_delimiter(text: str) -> str:
    first = _FIRST_ROW.match(text.lstrip())
    bare = _QUOTED.sub("", first.group() if first else "")
    return ";" if bare.count(";") > bare.count(",") else ","


def _split_rows(text: str, delimiter: str, limits: TextLimits) -> Iterator[_Row]:
    """Yield the rows that hold anything."""
    pattern, offset, line = _CELL[delimiter], 0, 1
    while offset < len(text):
        cells: list[str] = []
        start, end = line, delimiter
        while end == delimiter:
            cell = pattern.match(text, offset)
            if cell is None:
                raise _quote_refusal(text, offset, line, len(cells) + 1)
            written = cell["bare"] if cell["quoted"] is None else cell["quoted"]
            if cell["quoted"] is not None:
                line += len(_LINE_END.findall(written))
            cells.append(_finish_cell(written, line, len(cells) + 1, limits))
            end, offset = cell["end"], cell.end()
        line += 1
        if any(cells):
            yield _Row(start, tuple(cells))


def _finish_cell(written: str, line: int, number: int, limits: TextLimits) -> str:
    if number > limits.columns:
        message = f"A row has more than {limits.columns} cells."
        raise Refused("too-many-columns", message, line=line, column=number, limit="columns")
    if len(written) > limits.string:
        message = f"A cell is longer than {limits.string} characters."
        raise Refused("string-too-long", message, line=line, column=number, limit="string")
    return _LINE_END.sub("\n", written.replace('""', '"')).strip()


def _quote_refusal(text: str, offset: int, line: int, number: int) -> Refused:
    while text[offset] in " \t":
        offset += 1
    cell = _QUOTED.match(text, offset)
    if cell and not _is_closed(cell.group()):
        message = "A quote is opened here and never closed. Close it, or double a quote that belongs to the text."
        return Refused("open-quote", message, line=line, column=number)
    message = "A quote stands inside a cell. Put the whole cell in quotes and double the quote inside it."
    return Refused("stray-quote", message, line=line, column=number)


def _is_closed(cell: str) -> bool:
    return cell.count('"') % 2 == 0


def _check_header(row: _Row) -> tuple[str, ...]:
    names = row.cells
    while not names[-1]:
        names = names[:-1]
    for number, name in enumerate(names, start=1):
        if not name:
            message = f"Column {number} has no name in the header row."
            raise Refused("empty-column", message, line=row.line, column=number)
        if name in names[: number - 1]:
            message = f"The column {name[:80]!r} stands twice in the header row."
            raise Refused("duplicate-column", message, line=row.line, column=number)
    return names


def _fit(row: _Row, width: int) -> tuple[str, ...]:
    cells = row.cells
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != width:
        message = f"The row has {len(cells)} cells, the header names {width} columns. Is a delimiter not quoted?"
        raise Refused("wrong-number-of-cells", message, line=row.line, column=min(len(cells), width) + 1)
    return cells
