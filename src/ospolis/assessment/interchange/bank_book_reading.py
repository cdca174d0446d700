"""A workbook with a question bank that comes in: its sheets as the files of a bank, with the cell of every value.

What the values mean is left to the reader of banks, so that a workbook is held against the same rules as a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.bank_columns import BANK, HEAD, LEVELS, SHEETS, WORDS, anchors_of, read_cell
from ospolis.assessment.interchange.found import Problem
from ospolis.assessment.interchange.marking import plain_text, unmark_text
from ospolis.assessment.interchange.workbook import Row, Sheet
from ospolis.engines.maturity.bank_reading import HEAD as BANK_SCHEMA
from ospolis.engines.maturity.bank_reading import PART
from ospolis.engines.maturity.translation import SCHEMA as WORDS_SCHEMA
from ospolis.engines.maturity.weights_reading import WEIGHTS

_MOST_PROBLEMS: Final = 100
_KEYS: Final = {"dimensions": "code", "actions": "code", "items": "code", "hooks": "item", "action_links": "item",
                "weights": "item", WORDS: "code", BANK: "name"}  # fmt: skip
# Where a value of a file stands, when its column has another name.
COLUMN_OF: Final = {"anchors": LEVELS[0], "uplift": "low", "title": "title", "explanation": "explanation"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a sheet, with the number of each of its columns."""

    sheet: str
    row: int
    columns: Mapping[str, int]


@dataclass(slots=True)
class BankBook:
    """A workbook as files of a bank.

    Shapes   files: documents by name; places: by document and path, the row that it came from
    """

    files: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    places: dict[tuple[str, str], Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, code: str, message: str, sheet: str, row: int = 0, column: int = 0) -> None:
        """Keep a problem, at most a hundred."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(code, message, sheet, row, column))

    def encoded(self) -> dict[str, bytes]:
        """The files as the reader of banks takes them."""
        return {name: json.dumps(document, ensure_ascii=False).encode() for name, document in self.files.items()}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the text under each name of a column."""

    spot: Spot
    cells: Mapping[str, str]

    def values(self, *leave_out: str) -> dict[str, Any]:
        """The values of the row by column, without empty ones."""
        return {name: read_cell(name, text) for name, text in self.cells.items() if name not in leave_out}


def read_bank_book(sheets: Sequence[Sheet]) -> BankBook:
    """Read the sheets of a bank, of an addition to one, or of words in another language."""
    book = BankBook()
    known = {sheet.name.strip().casefold(): sheet for sheet in sheets}
    tables = {name: list(_read_table(book, known[name], name)) if name in known else [] for name in SHEETS}
    head = _read_head(book, tables[BANK])
    if book.problems:
        return book
    if WORDS in known:
        _take_words(book, head, tables[WORDS])
    else:
        _take_bank(book, head, tables)
    return book


def _read_table(book: BankBook, sheet: Sheet, name: str) -> Iterator[TableRow]:
    """Find each column by its name, wherever it stands, and read the rows below."""
    if not sheet.rows:
        book.tell("no-columns", _("The sheet has no row with the names of its columns."), sheet.name)
        return
    header, columns = sheet.rows[0], dict[str, int]()
    for cell in header.cells:
        title = unmark_text(cell.text).strip().casefold()
        if title in columns:
            words = _("The column %(name)s stands twice. Remove one of them.")
            book.tell("column-twice", words % {"name": title}, sheet.name, header.number, cell.column)
        elif title not in SHEETS[name]:
            words = _("The column %(name)s is not known. Remove it, or give it back its name: %(known)s.")
            told = {"name": cell.text[:40], "known": ", ".join(SHEETS[name])}
            book.tell("unknown-column", words % told, sheet.name, header.number, cell.column)
        columns[title] = cell.column
    if _KEYS[name] not in columns:
        words = _("The sheet needs the column %(name)s.")
        book.tell("missing-column", words % {"name": _KEYS[name]}, sheet.name, header.number)
    titles = {column: title for title, column in columns.items()}
    for row in sheet.rows[1:]:
        yield from _read_row(book, sheet, row, titles, columns)


