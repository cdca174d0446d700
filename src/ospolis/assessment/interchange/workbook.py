"""Workbooks (XLSX) that come in, read as rows of plain values: nothing is run, followed or guessed.

The archive is held against the rules of `core.files` first, and each part is pulled element by element. Formulas are
told and not worked out. A cell without a value is left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from ospolis.assessment.interchange.workbook_styles import Styles, read_styles
from ospolis.core.files.archives import BadArchive, Member, open_archive, unfold
from ospolis.core.files.sheets import hold_workbook
from ospolis.core.limits import XLSX, ArchiveLimits
from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.xmltext import XmlEvent, pull_xml

# A sheet of answers is small: what unfolds to more was not made from ours.
ARCHIVE: Final = ArchiveLimits(
    bytes=XLSX.bytes, members=50, unfolded_bytes=10_000_000, ratio=50, ratio_from_bytes=1 << 22
)
LIMITS: Final = TextLimits(bytes=10_000_000, nodes=300_000, depth=32, string=40_000, rows=5_000, columns=XLSX.columns)
_SHEETS: Final = 20
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FIRST_DAY: Final = datetime(1899, 12, 30, tzinfo=UTC)
_FIRST_DAY_OF_1904: Final = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_SERIAL: Final = 2_958_465  # the last day of the year 9999
_TRUE: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with a value. `text` is what stands in it, a day as YYYY-MM-DD; `column` counts from 1."""

    column: int
    text: str
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row with at least one value, by its number in the sheet."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, read whole."""

    name: str
    rows: tuple[Row, ...]


def name_column(number: int) -> str:
    """The letters of a column as spreadsheets show them: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Read every sheet of a workbook that came from outside.

    Shapes   content: the bytes as received
    Returns  the sheets in the order of the workbook, hidden ones among them
    Raises   BadArchive with the code of the rule that the archive breaks; Refused for what is in it
    """
    hold_workbook(content)
    parts = _Parts(content)
    sheets, uses_1904 = _read_plan(parts)
    styles = read_styles(parts.pull("xl/styles.xml")) if parts.holds("xl/styles.xml") else Styles(frozenset())
    texts = tuple(_read_texts(parts)) if parts.holds("xl/sharedStrings.xml") else ()
    reader = _SheetReader(texts, styles, _FIRST_DAY_OF_1904 if uses_1904 else _FIRST_DAY)
    return tuple(Sheet(name, tuple(reader.read(name, parts.pull(part)))) for name, part in sheets)


class _Parts:
    """The parts of a workbook by their names."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._found: Mapping[str, tuple[Member, int]] = open_archive(content, ARCHIVE)

    def holds(self, name: str) -> bool:
        return name in self._found

    def pull(self, name: str) -> Iterator[XmlEvent]:
        """The elements of a part."""
        if name not in self._found:
            raise BadArchive("damaged")
        return pull_xml(b"".join(unfold(self._content, *self._found[name])), limits=LIMITS)


def _read_plan(parts: _Parts) -> tuple[list[tuple[str, str]], bool]:
    """Read which sheets there are, in which part each lies, and from which day the workbook counts."""
    targets = {
        event.attributes.get("Id", ""): posixpath.normpath(posixpath.join("/xl", event.attributes.get("Target", "")))
        for event in parts.pull("xl/_rels/workbook.xml.rels")
        if event.kind == "start" and event.name == "Relationship"
    }
    sheets, uses_1904 = [], False
    for event in parts.pull("xl/workbook.xml"):
        if event.kind == "start" and event.name == "workbookPr":
            uses_1904 = event.attributes.get("date1904", "") in _TRUE
        if event.kind == "start" and event.name == "sheet":
            told = event.attributes
            key = told.get(f"{{{_RELATIONS}}}id") or told.get(f"{{{_STRICT_RELATIONS}}}id", "")
            sheets.append((told.get("name", ""), targets.get(key, "").lstrip("/")))
    if len(sheets) > _SHEETS:
        raise Refused("too-many-sheets", f"The workbook has more than {_SHEETS} sheets.", limit="sheets")
    return [(name, part) for name, part in sheets if part.startswith("xl/worksheets/")], uses_1904


def _read_texts(parts: _Parts) -> Iterator[str]:
    """Read the texts that cells name by number; what tells how a word is spoken does not belong to them."""
    text, spoken = "", 0
    for event in parts.pull("xl/sharedStrings.xml"):
        if event.name == "rPh":
            spoken += 1 if event.kind == "start" else -1
        elif event.kind == "start" and event.name == "si":
            text = ""
        elif event.kind == "end" and event.name == "t" and not spoken:
            text += event.text
        elif event.kind == "end" and event.name == "si":
            yield unescape_text(text)


def unescape_text(text: str) -> str:
    """Undo how spreadsheets write letters that XML has no place for: `_x000D_` is one letter."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


