"""A question bank as a workbook: one row a question, hooks and links on sheets of their own, nothing left out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from ospolis.assessment.interchange.bank_columns import BANK, LEVELS, SHEETS, WORDS, write_cell
from ospolis.assessment.interchange.marking import mark_text, plain_text
from ospolis.engines.maturity import Bank, Dimension, Item, Translation, Words
from ospolis.engines.maturity.bank import EVIDENCE_CLASSES, FIRST_LANGUAGE, FORMS, POPULATIONS, STRENGTHS, UNITS
from ospolis.engines.maturity.bank_writing import describe_hook, describe_item, texts_of
from ospolis.engines.maturity.translation import digest_of

Cells = Mapping[str, Any]
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE: Final = frozenset({"statement", "help", "explanation", "value", "title", "no_hook_reason", *LEVELS})
_CHOICES: Final = {
    "unit": UNITS, "evidence_class": EVIDENCE_CLASSES, "strength": STRENGTHS, "form": FORMS, "among": POPULATIONS,
}  # fmt: skip
_ROWS_TO_FILL: Final = 500


def write_bank_workbook(bank: Bank) -> bytes:
    """Write a bank as a workbook; read again it is the same bank."""
    version, *additions = bank.version.split("+")
    head = {
        "code": bank.code, "version": version, "additions": " ".join(additions), "date": bank.date,
        "title": bank.title, "licence": bank.licence, "source": bank.source, "language": bank.language,
    }  # fmt: skip
    items = [describe_item(item) for item in bank.items]
    sheets: dict[str, Iterable[Cells]] = {
        BANK: _head_rows(head),
        "dimensions": [
            {"code": row.code, "title": row.title, "explanation": row.explanation, "language": row.language}
            for row in bank.dimensions
        ],
        "actions": [{"code": row.code, "title": row.title} for row in bank.actions],
        "items": [
            {**_item_row(row), "added_by": item.added_by, "language": item.language}
            for row, item in zip(items, bank.items, strict=True)
        ],
        "hooks": [{"item": item.code, **describe_hook(hook)} for item in bank.items for hook in item.hooks],
        "action_links": [
            {"item": item.code, "action": link.action, "low": link.low, "mid": link.mid, "high": link.high}
            for item in bank.items
            for link in item.action_links
        ],
    }
    return _write(sheets, tell_how_to_bank())


def write_words_workbook(bank: Bank, held: Translation | None, language: str) -> bytes:
    """Write a workbook for whoever translates: the words of the source beside those that are there and still fit."""
    rows: tuple[Dimension | Item, ...] = (*bank.dimensions, *bank.items)
    words = {} if held is None else {**held.dimensions, **held.items}
    open_codes = {row.code for row in rows} if held is None else {*held.missing(bank), *held.stale(bank)}
    told = []
    for row in rows:
        said = Words("", "", (), digest_of(row)) if row.code in open_codes else words.get(row.code)
        if said is not None:
            told.append(_words_row(row.code, said, texts_of(row)))
    head = {"words_of": bank.code, "version": bank.version, "language": language}
    return _write({BANK: _head_rows(head), WORDS: told}, tell_how_to_translate())


def tell_how_to_bank() -> tuple[str, ...]:
    """How to change a bank in a workbook, in short sentences."""
    return (
        _("Each row of the sheet items is one question. The columns level_0 to level_4 are its five levels."),
        _("In a cell with several values, write each value in a line of its own, or put a semicolon between them."),
        _("A hook names the question that it belongs to in the column item. So does a link to an action."),
        _("You may move and sort columns and rows. Do not rename columns, and do not use formulas."),
        _("A published version never changes. Raise the version on the sheet bank before you install it."),
        _("Check the file first: ospolis bank check FILE. Every problem is named with its sheet and cell."),
    )


def tell_how_to_translate() -> tuple[str, ...]:
    """How to translate in a workbook, in short sentences."""
    return (
        _("Write your words into statement, help and level_0 to level_4. The source stands in the columns source_..."),
        _("A question is shown in your language when all its cells are filled. Others stay as they were written."),
        _("For a section, statement is its title and help its explanation; it has no levels."),
        _("Leave the columns code and of as they are: they say which words you translated."),
    )


def _item_row(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: value for name, value in row.items() if name not in {"anchors", "hooks", "action_links"}}
    return {**cells, **dict(zip(LEVELS, row["anchors"], strict=True))}


def _words_row(code: str, words: Words, source: Sequence[str]) -> dict[str, str]:
    told = {"code": code, "of": words.of, "statement": words.statement, "help": words.help}
    names = ("source_statement", "source_help", *(f"source_{level}" for level in LEVELS))
    return {**told, **dict(zip(LEVELS, words.anchors, strict=False)), **dict(zip(names, source, strict=False))}


def _head_rows(head: Mapping[str, str]) -> list[dict[str, str]]:
    usual = {"language": FIRST_LANGUAGE} if "code" in head else {}
    return [{"name": name, "value": value} for name, value in head.items() if value and usual.get(name) != value]


def _write(sheets: Mapping[str, Iterable[Cells]], sentences: Iterable[str]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, dict(_OPTIONS)) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#D9D9D9"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for column, title in enumerate(SHEETS[name]):
                page.set_column(column, column, 40 if title in _WIDE else 16, wrapped)
                page.write_string(0, column, title, bold)
                if title in _CHOICES:
                    allowed = {"validate": "list", "source": list(_CHOICES[title])}
                    page.data_validation(1, column, _ROWS_TO_FILL, column, allowed)
            page.freeze_panes(1, 1)
            for number, cells in enumerate(rows, 1):
                for column, title in enumerate(SHEETS[name]):
                    text = write_cell(cells[title]) if title in cells else ""
                    if text:
                        page.write_string(number, column, mark_text(plain_text(text)), wrapped)
        page = book.add_worksheet(_("How to fill in")[:31])
        page.set_column(0, 0, 100)
        for number, sentence in enumerate(sentences):
            page.write_string(number, 0, mark_text(sentence), wrapped)
    return content.getvalue()