def _read_row(
    book: BankBook, sheet: Sheet, row: Row, titles: Mapping[int, str], columns: Mapping[str, int]
) -> Iterator[TableRow]:
    cells = {}
    for cell in row.cells:
        if cell.is_formula:
            words = _("A formula stands here. Write its value instead.")
            book.tell("formula", words, sheet.name, row.number, cell.column)
        elif cell.column not in titles:
            words = _("This cell stands in a column without a name. Move or remove it.")
            book.tell("nameless-column", words, sheet.name, row.number, cell.column)
        elif text := plain_text(unmark_text(cell.text)):
            cells[titles[cell.column]] = text
    if any(text.strip() for text in cells.values()):
        yield TableRow(Spot(sheet.name, row.number, columns), cells)


def _read_head(book: BankBook, rows: Sequence[TableRow]) -> dict[str, TableRow]:
    head: dict[str, TableRow] = {}
    for row in rows:
        name = row.cells.get("name", "").strip()
        place = (row.spot.sheet, row.spot.row, row.spot.columns.get("name", 0))
        if name not in HEAD:
            words = _("%(name)s is not known here. Known are: %(known)s.")
            book.tell("unknown-name", words % {"name": name[:40] or "-", "known": ", ".join(HEAD)}, *place)
        elif name in head:
            book.tell("name-twice", _("%(name)s stands twice. Remove one of them.") % {"name": name}, *place)
        head.setdefault(name, row)
    return head


def _value(head: Mapping[str, TableRow], name: str) -> str:
    return head[name].cells.get("value", "").strip() if name in head else ""


def _keep(book: BankBook, file: str, document: dict[str, Any], head: Mapping[str, TableRow], *names: str) -> None:
    """Keep a file with what the sheet `bank` says of it."""
    for name in names:
        if value := _value(head, name):
            document.setdefault(name, value)
        if name in head:
            spot = head[name].spot
            columns = {name: spot.columns.get("value", 0)}
            book.places[file, name] = Spot(spot.sheet, spot.row, columns)
    book.files[file] = document


def _take_bank(book: BankBook, head: Mapping[str, TableRow], tables: Mapping[str, list[TableRow]]) -> None:
    adds = _value(head, "adds")
    first: dict[str, Any] = {"schema": PART if adds else BANK_SCHEMA}
    names = ("bank", "adds", "date", "source", "licence", "language") if adds else (
        "code", "version", "date", "title", "licence", "source", "language")  # fmt: skip
    first["actions"] = _rows_of(book, "0-bank.yml", "actions", tables["actions"])
    _keep(book, "0-bank.yml", first, head, *names)
    spoken = _value(head, "language")
    parts = [*_dimension_parts(tables["dimensions"], spoken, adds), *_item_parts(head, tables["items"], spoken, adds)]
    hooks, links = _by_item(book, tables, "hooks"), _by_item(book, tables, "action_links")
    for number, (told, name, rows) in enumerate(parts, 1):
        file = f"{number}-part.yml"
        bank = {"bank": _value(head, "bank")} if adds and _value(head, "bank") else {}
        listed = _rows_of(book, file, name, rows, hooks, links)
        book.files[file] = {"schema": PART, **bank, **told, name: listed}
    if tables["weights"]:
        rows = tables["weights"]
        weights = {row.cells.get("item", "").strip(): read_cell("weight", row.cells.get("weight", "")) for row in rows}
        for row in rows:
            book.places["weights.yml", f"weights.{row.cells.get('item', '').strip()}"] = row.spot
        _keep(book, "weights.yml", {"schema": WEIGHTS, "weights": weights}, head, "bank", "adds")
        if not tables["items"] and not tables["dimensions"]:
            book.files = {"weights.yml": book.files["weights.yml"]}


def _dimension_parts(
    rows: list[TableRow], spoken: str, adds: str
) -> Iterator[tuple[dict[str, str], str, list[TableRow]]]:
    told = {"adds": adds} if adds else {}
    for language, group in groupby(rows, key=lambda row: row.cells.get("language", "").strip() or spoken):
        yield told | ({"language": language} if language else {}), "dimensions", list(group)


