"""A small campaign for the tests of the ways without a connection."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from ospolis.assessment.interchange.answer_reading import Expected, Reading, read_answers
from ospolis.assessment.interchange.answer_sheet import SheetOrder, write_answer_sheet
from ospolis.assessment.interchange.asked import AnswerRow, Asked, Institution, Question, Section, Wording
from ospolis.assessment.interchange.workbook import read_workbook
from ospolis.engines.maturity.applicability import parse_condition

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
REGISTRY = Institution("arva-registry", "Registry of Arva", {"staff": 120.0, "repositories": 3.0, "kind": "agency"})


def word(statement: str) -> Wording:
    return Wording(statement, tuple(f"{statement}: level {level}" for level in range(5)), help="Ask the lawyers.")


def ask(code: str, statement: str, *, applies: str = "", ask_when: str = "", arabic: str = "") -> Question:
    wordings = {"en": word(statement)} | ({"ar": word(arabic)} if arabic else {})
    return Question(code, code.partition(".")[0], wordings, parse_condition(applies), parse_condition(ask_when))


ASKED = Asked(
    campaign=7,
    title="Round of 2026",
    bank="core",
    version="1",
    languages={"en": "English", "ar": "العربية"},
    sections=(
        Section("D1", {"en": "Mandate and strategy", "ar": "التفويض"}),
        Section("D3", {"en": "Licensing and law"}),
    ),
    questions=(
        ask("D1.1", "A named person answers for open source", arabic="شخص مسؤول"),
        replace(ask("D1.2", "Goals are written down", ask_when="D1.1 >= 1"), may_be_na=False),
        ask("D3.1", "Every public repository states a licence", applies="repositories > 0"),
    ),
    roles={"focal_point": "Focal point", "legal_officer": "Legal officer"},
)
EXPECTED = Expected(ASKED, REGISTRY.key, REGISTRY.name, date(2026, 11, 30), 12, frozenset({"focal_point"}))
ORDER = SheetOrder(ASKED, REGISTRY, "focal_point", 12, "en", is_right_to_left=False, held={}, at=NOON)


def sheet_of(*answers: AnswerRow, order: SheetOrder = ORDER) -> bytes:
    """The spreadsheet of a respondent who has answered so far."""
    return write_answer_sheet(replace(order, held={answer.item: answer for answer in answers}))


def read_back(content: bytes, expected: Expected = EXPECTED) -> Reading:
    """What we understand of a spreadsheet."""
    return read_answers(read_workbook(content), expected)
