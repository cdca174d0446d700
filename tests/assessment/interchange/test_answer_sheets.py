"""The spreadsheet out and in again: nothing is lost, every problem is told by its place."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.worksheet.worksheet import Worksheet

from assessment.interchange.asking import ASKED, EXPECTED, NOON, ORDER, read_back, sheet_of
from ospolis.assessment.interchange.answer_reading import PlacedAnswer
from ospolis.assessment.interchange.answer_sheet import COLUMNS
from ospolis.assessment.interchange.asked import AnswerRow
from ospolis.assessment.interchange.marking import mark_text, plain_text, unmark_text
from ospolis.assessment.interchange.merging import Held, merge_answers
from ospolis.core.files.archives import BadArchive

FIRST = 11
TEXTS = some.text(max_size=300) | some.sampled_from(
    ["=1+1", "'=1", "''-1", "-", "@a", "\t=x", "＝SUM(A1)", "_x0041_", "x005F_", " a \r\n b ", "\u202e=x", "😀" * 900]
)
LEVELS = some.sampled_from(["0", "1", "2", "3", "4", "na"])


def change(content: bytes, edit: Callable[[Worksheet], object]) -> bytes:
    """Let another program open the sheet, change it and save it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book["answers"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def column(name: str) -> int:
    return list(COLUMNS).index(name) + 1


def problems_after(edit: Callable[[Worksheet], object], *answers: AnswerRow) -> list[tuple[str, str]]:
    reading = read_back(change(sheet_of(*answers), edit))
    return [(problem.code, problem.place) for problem in reading.problems]


@settings(max_examples=20, deadline=None)
@given(told=some.lists(some.tuples(LEVELS, TEXTS, TEXTS), min_size=3, max_size=3))
def test_what_was_answered_comes_back_as_it_was(told):
    answers = [
        AnswerRow(
            question.code,
            level if question.may_be_na else "2",
            "focal_point",
            "2026-11-01",
            plain_text(comment),
            plain_text(evidence),
        )
        for question, (level, comment, evidence) in zip(ASKED.questions, told, strict=True)
    ]

    assert read_back(sheet_of(*answers)).answers == tuple(map(PlacedAnswer, range(FIRST, FIRST + 3), answers))


@settings(max_examples=100, deadline=None)
@given(text=TEXTS | some.text(alphabet="'=+-@ \tx", max_size=6))
def test_a_mark_is_taken_off_and_nothing_else(text):
    assert unmark_text(mark_text(text)) == text


def test_a_sheet_of_all_answers_passes_through_another_program():
    answers = tuple(
        AnswerRow(question.code, level, "focal_point", "", comment, "")
        for question, level, comment in zip(ASKED.questions, ("0", "4", "na"), ("=1", "a\nb", "ع"), strict=True)
    )

    reading = read_back(change(sheet_of(*answers), lambda sheet: None))

    assert [placed.answer for placed in reading.answers] == list(answers)
    assert (reading.problems, reading.notes, reading.written) == ((), (), NOON)


def test_a_new_sheet_is_locked_but_for_what_is_filled_in_and_offers_the_levels():
    sheet = openpyxl.load_workbook(io.BytesIO(sheet_of()))["answers"]

    assert sheet.protection.sheet
    assert [name for name in COLUMNS if not sheet.cell(FIRST, column(name)).protection.locked] == [
        "level", "comment", "evidence", "date",
    ]  # fmt: skip
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"H11": '"0,1,2,3,4,na"', "H12": '"0,1,2,3,4"', "H13": '"0,1,2,3,4,na"'}
    assert [sheet.cell(FIRST, number).value for number in (1, 2, 3, 11, 13)] == [
        "D1.1",
        "A named person answers for open source",
        "A named person answers for open source: level 0",
        "focal_point",
        "arva-registry",
    ]


def test_a_language_from_right_to_left_turns_the_sheet():
    content = sheet_of(order=replace(ORDER, language="ar", is_right_to_left=True))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["answers"]

    assert sheet.sheet_view.rightToLeft
    assert [sheet.cell(row, 2).value for row in (11, 12)] == ["شخص مسؤول", "Goals are written down"]