def _item_parts(
    head: Mapping[str, TableRow], rows: list[TableRow], spoken: str, adds: str
) -> Iterator[tuple[dict[str, str], str, list[TableRow]]]:
    """Runs of questions of one addition in one language; additions without a question keep their place."""
    waiting = _value(head, "additions").split()

    def key(row: TableRow) -> tuple[str, str]:
        return adds or row.cells.get("added_by", "").strip(), row.cells.get("language", "").strip() or spoken

    for (added, language), group in groupby(rows, key=key):
        while added in waiting and (first := waiting.pop(0)) != added:
            yield {"adds": first}, "items", []
        told = {"adds": added} if added else {}
        yield told | ({"language": language} if language else {}), "items", list(group)
    for added in waiting:
        yield {"adds": added}, "items", []


def _by_item(book: BankBook, tables: Mapping[str, list[TableRow]], name: str) -> dict[str, list[TableRow]]:
    """Rows of hooks or links by the question that they belong to; one that belongs to none is told."""
    codes = {row.cells.get("code", "").strip() for row in tables["items"]}
    found: dict[str, list[TableRow]] = {}
    for row in tables[name]:
        code = row.cells.get("item", "").strip()
        if code not in codes:
            words = _("There is no question %(item)s on the sheet items. Correct the code or remove the row.")
            spot = row.spot
            book.tell("unknown-item", words % {"item": code[:40] or "-"}, spot.sheet, spot.row, spot.columns["item"])
        found.setdefault(code, []).append(row)
    return found


def _rows_of(
    book: BankBook,
    file: str,
    name: str,
    rows: Sequence[TableRow],
    hooks: Mapping[str, list[TableRow]] | None = None,
    links: Mapping[str, list[TableRow]] | None = None,
) -> list[dict[str, Any]]:
    """Rows as they stand in a file, each with its place."""
    listed = []
    for number, row in enumerate(rows):
        path = f"{name}[{number}]"
        book.places.setdefault((file, name), Spot(row.spot.sheet, 1, row.spot.columns))
        book.places[file, path] = row.spot
        values = row.values("added_by", "language", *LEVELS)
        if name == "items":
            values["anchors"] = anchors_of(row.cells)
            code = row.cells.get("code", "").strip()
            for place, hook in enumerate((hooks or {}).get(code, [])):
                book.places[file, f"{path}.hooks[{place}]"] = hook.spot
            for place, link in enumerate((links or {}).get(code, [])):
                book.places[file, f"{path}.action_links[{place}]"] = link.spot
            values["hooks"] = [hook.values("item") for hook in (hooks or {}).get(code, [])]
            values["action_links"] = [_link(link) for link in (links or {}).get(code, [])]
        listed.append(values)
    return listed


def _link(row: TableRow) -> dict[str, Any]:
    values = row.values("item")
    uplift = [values[name] for name in ("low", "mid", "high") if name in values]
    return {"action": values.get("action", ""), "uplift": uplift}


def _take_words(book: BankBook, head: Mapping[str, TableRow], rows: Sequence[TableRow]) -> None:
    said: dict[str, dict[str, Any]] = {"dimensions": {}, "items": {}}
    for row in rows:
        code = row.cells.get("code", "").strip()
        name = "items" if "." in code else "dimensions"
        if code in said[name]:
            words = _("%(code)s stands twice. Remove one of the rows.")
            book.tell("row-twice", words % {"code": code[:40]}, row.spot.sheet, row.spot.row, row.spot.columns["code"])
        texts = {key: row.cells.get(key, "") for key in ("of", "statement", "help")}
        if name == "items":
            said[name][code] = {**texts, "anchors": anchors_of(row.cells)}
        else:
            said[name][code] = {"of": texts["of"], "title": texts["statement"], "explanation": texts["help"]}
        columns = {**row.spot.columns, "title": row.spot.columns.get("statement", 0)}
        book.places["words.yml", f"{name}.{code}"] = Spot(row.spot.sheet, row.spot.row, columns)
    bank = {"bank": _value(head, "words_of")}
    _keep(book, "words.yml", {"schema": WORDS_SCHEMA, **bank, **said}, head, "version", "language")
    if "words_of" in head:
        book.places["words.yml", "bank"] = head["words_of"].spot
