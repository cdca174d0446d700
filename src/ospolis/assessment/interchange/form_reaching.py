"""Which questions of a field form can never be asked, as far as their conditions say so plainly.

Only parts that must all hold are looked at, comparisons of one question with one value; what is written with `or`,
`not` or a function is taken as possible. So what is told here is certain, and some of it may not be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.form_tables import FieldForm, FormRow
from ospolis.assessment.interchange.found import Problem

_SPLIT: Final = re.compile(r"\s+and\s+")
_TEST: Final = re.compile(r"\$\{([^}]+)\}\s*(=|!=|<=|>=|<|>)\s*(?:'([^']*)'|\"([^\"]*)\"|(-?[0-9.]+))")
_FALSE: Final = frozenset({"false()", "0", "1 = 0", "1=0"})
_NOT_PLAIN: Final = re.compile(r"\bor\b|\bnot\s*\(|\bif\s*\(")
Test = tuple[str, str, str]


def find_unreachable(form: FieldForm) -> Iterator[Problem]:
    """Find the questions that nobody is ever asked; one inside a group is told with the group.

    Returns  a problem for each row whose condition, with those of the groups around it, cannot hold
    """
    choices = _choices_by_question(form)
    never: set[str] = set()
    around: list[list[Test] | None] = [[]]
    for row in form.survey.rows:
        kind = row.get("type")
        if kind.startswith("end_"):
            around.pop()
            continue
        outside = around[-1]
        tests = None if outside is None else _tests_of(row)
        joined = None if tests is None or outside is None else outside + tests
        if joined is not None and not _can_hold(joined, choices, never):
            joined = None
        if joined is None:
            never.add(row.get("name"))
        if joined is None and outside is not None:
            words = _("Nobody is ever asked %(name)s: its condition cannot hold.")
            column = form.survey.columns.get("relevant", 0)
            yield Problem("unreachable", words % {"name": row.get("name")}, "survey", row.number, column)
        if kind.startswith("begin_"):
            around.append(joined)


def _choices_by_question(form: FieldForm) -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for row in form.choices.rows:
        lists.setdefault(row.get("list_name"), set()).add(row.get("name"))
    return {
        row.get("name"): frozenset(lists.get(row.get("type").partition(" ")[2], set()))
        for row in form.survey.rows
        if row.get("type").startswith("select_one ")
    }


def _tests_of(row: FormRow) -> list[Test] | None:
    """The comparisons that must all hold for a row; None when it says plainly that it is never asked."""
    written = row.get("relevant")
    if written in _FALSE:
        return None
    if _NOT_PLAIN.search(written):
        return []
    found = [_TEST.fullmatch(part.strip().strip("()")) for part in _SPLIT.split(written)]
    return [(match[1], match[2], match[3] or match[4] or match[5] or "") for match in found if match]


def _can_hold(tests: list[Test], choices: Mapping[str, frozenset[str]], never: set[str]) -> bool:
    by_name: dict[str, list[Test]] = {}
    for test in tests:
        by_name.setdefault(test[0], []).append(test)
    return all(_can_be(name, mine, choices.get(name), name in never) for name, mine in by_name.items())


def _can_be(name: str, tests: list[Test], choices: frozenset[str] | None, is_never_asked: bool) -> bool:
    """Say whether one question can have a value that passes all tests; one that is never asked has none."""
    if is_never_asked:
        return all(_passes("", sign, value) for _name, sign, value in tests)
    if choices is not None:
        values = [*choices, ""]
    else:
        # A free value: those that are named, and one on either side of each number.
        values = ["", *(value for _name, _sign, value in tests)]
        numbers = [number for _name, _sign, value in tests if (number := _number(value)) is not None]
        values += [str(number + step) for number in numbers for step in (-0.5, 0.5, -1, 1)]
        values.append("\u0000")
    return any(all(_passes(value, sign, wanted) for _name, sign, wanted in tests) for value in values)


def _passes(value: str, sign: str, wanted: str) -> bool:
    one, other = _number(value), _number(wanted)
    if sign in {"=", "!="}:
        same = value == wanted or (one is not None and one == other)
        return same if sign == "=" else not same
    if one is None or other is None:
        return False
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
