"""A field form (XLSForm) of ODK or KoboToolbox as a question bank: the choices of each question are five levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from ospolis.assessment.banks import CORE
from ospolis.assessment.interchange.asked import LEVELS, NOT_APPLICABLE, NOT_KNOWN
from ospolis.assessment.interchange.bank_book_reading import BankBook, Spot
from ospolis.assessment.interchange.bank_columns import read_cell
from ospolis.assessment.interchange.bank_form import GROUP, OWN, OWN_SURVEY
from ospolis.assessment.interchange.field_form import COMMENT
from ospolis.assessment.interchange.form_checking import check_form, languages_of
from ospolis.assessment.interchange.form_tables import FieldForm, FormRow, FormSheet, take_form
from ospolis.assessment.interchange.relevant_reading import NotRead, read_relevant
from ospolis.assessment.interchange.workbook import Sheet
from ospolis.engines.maturity.bank import FIRST_LANGUAGE
from ospolis.engines.maturity.bank_reading import HEAD as BANK_SCHEMA
from ospolis.engines.maturity.bank_reading import PART
from ospolis.engines.maturity.translation import SCHEMA as WORDS_SCHEMA

_FILE: Final = "0-bank.yml"
_CODE: Final = re.compile(r"[^()]*\(([A-Za-z0-9-]+)\)")
_PASSED_OVER: Final = frozenset({"start", "end", "note", "calculate"})
_NOT_SAID: Final = ("constraint", "constraint_message", "calculation", "choice_filter")
# What a question is that says nothing of it.
_USUAL: Final[Mapping[str, Any]] = {
    "unit": "institution", "respondent_roles": ["focal_point"], "evidence_class": "H",
    "no_hook_reason": "A field form has no place for hooks.",
}  # fmt: skip
_HEAD: Final = {"form_id": "code", "version": "version", "form_title": "title", "date": "date", "licence": "licence",
                "source": "source", "bank": "bank", "adds": "adds"}  # fmt: skip


def read_bank_form(sheets: Sequence[Sheet]) -> BankBook:
    """Read a form as a bank, or as an addition when the sheet `settings` says `adds`."""
    book = BankBook()
    for sheet in sheets:
        _look_through(book, sheet)
    form = take_form(sheets)
    book.problems += check_form(form, OWN).problems
    if not book.problems:
        _Form(form, book).take()
    return book


def _look_through(book: BankBook, sheet: Sheet) -> None:
    """Tell formulas, and columns that stand twice: of two, one would be lost."""
    titles: set[str] = set()
    for cell in sheet.rows[0].cells if sheet.rows else ():
        if cell.text.strip() in titles:
            words = _("The column %(name)s stands twice. Remove one of them.")
            book.tell("column-twice", words % {"name": cell.text.strip()[:40]}, sheet.name, 1, cell.column)
        titles.add(cell.text.strip())
    for row in sheet.rows:
        for cell in row.cells:
            if cell.is_formula:
                words = _("A formula stands here. Write its value instead.")
                book.tell("formula", words, sheet.name, row.number, cell.column)


class _Form:
    """A form that is whole, on its way to become a bank."""

    def __init__(self, form: FieldForm, book: BankBook) -> None:
        self._form = form
        self._book = book
        self._settings = form.settings.rows[0] if form.settings.rows else FormRow(1, {})
        spoken = [name for name in languages_of(form.survey) if name]
        default = self._settings.get("default_language")
        self._language = default if default in spoken else next(iter(spoken), "")
        self._others = [name for name in spoken if name != self._language]
        self._choices: dict[str, dict[str, FormRow]] = {}
        for row in form.choices.rows:
            self._choices.setdefault(row.get("list_name"), {})[row.get("name")] = row

    def take(self) -> None:
        """Take everything that the form says."""
        adds = self._settings.get("adds")
        head = self._head(is_added=bool(adds))
        dimensions: dict[str, FormRow] = {}
        items: list[tuple[str, FormRow, dict[str, Any]]] = []
        group, relevant = "", ""
        for row in self._form.survey.rows:
            kind = row.get("type")
            if kind == "begin_group":
                if group:
                    self._refuse("group-in-group", _("A section cannot stand in a section. Move it out."), row, "type")
                group, relevant = self._read_group(row), self._read_relevant(row)
                dimensions.setdefault(group, row)
            elif kind == "end_group":
                group, relevant = "", ""
            elif kind.startswith("select_one "):
                items.append((row.get("added_by"), row, self._read_item(row, group, relevant)))
            else:
                self._pass_over(row)
        if not self._book.problems:
            self._keep(head, dimensions, items, adds)

    def _head(self, *, is_added: bool) -> dict[str, Any]:
        names = {name: key for name, key in _HEAD.items() if is_added is (key in {"bank", "adds"})
                 or key in {"date", "licence", "source"}}  # fmt: skip
        head = {key: text for name, key in names.items() if (text := self._settings.get(name))}
        columns = {key: self._form.settings.columns.get(name, 0) for name, key in _HEAD.items()}
        for key in (*_HEAD.values(), "language"):
            place = {**columns, "language": self._form.settings.columns.get("default_language", 0)}
            self._book.places[_FILE, key] = Spot("settings", self._settings.number, place)
        language = _code_of(self._language)
        return {"schema": PART if is_added else BANK_SCHEMA, **head, **({"language": language} if language else {})}

    def _read_group(self, row: FormRow) -> str:
        return row.get("name").removeprefix(GROUP).partition("_")[0]

    def _read_relevant(self, row: FormRow) -> str:
        try:
            return read_relevant(row.get("relevant"))
        except NotRead as problem:
            words = _(
                "This part of the condition cannot be said in a bank: %(part)s. Compare a question with a level from 0"
                " to 4, joined with and, or, not."
            )
            self._refuse("relevant", words % {"part": problem}, row, "relevant")
            return ""

    def _read_item(self, row: FormRow, group: str, around: str) -> dict[str, Any]:
        code = row.get("name").replace("_", ".")
        for column in _NOT_SAID:
            if row.get(column):
                words = _("A bank has no place for %(column)s. Empty the cell.")
                self._refuse("not-said", words % {"column": column}, row, column)
        if not group:
            self._refuse("no-section", _("Put each question into a group: the group is its section."), row, "name")
        own = {name: read_cell(name, row.get(name)) for name in OWN_SURVEY if row.get(name) and name != "added_by"}
        conditions = [text for text in (around, self._read_relevant(row)) if text]
        item = {
            "code": code, "dimension": group, "statement": self._text(row, "label"), "help": self._text(row, "hint"),
            "anchors": [self._text(found, "label") for found in self._levels_of(row)], **_USUAL, **own,
            "ask_when": conditions[0] if len(conditions) == 1 else " and ".join(f"({text})" for text in conditions),
        }  # fmt: skip
        return {name: value for name, value in item.items() if value not in ("", [])}

    def _levels_of(self, row: FormRow) -> list[FormRow]:
        """The rows of the five levels, in their order."""
        found = self._choices.get(row.get("type").partition(" ")[2], {})
        strange = sorted(set(found) - {*LEVELS, NOT_APPLICABLE, NOT_KNOWN})
        if strange or not set(LEVELS) <= set(found):
            words = _(
                "The choices of a question of a bank are named 0, 1, 2, 3 and 4; na and unknown may stand beside them."
            )
            self._refuse("levels", words, row, "type")
            return []
        return [found[level] for level in LEVELS]

    def _pass_over(self, row: FormRow) -> None:
        kind, name = row.get("type"), row.get("name")
        if kind == "text" and name.endswith(COMMENT):
            return
        if kind in _PASSED_OVER:
            words = _("Row %(row)s of the sheet survey (%(type)s) is no question and is left out.")
            self._book.notes.append(words % {"row": row.number, "type": kind})
            return
        words = _("A question of a bank has five levels (select_one). %(type)s cannot be one.")
        self._refuse("type", words % {"type": kind[:40]}, row, "type")

    def _keep(
        self,
        head: dict[str, Any],
        dimensions: Mapping[str, FormRow],
        items: Sequence[tuple[str, FormRow, dict[str, Any]]],
        adds: str,
    ) -> None:
        book, survey = self._book, self._form.survey
        # A section of the bank that is added to needs no explanation; one with it is new.
        new = {code: row for code, row in dimensions.items() if not adds or self._text(row, "hint")}
        head["dimensions"] = [self._dimension(code, row) for code, row in new.items()]
        for number, row in enumerate(new.values()):
            book.places[_FILE, f"dimensions[{number}]"] = _spot(survey, row, self._language)
        book.places[_FILE, "items"] = Spot("survey", 1, {})
        book.files[_FILE] = head
        for file, added, rows in self._parts(items, adds):
            told = {"adds": added} if added else {}
            book.files[file] = {"schema": PART, **self._of_bank(adds), **told, **_spoken(head),
                                "items": [item for _row, item in rows]}  # fmt: skip
            for number, (row, _item) in enumerate(rows):
                book.places[file, f"items[{number}]"] = _spot(survey, row, self._language)
        for language in self._others:
            self._keep_words(language, dimensions, items)
        self._tell_usual()

    def _parts(
        self, items: Sequence[tuple[str, FormRow, dict[str, Any]]], adds: str
    ) -> Iterator[tuple[str, str, list[tuple[FormRow, dict[str, Any]]]]]:
        """Runs of questions of one addition; additions without a question keep their place."""
        runs: list[tuple[str, list[tuple[FormRow, dict[str, Any]]]]] = []
        waiting = self._settings.get("additions").split()
        for added, row, item in items:
            added = adds or added
            if not runs or runs[-1][0] != added:
                while added in waiting and (first := waiting.pop(0)) != added:
                    runs.append((first, []))
                runs.append((added, []))
            runs[-1][1].append((row, item))
        runs += [(added, []) for added in waiting]
        yield from ((f"{number}-part.yml", added, rows) for number, (added, rows) in enumerate(runs, 1))

    def _of_bank(self, adds: str) -> dict[str, str]:
        return {"bank": self._settings.get("bank")} if adds and self._settings.get("bank") else {}

    def _dimension(self, code: str, row: FormRow) -> dict[str, str]:
        title = self._text(row, "label")
        return {"code": code, "title": title, "explanation": self._text(row, "hint") or title}

    def _keep_words(
        self, language: str, dimensions: Mapping[str, FormRow], items: Sequence[tuple[str, FormRow, dict[str, Any]]]
    ) -> None:
        said: dict[str, dict[str, Any]] = {"dimensions": {}, "items": {}}
        for code, row in dimensions.items():
            said["dimensions"][code] = {
                "title": row.get(_column("label", language)), "explanation": row.get(_column("hint", language)),
            }  # fmt: skip
        for _added, row, item in items:
            anchors = [found.get(_column("label", language)) for found in self._levels_of(row)]
            said["items"][item["code"]] = {
                "statement": row.get(_column("label", language)), "help": row.get(_column("hint", language)),
                "anchors": anchors if all(anchors) else [],
            }  # fmt: skip
        head = {"schema": WORDS_SCHEMA, "language": _code_of(language)}
        if self._settings.get("adds"):
            head["bank"] = self._settings.get("bank") or CORE
        else:
            head["bank"] = self._settings.get("form_id")
            head["version"] = "+".join([self._settings.get("version"), *self._settings.get("additions").split()])
        self._book.files[f"words-{_code_of(language)}.yml"] = head | said

    def _tell_usual(self) -> None:
        for name, value in _USUAL.items():
            if name not in self._form.survey.columns:
                shown = value if isinstance(value, str) else ", ".join(value)
                words = _("The sheet survey has no column %(name)s. For every question it is taken as: %(value)s")
                self._book.notes.append(words % {"name": name, "value": shown})

    def _text(self, row: FormRow, column: str) -> str:
        return row.get(_column(column, self._language))

    def _refuse(self, code: str, message: str, row: FormRow, column: str) -> None:
        self._book.tell(code, message, "survey", row.number, self._form.survey.columns.get(column, 0))


def _spoken(head: Mapping[str, Any]) -> dict[str, str]:
    return {"language": head["language"]} if "language" in head else {}


def _spot(survey: FormSheet, row: FormRow, language: str) -> Spot:
    """A row of the survey; what a bank calls otherwise stands in the column of the form."""
    columns = dict(survey.columns)
    for name, column in (("statement", "label"), ("help", "hint"), ("title", "label"), ("explanation", "hint")):
        columns[name] = columns.get(_column(column, language), 0)
    others = {"code": "name", "dimension": "name", "level_0": "type", "ask_when": "relevant"}
    return Spot(survey.name, row.number, {**columns, **{name: columns.get(other, 0) for name, other in others.items()}})


def _column(base: str, language: str) -> str:
    return f"{base}::{language}" if language else base


def _code_of(language: str) -> str:
    """The code of a language as field forms name it: `English (en)` is en; without a name, that of most banks."""
    found = _CODE.fullmatch(language)
    return found[1] if found else FIRST_LANGUAGE if language else ""
