"""Is a field form whole? Programs that take such forms drop what they do not understand and say nothing; we refuse.

A misspelt column loses its logic in silence, a missing translation leaves an empty label, and a question behind a
condition that never holds is never asked. Each is told by sheet, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.form_reaching import find_unreachable
from ospolis.assessment.interchange.form_tables import FieldForm, FormRow, FormSheet
from ospolis.assessment.interchange.found import Problem

_TRANSLATED: Final = {
    "survey": ("label", "hint", "constraint_message"),
    "choices": ("label",),
    "settings": (),
}
_COLUMNS: Final = {
    "survey": frozenset(
        {
            "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
            "calculation", "choice_filter", "appearance",
        }
    ),
    "choices": frozenset({"list_name", "name", "label"}),
    "settings": frozenset({"form_title", "form_id", "version", "default_language"}),
}  # fmt: skip
_NEEDED: Final = {"survey": ("type", "name"), "choices": ("list_name", "name"), "settings": ("form_id",)}
_PLAIN: Final = frozenset({"text", "integer", "decimal", "date", "note", "calculate", "start", "end"})
_SELECTS: Final = ("select_one", "select_multiple")
_BEGINS: Final = {"begin_group": "end_group", "begin_repeat": "end_repeat"}
_SILENT: Final = frozenset({"calculate", "start", "end"})
_LANGUAGE: Final = re.compile(r"[^():]{1,60} \([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\)")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,100}")
_NAMED: Final = re.compile(r"\$\{([^}]*)\}")
_FILTERED: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "choice_filter")


@dataclass(frozen=True, slots=True)
class FormReport:
    """What is wrong with a form, and how far each of its languages is.

    Units    missing, texts: cells by language, of those that have a text in any language
    """

    problems: tuple[Problem, ...]
    missing: Mapping[str, int]
    texts: int


def check_form(form: FieldForm, more: Mapping[str, frozenset[str]] = MappingProxyType({})) -> FormReport:
    """Hold a form against the rules.

    Shapes   more: columns by sheet that are ours and that programs for field forms leave alone
    Returns  FormReport; a form without a problem asks every question that stands in it
    """
    problems = [
        problem for sheet in (form.survey, form.choices, form.settings) for problem in _check_columns(sheet, form, more)
    ]
    if not problems:
        problems += _check_rows(form)
        problems += _check_groups(form.survey)
        problems += _check_choices(form)
        problems += _check_expressions(form)
        problems += _check_labels(form)
    if not problems:
        problems += find_unreachable(form)
    missing, texts = _count_missing(form)
    return FormReport(tuple(problems), missing, texts)


def languages_of(sheet: FormSheet, column: str = "label") -> tuple[str, ...]:
    """The languages in which a column of a sheet is written; empty text stands for a column without one."""
    return tuple(name.partition("::")[2] for name in sheet.columns if name == column or name.startswith(f"{column}::"))


def _tell(code: str, message: str, sheet: FormSheet, row: FormRow | None = None, column: str = "") -> Problem:
    return Problem(code, message, sheet.name, row.number if row else 1, sheet.columns.get(column, 0))


def _check_columns(sheet: FormSheet, form: FieldForm, more: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for name in _NEEDED[sheet.name]:
        if name not in sheet.columns and (sheet.name != "choices" or _has_selects(form)):
            words = _("The sheet %(sheet)s needs the column %(column)s.")
            yield _tell("missing-column", words % {"sheet": sheet.name, "column": name}, sheet)
    known = (
        _COLUMNS[sheet.name]
        | more.get(sheet.name, frozenset())
        | (_filters_of(form) if sheet.name == "choices" else frozenset())
    )
    for name in sheet.columns:
        base, mark, language = name.partition("::")
        if name not in known and not (mark and base in _TRANSLATED[sheet.name]):
            words = _("The column %(column)s is not known, so what it says would be lost. Known are: %(known)s.")
            told = {"column": name[:60], "known": ", ".join(sorted(_COLUMNS[sheet.name]))}
            yield _tell("unknown-column", words % told, sheet, column=name)
        elif mark and not _LANGUAGE.fullmatch(language):
            words = _("Name the language of the column %(column)s as in label::English (en).")
            yield _tell("nameless-language", words % {"column": name[:60]}, sheet, column=name)
        elif not mark and any(other.startswith(f"{name}::") for other in sheet.columns):
            words = _("The column %(column)s has no language, and others of its kind have one. Name it.")
            yield _tell("nameless-language", words % {"column": name[:60]}, sheet, column=name)
    for row in sheet.rows:
        for name, text in row.cells.items():
            if name not in sheet.columns and text.strip():
                words = _("This cell stands in a column without a name. Move or remove it.")
                yield Problem("nameless-column", words, sheet.name, row.number, int(name))


def _has_selects(form: FieldForm) -> bool:
    return any(row.get("type").startswith(_SELECTS) for row in form.survey.rows)


def _filters_of(form: FieldForm) -> frozenset[str]:
    """Columns of choices that filters and calculations of the survey read."""
    read = (row.get(column) for row in form.survey.rows for column in ("choice_filter", "calculation"))
    return frozenset(name for text in read for name in _FILTERED.findall(_NAMED.sub("", text)))


def _check_rows(form: FieldForm) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in form.survey.rows:
        kind, name = row.get("type"), row.get("name")
        base = kind.split(" ")[0]
        if kind in _BEGINS.values():
            continue
        if kind not in _PLAIN and kind not in _BEGINS and base not in _SELECTS:
            words = _("The type %(type)s is not known. Known are: %(known)s.")
            known = ", ".join(sorted([*_PLAIN, *_BEGINS, *_BEGINS.values(), *(f"{one} LIST" for one in _SELECTS)]))
            yield _tell("unknown-type", words % {"type": kind[:40], "known": known}, form.survey, row, "type")
        if not _NAME.fullmatch(name):
            words = _("%(name)s cannot be a name. Use letters, digits and _ and begin with a letter.")
            yield _tell("name", words % {"name": name[:40] or "-"}, form.survey, row, "name")
        elif name in first:
            words = _("The name %(name)s stands in row %(row)s already. Only one of the two would be kept.")
            yield _tell("name-twice", words % {"name": name, "row": first[name]}, form.survey, row, "name")
        first.setdefault(name, row.number)


def _check_groups(survey: FormSheet) -> Iterator[Problem]:
    opened: list[FormRow] = []
    for row in survey.rows:
        kind = row.get("type")
        if kind in _BEGINS:
            opened.append(row)
        elif kind in _BEGINS.values() and (not opened or _BEGINS[opened.pop().get("type")] != kind):
            words = _("%(type)s ends nothing that was begun.")
            yield _tell("group", words % {"type": kind}, survey, row, "type")
    for row in opened:
        words = _("%(type)s is never ended.")
        yield _tell("group", words % {"type": row.get("type")}, survey, row, "type")


def _check_choices(form: FieldForm) -> Iterator[Problem]:
    lists: dict[str, set[str]] = {}
    for row in form.choices.rows:
        name, choice = row.get("list_name"), row.get("name")
        if not name or not choice or " " in choice:
            words = _("A choice needs a list and a name without blanks.")
            yield _tell("choice", words, form.choices, row, "name")
        elif choice in lists.setdefault(name, set()):
            words = _("The choice %(choice)s stands twice in the list %(list)s.")
            yield _tell("choice-twice", words % {"choice": choice[:40], "list": name[:40]}, form.choices, row, "name")
        lists.setdefault(name, set()).add(choice)
    used = set()
    for row in form.survey.rows:
        kind, _blank, name = row.get("type").partition(" ")
        if kind not in _SELECTS:
            continue
        used.add(name)
        if name not in lists:
            words = _("There is no list %(list)s on the sheet choices, so the question would be dropped.")
            yield _tell("no-list", words % {"list": name[:40] or "-"}, form.survey, row, "type")
    for row in form.choices.rows:
        if (name := row.get("list_name")) not in used:
            words = _("No question uses the list %(list)s.")
            yield _tell("unused-list", words % {"list": name[:40]}, form.choices, row, "list_name")
            used.add(name)


def _check_expressions(form: FieldForm) -> Iterator[Problem]:
    names = {row.get("name") for row in form.survey.rows} - {""}
    before: set[str] = set()
    for row in form.survey.rows:
        for column in _EXPRESSIONS:
            for name in _NAMED.findall(row.get(column)):
                if name not in names:
                    words = _("There is no question %(name)s.")
                    yield _tell("unknown-name", words % {"name": name[:40] or "-"}, form.survey, row, column)
                elif column == "relevant" and name not in before:
                    words = _("The condition asks for %(name)s, which is asked later. Move that question up.")
                    yield _tell("later-name", words % {"name": name}, form.survey, row, column)
        before.add(row.get("name"))


def _check_labels(form: FieldForm) -> Iterator[Problem]:
    """Everything that is shown needs a label in the language that comes first."""
    for sheet in (form.survey, form.choices):
        labels = [name for name in sheet.columns if name.partition("::")[0] == "label"]
        for row in sheet.rows:
            kind = row.get("type")
            if kind in _SILENT or kind in _BEGINS.values() or (kind in _BEGINS and not labels):
                continue
            if not labels or not row.get(labels[0]):
                words = _("%(name)s has no label, so people would see an empty line.")
                yield _tell(
                    "no-label", words % {"name": row.get("name")[:40]}, sheet, row, labels[0] if labels else "name"
                )


def _count_missing(form: FieldForm) -> tuple[dict[str, int], int]:
    """Count by language what has a text in another one: programs for field forms do not tell it."""
    cells = [
        (row, base, languages_of(sheet, base))
        for sheet in (form.survey, form.choices)
        for base in _TRANSLATED[sheet.name]
        for row in sheet.rows
    ]
    spoken = [
        (row, base, languages)
        for row, base, languages in cells
        if any(row.get(_column(base, language)) for language in languages)
    ]
    every = dict.fromkeys(language for _row, _base, languages in cells for language in languages)
    return {language: _count_empty(spoken, language) for language in every}, len(spoken)


def _count_empty(cells: Iterable[tuple[FormRow, str, tuple[str, ...]]], language: str) -> int:
    return sum(not row.get(_column(base, language)) for row, base, _languages in cells)


def _column(base: str, language: str) -> str:
    return f"{base}::{language}" if language else base