class _SheetReader:
    """Reads one sheet after the other with the texts and styles that they share."""

    def __init__(self, texts: tuple[str, ...], styles: Styles, first_day: datetime) -> None:
        self._texts = texts
        self._styles = styles
        self._first_day = first_day

    def read(self, sheet: str, events: Iterator[XmlEvent]) -> Iterator[Row]:
        cells: list[Cell] = []
        rows, columns = set[int](), set[int]()
        number = column = count = 0
        for event in events:
            if event.kind == "start" and event.name == "row":
                cells, column, number = [], 0, _whole(event.attributes.get("r", ""), number + 1)
                columns = set()
                _refuse_second(number in rows, sheet, f"row {number}", number)
                rows.add(number)
            elif event.kind == "start" and event.name == "c":
                column = _find_column(event, column, number, sheet)
                _refuse_second(column in columns, sheet, f"cell {name_column(column)}{number}", number, column)
                columns.add(column)
                text, is_formula = self._read_cell(event, events)
                if text or is_formula:
                    cells.append(Cell(column, text, is_formula))
            elif event.kind == "end" and event.name == "row" and cells:
                count += 1
                if count > LIMITS.rows:
                    message = f"The sheet {sheet[:40]!r} has more than {LIMITS.rows:,} rows."
                    raise Refused("too-many-rows", message, line=number, limit="rows")
                yield Row(number, tuple(cells))

    def _read_cell(self, start: XmlEvent, events: Iterator[XmlEvent]) -> tuple[str, bool]:
        """Read one cell to its end: what stands in it, and whether that was worked out by a formula."""
        value = inline = ""
        is_formula, spoken = False, 0
        for event in events:
            if event.kind == "end" and event.name == "c":
                break
            if event.name == "rPh":
                spoken += 1 if event.kind == "start" else -1
            elif event.name == "f":
                is_formula = True
            elif event.kind == "end" and event.name == "v":
                value = event.text
            elif event.kind == "end" and event.name == "t" and not spoken:
                inline += event.text
        return self._tell(start.attributes, value, unescape_text(inline)), is_formula

    def _tell(self, told: Mapping[str, str], value: str, inline: str) -> str:
        kind = told.get("t", "n")
        if kind == "inlineStr":
            return inline
        if kind == "s":
            at = _whole(value, -1)
            return self._texts[at] if 0 <= at < len(self._texts) else ""
        if kind == "b":
            return "TRUE" if value.strip() in _TRUE else "FALSE"
        if kind == "d":
            return value[:10] if value[10:].strip("T:Z0.") == "" else value
        if kind != "n":
            return unescape_text(value)
        return self._tell_number(value.strip(), _whole(told.get("s", ""), 0))

    def _tell_number(self, value: str, style: int) -> str:
        """A number as people write it: 3 and not 3.0; a day where the style of the cell shows one."""
        try:
            number = float(value)
        except ValueError:
            return value
        if style in self._styles.days and 0 < number <= _LAST_SERIAL:
            moment = self._first_day + timedelta(days=number)
            return moment.date().isoformat() if number.is_integer() else moment.strftime("%Y-%m-%dT%H:%M:%S")
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _whole(text: str, otherwise: int) -> int:
    """A whole number as it stands in an attribute, or what stands for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _find_column(start: XmlEvent, before: int, row: int, sheet: str) -> int:
    """The number of the column that a cell stands in; without a place of its own it follows the one before."""
    place = _PLACE.fullmatch(start.attributes.get("r", ""))
    column = _number_column(place[1]) if place else before + 1
    if column > LIMITS.columns:
        message = f"Row {row} of the sheet {sheet[:40]!r} goes beyond column {name_column(LIMITS.columns)}."
        raise Refused("too-many-columns", message, line=row, column=column, limit="columns")
    return column


def _refuse_second(is_second: bool, sheet: str, place: str, row: int, column: int = 0) -> None:
    """Of two cells in one place, spreadsheets show one: nobody could say which was meant."""
    if is_second:
        message = f"In the sheet {sheet[:40]!r}, {place} stands twice in the file. Open it and save it again."
        raise Refused("place-twice", message, line=row, column=column)


def _number_column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
