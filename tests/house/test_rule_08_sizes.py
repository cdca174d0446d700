"""Rule 8: a Python file has at most 400 lines, a function 40, a view 25, a page template 150.

The lines of a function are counted without its decorators and its docstring: documentation is not punished.
"""

from __future__ import annotations

import ast

import pytest

from house.tree import (
    Offence,
    Source,
    functions_of,
    hold_rule,
    is_view,
    other_sources,
    plant,
    product_sources,
    product_templates,
)

MOST_IN_FILE = 400
MOST_IN_FUNCTION = 40
MOST_IN_VIEW = 25
MOST_IN_TEMPLATE = 150


def find_long_files(sources: tuple[Source, ...]) -> list[Offence]:
    """Find files that should become a package."""
    counted = ((source, len(source.text.splitlines())) for source in sources)
    return [
        source.offend(1, f"{lines} lines: make a package of it, {MOST_IN_FILE} is the most")
        for source, lines in counted
        if lines > MOST_IN_FILE
    ]


def find_long_functions(sources: tuple[Source, ...]) -> list[Offence]:
    """Find functions that should become several."""
    found = []
    for source in sources:
        for function in functions_of(source):
            most = MOST_IN_VIEW if is_view(function) or source.kind in {"views", "api"} else MOST_IN_FUNCTION
            lines = count_lines(function)
            if lines > most:
                found.append(source.offend(function, f"{function.name} has {lines} lines, {most} is the most"))
    return found


def count_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function, its docstring left out."""
    first = function.body[0]
    spoken = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if spoken and isinstance(first.value.value, str) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def find_long_templates(templates: dict[str, str]) -> list[str]:
    """Find templates that should be put together from parts."""
    return sorted(path for path, text in templates.items() if len(text.splitlines()) > MOST_IN_TEMPLATE)


LONG_FUNCTION = "def open_office():\n" + "    x = 1\n" * 40
LONG_VIEW = "@requires(permissions.SEE)\ndef show(request):\n" + "    x = 1\n" * 25


def test_a_long_file_is_found():
    assert len(find_long_files((plant("ospolis.offices.rows", "x = 1\n" * 401),))) == 1
    assert find_long_files((plant("ospolis.offices.rows", "x = 1\n" * 400),)) == []


@pytest.mark.parametrize(
    ("module", "text", "offences"),
    [
        ("ospolis.offices.rows", LONG_FUNCTION, 1),
        ("ospolis.offices.rows", LONG_FUNCTION.replace("    x = 1\n", "", 1), 0),
        ("ospolis.offices.rows", 'def open_office():\n    """' + "\n" * 60 + '    """\n    x = 1\n', 0),
        ("ospolis.offices.pages", LONG_VIEW, 1),
        ("ospolis.offices.views", "def show(request):\n" + "    x = 1\n" * 25, 1),
    ],
)
def test_a_long_function_is_found(module, text, offences):
    assert len(find_long_functions((plant(module, text),))) == offences


def test_a_long_template_is_found():
    assert find_long_templates({"a.html": "<p>\n" * 151, "b.html": "<p>\n" * 150}) == ["a.html"]


def test_files_are_short():
    hold_rule(find_long_files(product_sources() + other_sources()))


def test_functions_are_short():
    hold_rule(find_long_functions(product_sources() + other_sources()))


def test_templates_are_short():
    hold_rule(find_long_templates(product_templates()))