def test_columns_are_found_by_their_names_wherever_they_stand():
    def move(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows(min_row=10, max_row=13)]
        for number, row in enumerate(rows, 10):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place).value = value

    answer = AnswerRow("D1.1", "2", "focal_point", "2026-11-01", "a", "b")

    assert [placed.answer for placed in read_back(change(sheet_of(answer), move)).answers] == [answer]


def test_columns_that_were_moved_against_each_other_are_told_by_the_words_of_the_question():
    def shift(sheet: Worksheet) -> None:
        codes = [sheet.cell(row, 1).value for row in range(FIRST, FIRST + 3)]
        for row, code in enumerate([*codes[1:], codes[0]], FIRST):
            sheet.cell(row, 1).value = code

    assert problems_after(shift, AnswerRow("D1.1", "3")) == [
        ("moved-columns", "B11"), ("moved-columns", "B12"), ("moved-columns", "B13"),
    ]  # fmt: skip


def test_levels_under_the_name_of_another_column_are_no_levels():
    def shift(sheet: Worksheet) -> None:
        for name, other in (("level", "comment"), ("comment", "level")):
            sheet.cell(10, column(name)).value = other
        sheet.cell(11, column("comment")).value = "Since May"

    assert problems_after(shift, AnswerRow("D1.1", "3")) == [("level", "I11")]


WRONG: dict[str, tuple[Callable[[Worksheet], object], list[tuple[str, str]]]] = {
    "level 7": (lambda sheet: sheet.cell(11, 8, 7), [("level", "H11")]),
    "na where it is no answer": (lambda sheet: sheet.cell(12, 8, "n/a"), [("not-applicable", "H12")]),
    "half a level": (lambda sheet: sheet.cell(11, 8, 2.5), [("level", "H11")]),
    "a formula": (lambda sheet: sheet.cell(12, 9, "=1+1"), [("formula", "I12")]),
    "an unknown question": (lambda sheet: sheet.cell(12, 1, "D9.9"), [("unknown-item", "A12")]),
    "another institution": (lambda sheet: sheet.cell(13, 13, "belun-school"), [("foreign-institution", "M13")]),
    "another institution on top": (lambda sheet: sheet.cell(5, 2, "belun-school"), [("foreign-institution", "")]),
    "another respondent": (lambda sheet: sheet.cell(6, 2, 13), [("other-respondent", "")]),
    "another campaign": (lambda sheet: sheet.cell(2, 2, 8), [("other-campaign", "")]),
    "another role": (lambda sheet: sheet.cell(11, 11, "minister"), [("unknown-role", "K11")]),
    "a day that is none": (lambda sheet: sheet.cell(11, 12, "2.11.2026"), [("date", "L11")]),
    "a day that does not exist": (lambda sheet: sheet.cell(11, 12, "2026-02-30"), [("date", "L11")]),
    "a day to come": (lambda sheet: sheet.cell(11, 12, "2026-12-01"), [("later-date", "L11")]),
    "an unknown column": (lambda sheet: sheet.cell(10, 14, "coment"), [("unknown-column", "N10")]),
    "a column twice": (lambda sheet: sheet.cell(10, 14, "Level"), [("column-twice", "N10")]),
    "a cell without a column": (lambda sheet: sheet.cell(11, 15, "x"), [("nameless-column", "O11")]),
    "no column of levels": (lambda sheet: sheet.cell(10, 8, "lvl"), [("no-table", "")]),
    "too long a text": (lambda sheet: sheet.cell(11, 9, "x" * 10_001), [("long-text", "I11")]),
    "a bank that nobody knows": (lambda sheet: sheet.cell(4, 2, "0.3"), [("other-bank", "")]),
}


