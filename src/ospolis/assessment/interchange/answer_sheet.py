"""The spreadsheet of a campaign: one row a question, to be filled in anywhere and handed in again.

It has the columns of answers.csv; the question and its levels stand beside them and are locked. It holds no macro, no
formula and no link.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from ospolis.assessment.interchange.asked import LEVELS, NOT_APPLICABLE, AnswerRow, Asked, Institution, Question
from ospolis.assessment.interchange.marking import mark_text, plain_text

SHEET: Final = "answers"
ANCHORS: Final = tuple(f"level_{level}" for level in LEVELS)
# Names and widths, in the order in which they are read and filled in.
COLUMNS: Final[Mapping[str, int]] = {
    "item": 8,
    "statement": 44,
    **dict.fromkeys(ANCHORS, 26),
    "level": 9,
    "comment": 44,
    "evidence": 34,
    "respondent_role": 20,
    "date": 12,
    "institution": 20,
}
FILLED_IN: Final = frozenset({"level", "comment", "evidence", "date"})
HEAD: Final = ("campaign", "bank", "version", "institution", "respondent", "language", "written")
_OPTIONS: Final[Mapping[str, Any]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MAY: Final = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """For whom a spreadsheet is made: one respondent of one institution, in one language.

    Shapes   respondent: the number of the assignment; held: what is known already, by code of the question
    """

    asked: Asked
    institution: Institution
    role: str
    respondent: int
    language: str
    is_right_to_left: bool
    held: Mapping[str, AnswerRow]
    at: datetime


def write_answer_sheet(order: SheetOrder) -> bytes:
    """Write the spreadsheet of one respondent; sentences are in the language that is active."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, dict(_OPTIONS)) as book:
        book.set_properties({"title": plain_text(order.asked.title), "created": order.at.replace(tzinfo=None)})
        sheet = book.add_worksheet(SHEET)
        first = _write_head(sheet, book, order)
        _write_questions(sheet, book, order, first)
        _write_instructions(book.add_worksheet(_("How to fill in")[:31]), book, order)
    return content.getvalue()


def _write_head(sheet: Worksheet, book: xlsxwriter.Workbook, order: SheetOrder) -> int:
    """Write what the answers belong to; gives the row, from 0, that names the columns."""
    asked = order.asked
    respondent = str(order.respondent)
    values = (str(asked.campaign), asked.bank, asked.version, order.institution.key, respondent, order.language)
    title = f"{asked.title} - {order.institution.name}"
    sheet.write_string(0, 0, mark_text(plain_text(title)), book.add_format({"bold": True, "font_size": 14}))
    small = book.add_format({"font_color": "#595959"})
    for row, (name, value) in enumerate(zip(HEAD, (*values, order.at.isoformat()), strict=True), 1):
        sheet.write_string(row, 0, name, small)
        sheet.write_string(row, 1, mark_text(plain_text(value)), small)
    return len(HEAD) + 2


def _write_questions(sheet: Worksheet, book: xlsxwriter.Workbook, order: SheetOrder, header: int) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#A6A6A6"}
    locked = book.add_format({**look, "bg_color": "#F2F2F2"})
    open_cell = book.add_format({**look, "locked": False, "num_format": "@"})
    heading = book.add_format({**look, "bold": True, "bg_color": "#D9D9D9"})
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(header, column, name, heading)
    for row, question in enumerate(order.asked.questions, header + 1):
        cells = _cells_of(question, order)
        for column, name in enumerate(COLUMNS):
            look_of = open_cell if name in FILLED_IN else locked
            if name == "level" and cells[name] in LEVELS:
                sheet.write_number(row, column, int(cells[name]), look_of)
            elif cells[name]:
                sheet.write_string(row, column, mark_text(plain_text(cells[name])), look_of)
            else:
                sheet.write_blank(row, column, None, look_of)
    level = list(COLUMNS).index("level")
    for row, question in enumerate(order.asked.questions, header + 1):
        sheet.data_validation(row, level, row, level, _hold_level(question))
    sheet.freeze_panes(header + 1, 2)
    sheet.protect("", dict(_MAY))
    if order.is_right_to_left:
        sheet.right_to_left()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)


def _cells_of(question: Question, order: SheetOrder) -> dict[str, str]:
    wording = question.wording(order.language)
    held = order.held.get(question.code, AnswerRow(question.code, ""))
    return {
        "item": question.code,
        "statement": wording.statement,
        **dict(zip(ANCHORS, wording.anchors, strict=True)),
        "level": held.level,
        "comment": held.comment,
        "evidence": held.evidence,
        "respondent_role": order.role,
        "date": held.date,
        "institution": order.institution.key,
    }


def _hold_level(question: Question) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": [*LEVELS, NOT_APPLICABLE] if question.may_be_na else list(LEVELS),
        "ignore_blank": True,
        "error_title": _("Not a level")[:32],
        "error_message": _("Choose one from the list. Leave the cell empty when you do not know.")[:255],
    }


def _write_instructions(sheet: Worksheet, book: xlsxwriter.Workbook, order: SheetOrder) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    for row, sentence in enumerate(tell_how()):
        sheet.write_string(row, 0, mark_text(sentence), wrapped)
    sheet.protect("", dict(_MAY))
    if order.is_right_to_left:
        sheet.right_to_left()


def tell_how() -> tuple[str, ...]:
    """How to fill in the spreadsheet, in short sentences."""
    return (
        _("Each row is one question. Read the five levels, then choose the one that describes you today."),
        _("Write in the columns level, comment, evidence and date. The other columns are locked."),
        _("level: 0, 1, 2, 3 or 4. Where the list of the cell offers na, it means: does not apply to us."),
        _("Leave level empty when you do not know. An empty cell never takes an answer away that we hold already."),
        _("comment: what we should know to understand the answer. Do not write names of people."),
        _("evidence: the address of a page or the title of a document that shows it."),
        _("date: the day on which the answer was true, as in 2026-11-02. Leave it empty for the day you hand it in."),
        _("You may move or sort columns and rows. Do not rename columns, and do not use formulas."),
        _("Save the file as .xlsx and hand it in on the page of the campaign. You see first what would change."),
    )
