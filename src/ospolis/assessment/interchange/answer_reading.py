"""A spreadsheet of answers that comes back: every row held against the campaign, every problem told by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.answer_sheet import COLUMNS, HEAD, SHEET
from ospolis.assessment.interchange.asked import NOT_APPLICABLE, AnswerRow, Asked
from ospolis.assessment.interchange.found import Problem
from ospolis.assessment.interchange.marking import LONGEST, plain_text, unmark_text
from ospolis.assessment.interchange.values import read_day, read_level
from ospolis.assessment.interchange.workbook import Row, Sheet, name_column

# How far down the names of the columns are looked for, and how many problems are told at once.
_HEADER_WITHIN: Final = 40
MOST_PROBLEMS: Final = 100
_LONGEST_EVIDENCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sheet must fit to.

    Shapes   institution: the only one whose answers are taken; institution_name: for sentences
             respondent: the number of the assignment
             links: `bank-version` of earlier banks -> code there -> code here
             roles: the respondent roles that may answer; today: answers of later days are refused
    """

    asked: Asked
    institution: str
    institution_name: str
    today: date
    respondent: int
    roles: frozenset[str] = frozenset()
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedAnswer:
    """One answer and the row of the sheet that it stands in."""

    row: int
    answer: AnswerRow


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as read. With problems nothing of it is taken; notes say what was understood in an unusual way.

    `written` is when we made the sheet, None where it does not say.
    """

    answers: tuple[PlacedAnswer, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    written: datetime | None = None


def read_answers(sheets: tuple[Sheet, ...], expected: Expected) -> Reading:
    """Read the answers of a workbook.

    Returns  Reading; its answers are those of rows without a problem, in the order of the sheet
    """
    found = _find_table(sheets)
    if found is None:
        message = _("No sheet has a row with the columns item and level. Hand in the sheet that you got from us.")
        return Reading((), (Problem("no-table", message),), ())
    reader = _Reader(found[0], found[1], expected)
    return reader.read()


def read_head(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """What a workbook says of itself above its answers, by the names of `HEAD`; empty where there is no table."""
    found = _find_table(sheets)
    return {} if found is None else _read_head(*found)


def _read_head(sheet: Sheet, header: Row) -> dict[str, str]:
    head: dict[str, str] = {}
    for row in sheet.rows:
        cells = [_clean(cell.text) for cell in row.cells]
        if row.number < header.number and len(cells) > 1 and cells[0] in HEAD:
            head[cells[0]] = cells[1]
    return head


def _find_table(sheets: tuple[Sheet, ...]) -> tuple[Sheet, Row] | None:
    """The sheet of answers and the row that names its columns; the sheet with our name comes first."""
    for sheet in sorted(sheets, key=lambda sheet: sheet.name.casefold() != SHEET):
        for row in sheet.rows:
            if row.number <= _HEADER_WITHIN and {"item", "level"} <= {_fold(cell.text) for cell in row.cells}:
                return sheet, row
    return None


def _fold(text: str) -> str:
    return unmark_text(text).strip().casefold()


class _Reader:
    """Reads one sheet and collects what is wrong with it."""

    def __init__(self, sheet: Sheet, header: Row, expected: Expected) -> None:
        self._sheet = sheet
        self._header = header
        self._expected = expected
        self._codes: Mapping[str, str] = {}
        self._statements = [
            (question.code, _clean(wording.statement))
            for question in expected.asked.questions
            for wording in question.wordings.values()
        ]
        self._problems: list[Problem] = []
        self._notes: list[Problem] = []
        self._columns: dict[int, str] = {}
        self._given: dict[tuple[str, str, str], PlacedAnswer] = {}

    def read(self) -> Reading:
        head = _read_head(self._sheet, self._header)
        self._hold_head(head)
        self._columns = self._read_columns()
        answers: list[PlacedAnswer] = []
        if not self._problems:
            for row in self._sheet.rows:
                if row.number > self._header.number:
                    answers.extend(self._read_row(row))
        written = _read_moment(head.get("written", ""))
        return Reading(tuple(answers), tuple(self._problems[:MOST_PROBLEMS]), tuple(self._notes), written)

    def _tell(self, code: str, message: str, row: int = 0, column: int = 0) -> None:
        self._problems.append(Problem(code, message, self._sheet.name, row, column))

    def _note(self, code: str, message: str, row: int = 0, column: int = 0) -> None:
        self._notes.append(Problem(code, message, self._sheet.name, row, column))

    def _hold_head(self, head: Mapping[str, str]) -> None:
        """Hold the sheet against the campaign: the same one, the same institution, a bank that we can follow."""
        asked, expected = self._expected.asked, self._expected
        if head.get("campaign", str(asked.campaign)) != str(asked.campaign):
            self._tell("other-campaign", _("This sheet belongs to another campaign. Hand it in there."))
        if head.get("institution", expected.institution) != expected.institution:
            words = _("This sheet was made for the institution %(key)s, and this page is for %(name)s.")
            self._tell(
                "foreign-institution", words % {"key": head["institution"][:80], "name": expected.institution_name}
            )
        if head.get("respondent", str(expected.respondent)) != str(expected.respondent):
            self._tell(
                "other-respondent", _("This sheet was made for somebody else. Hand it in on that person's page.")
            )
        bank = (head.get("bank", asked.bank), head.get("version", asked.version))
        if bank == (asked.bank, asked.version):
            return
        told = {"old": f"{bank[0][:40]} {bank[1][:40]}", "new": f"{asked.bank} {asked.version}"}
        if (codes := expected.links.get(f"{bank[0]}-{bank[1]}")) is None:
            words = _(
                "This sheet was made for the questions %(old)s, which we cannot match with %(new)s. Get a new one."
            )
            self._tell("other-bank", words % told)
        else:
            self._codes = {code.upper(): here for code, here in codes.items()}
            words = _("This sheet was made for the questions %(old)s. Its answers are taken for those of %(new)s.")
            self._note("older-bank", words % told)

    def _read_columns(self) -> dict[int, str]:
        """Find each column by its name, wherever it stands."""
        columns: dict[int, str] = {}
        row = self._header.number
        for cell in self._header.cells:
            name = _fold(cell.text)
            if name in columns.values():
                words = _("The column %(name)s stands twice. Remove one of them.")
                self._tell("column-twice", words % {"name": name}, row, cell.column)
            elif name not in COLUMNS:
                words = _("The column %(name)s is not known. Remove it, or give it back its name: %(known)s.")
                known = ", ".join(name for name in COLUMNS if name not in columns.values())
                self._tell("unknown-column", words % {"name": cell.text[:40], "known": known}, row, cell.column)
            columns[cell.column] = name
        return columns

    def _read_row(self, row: Row) -> Iterator[PlacedAnswer]:
        before = len(self._problems)
        texts: dict[str, str] = dict.fromkeys(COLUMNS, "")
        places: dict[str, int] = {}
        for cell in row.cells:
            name = self._columns.get(cell.column)
            if cell.is_formula:
                self._tell("formula", _("A formula stands here. Write its value instead."), row.number, cell.column)
            elif name is None:
                words = _("This cell stands in a column without a name (%(column)s). Move or remove it.")
                self._tell("nameless-column", words % {"column": name_column(cell.column)}, row.number, cell.column)
            else:
                texts[name], places[name] = cell.text, cell.column
        if len(self._problems) == before and any(_clean(texts[name]) for name in ("item", "level", "comment")):
            yield from self._read_answer(row.number, texts, places)

    def _read_answer(self, row: int, texts: Mapping[str, str], places: Mapping[str, int]) -> Iterator[PlacedAnswer]:
        before = len(self._problems)
        item = self._read_item(row, _clean(texts["item"]), places.get("item", 0))
        self._hold_words(row, item, _clean(texts["statement"]), places.get("statement", 0))
        self._hold_institution(row, _clean(texts["institution"]), places.get("institution", 0))
        role = self._read_role(row, _clean(texts["respondent_role"]), places.get("respondent_role", 0))
        day = self._read_day(row, _clean(texts["date"]), places.get("date", 0))
        level = read_level(_clean(texts["level"]))
        if level is None:
            words = _("%(level)s is no level. Choose 0, 1, 2, 3, 4 or na, or leave the cell empty.")
            self._tell("level", words % {"level": _clean(texts["level"])[:40]}, row, places["level"])
        elif level == NOT_APPLICABLE and item and not self._may_be_na(item):
            words = _("%(item)s applies to every institution. Choose a level from 0 to 4.")
            self._tell("not-applicable", words % {"item": item}, row, places["level"])
        comment = self._read_text(row, texts["comment"], places.get("comment", 0), LONGEST)
        evidence = self._read_text(row, texts["evidence"], places.get("evidence", 0), _LONGEST_EVIDENCE)
        if len(self._problems) > before or item is None or level is None:
            return
        answer = AnswerRow(item, level, role, day, comment, evidence)
        if not level and (comment or evidence):
            words = _("%(item)s has a comment and no level. It is not taken: choose a level, or na.")
            self._note("no-level", words % {"item": item}, row, places.get("comment", 0))
        elif level and self._is_first(row, answer, places["level"]):
            yield PlacedAnswer(row, answer)

    def _read_item(self, row: int, code: str, column: int) -> str | None:
        """The code of the question as the campaign writes it; nothing when it is not asked."""
        here = self._codes.get(code.upper(), "" if self._codes else code)
        question = self._expected.asked.question(here)
        if question is None:
            words = _("The question %(item)s is not asked in this campaign. Remove the row, or correct the code.")
            self._tell("unknown-item", words % {"item": code[:40]}, row, column)
            return None
        if question.code != code.upper():
            words = _("The question %(old)s of the earlier version is %(new)s now.")
            self._note("moved-item", words % {"old": code[:40], "new": question.code}, row, column)
        return question.code

    def _hold_words(self, row: int, item: str | None, statement: str, column: int) -> None:
        """Refuse a row whose code and words belong to two questions: columns were moved against each other."""
        if item is None or not statement:
            return
        said = {code for code, words in self._statements if words == statement}
        if said and item not in said:
            words = _(
                "The words in this row belong to %(other)s, and its code is %(item)s. Columns were moved or sorted"
                " apart: put the rows together again."
            )
            self._tell("moved-columns", words % {"other": sorted(said)[0], "item": item}, row, column)

    def _may_be_na(self, item: str) -> bool:
        question = self._expected.asked.question(item)
        return question is not None and question.may_be_na

    def _hold_institution(self, row: int, key: str, column: int) -> None:
        if key and key != self._expected.institution:
            words = _("This row is for the institution %(key)s, and this page is for %(name)s. Hand it in there.")
            told = {"key": key[:80], "name": self._expected.institution_name}
            self._tell("foreign-institution", words % told, row, column)

    def _read_role(self, row: int, role: str, column: int) -> str:
        if role and role not in self._expected.roles:
            words = _("Nobody was asked in the role %(role)s. These roles were asked: %(roles)s.")
            told = {"role": role[:40], "roles": ", ".join(sorted(self._expected.roles))}
            self._tell("unknown-role", words % told, row, column)
        return role

    def _read_day(self, row: int, text: str, column: int) -> str:
        if not text:
            return ""
        day = read_day(text)
        if day is None:
            self._tell("date", _("Write the day as in 2026-11-02: year, month, day."), row, column)
        elif day > self._expected.today:
            self._tell("later-date", _("This day is still to come. Write the day of the answer."), row, column)
        return day.isoformat() if day else ""

    def _read_text(self, row: int, text: str, column: int, longest: int) -> str:
        written = plain_text(unmark_text(text))
        if len(written) > longest:
            words = _("This text has %(letters)s letters, and %(most)s is the most. Shorten it.")
            self._tell("long-text", words % {"letters": len(written), "most": longest}, row, column)
        return written

    def _is_first(self, row: int, answer: AnswerRow, column: int) -> bool:
        """Say whether this is the first answer of its place and day; another one that differs is a problem."""
        key = (answer.item, answer.role, answer.date)
        first = self._given.setdefault(key, PlacedAnswer(row, answer))
        if first.row == row:
            return True
        if first.answer != answer:
            words = _("%(item)s is answered twice, here and in row %(row)s, in different ways. Keep one of them.")
            self._tell("two-answers", words % {"item": answer.item, "row": first.row}, row, column)
        return False


def _clean(text: str) -> str:
    return plain_text(unmark_text(text)).strip()


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