@pytest.mark.parametrize(("edit", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_problem_is_told_by_its_place(edit, told):
    assert problems_after(edit) == told


def test_two_answers_to_one_question_that_differ_are_a_problem_and_equal_ones_are_not():
    def repeat(sheet: Worksheet, level: int) -> None:
        for name, value in (("item", "d1.1"), ("level", level), ("respondent_role", "focal_point")):
            sheet.cell(14, column(name), value)

    answer = AnswerRow("D1.1", "2", "focal_point")

    assert problems_after(lambda sheet: repeat(sheet, 3), answer) == [("two-answers", "H14")]
    assert problems_after(lambda sheet: repeat(sheet, 2), answer) == []


def test_every_problem_is_told_at_once_and_what_is_right_beside_it_is_read():
    def spoil(sheet: Worksheet) -> None:
        sheet.cell(11, 8, 7)
        sheet.cell(12, 8, "٣")
        sheet.cell(13, 12, "soon")

    reading = read_back(change(sheet_of(), spoil))

    assert [(problem.code, problem.place) for problem in reading.problems] == [("level", "H11"), ("date", "L13")]
    assert [(placed.row, placed.answer.level) for placed in reading.answers] == [(12, "3")]


def test_an_older_bank_is_followed_and_said_so():
    links = {"core-0.9": {"D1.9": "D1.1", "D1.2": "D1.2"}}

    def make_older(sheet: Worksheet) -> None:
        sheet.cell(4, 2, "0.9")
        sheet.cell(11, 1, "D1.9")
        sheet.cell(11, 8, 1)

    reading = read_back(change(sheet_of(), make_older), replace(EXPECTED, links=links))

    assert [(problem.code, problem.place) for problem in reading.problems] == [("unknown-item", "A13")]
    assert [note.code for note in reading.notes] == ["older-bank", "moved-item"]
    assert [placed.answer.item for placed in reading.answers] == ["D1.1"]


def test_a_comment_without_a_level_is_not_lost_in_silence():
    reading = read_back(change(sheet_of(), lambda sheet: sheet.cell(11, 9, "We do not know.")))

    assert (reading.answers, [(note.code, note.place) for note in reading.notes]) == ((), [("no-level", "I11")])


def test_days_that_a_program_keeps_as_numbers_are_read_as_days():
    answer = AnswerRow("D1.1", "2", "focal_point")
    content = change(sheet_of(answer), lambda sheet: sheet.cell(11, 12, date(2026, 11, 3)))

    assert [placed.answer.date for placed in read_back(content).answers] == ["2026-11-03"]


def test_macros_are_refused_before_anything_is_read():
    def add_macro(content: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue().replace(b"docProps/core.xml", b"xl/vbaProject.bin")

    with pytest.raises(BadArchive, match="sheet-macro"):
        read_back(add_macro(sheet_of()))


def held(level: str, saved_at: datetime) -> dict[str, Held]:
    return {"D1.1": Held(AnswerRow("D1.1", level), saved_at)}  # type: ignore[arg-type]  # a level by parameter


@pytest.mark.parametrize(
    ("day", "saved_after", "outcome"),
    [("", -1, "taken"), ("", 1, "newer_held"), ("2026-11-04", 1, "taken"), ("2026-11-01", 1, "newer_held")],
)
def test_an_answer_that_was_saved_later_stays(day, saved_after, outcome):
    coming = [PlacedAnswer(10, AnswerRow("D1.1", "3", "focal_point", day))]

    merge = merge_answers(coming, held("1", NOON + timedelta(hours=saved_after)), written=NOON)

    assert [name for name in ("taken", "unchanged", "newer_held") if getattr(merge, name)] == [outcome]


def test_the_same_answer_changes_nothing_and_of_several_days_the_latest_counts():
    coming = [
        PlacedAnswer(number, AnswerRow("D1.1", level, "focal_point", day))
        for number, level, day in ((10, "1", "2026-11-02"), (11, "3", "2026-11-04"), (12, "2", "2026-11-03"))
    ]

    assert merge_answers(coming, {}, written=None).taken == (coming[1],)
    assert merge_answers(coming[:1], held("1", datetime.max.replace(tzinfo=UTC)), written=NOON).unchanged == (
        coming[0],
    )


def test_an_answer_without_a_day_in_a_sheet_without_one_is_as_new_as_its_arrival():
    coming = [PlacedAnswer(10, AnswerRow("D1.1", "1"))]

    assert merge_answers(coming, held("2", NOON), written=None).taken == tuple(coming)
