"""Rule 9: an import inside a function is rare, and its line says why, by one of these reasons.

from ospolis.core.doctor import examine  # noqa: PLC0415  # needs the installed apps
from ortools.sat.python import cp_model  # noqa: PLC0415  # heavy: costs 1.6 s, and few commands need it
"""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import Offence, Source, functions_of, hold_rule, other_sources, plant, product_sources

REASONS = (
    "needs the installed apps",
    "needs the settings",
    "the site is set up by now",
    "commands without a site must not wait for it",
    "registers itself when loaded",
    "only one of the two is installed",
    "heavy: ",
)
COMMENT = re.compile(r"#\s*noqa:[A-Z0-9, ]*PLC0415[A-Z0-9, ]*#\s*(?P<reason>\S.*)$")


def find_unreasoned_imports(sources: tuple[Source, ...]) -> list[Offence]:
    """Find imports inside functions whose line gives no reason from the list."""
    found = []
    for source in sources:
        lines = source.text.splitlines()
        before: ast.AST | None = None
        for function, node in inline_imports(source):
            said = COMMENT.search(lines[node.lineno - 1])
            repeats = said is not None and said["reason"] == "as above" and before is function
            if said is None or not (is_reason(said["reason"]) or repeats):
                found.append(
                    source.offend(node, "an import inside a function: `# noqa: PLC0415  # <reason>` of rule 9")
                )
            before = function
    return found


def is_reason(text: str) -> bool:
    """Say whether a comment begins with a reason of the list; a heavy package says how heavy."""
    return any(text.startswith(reason) for reason in REASONS) and (text[:6] != "heavy:" or len(text.split()) > 3)


def inline_imports(source: Source) -> list[tuple[ast.AST, ast.Import | ast.ImportFrom]]:
    """Return the imports that stand inside functions, each with its innermost function, in the order of lines."""
    inner: dict[ast.AST, ast.AST] = {}
    for function in functions_of(source):
        inner |= {node: function for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)}
    return sorted(((function, node) for node, function in inner.items()), key=lambda pair: pair[1].lineno)


@pytest.mark.parametrize(
    ("comment", "offences"),
    [
        ("", 1),
        ("  # noqa: PLC0415", 1),
        ("  # noqa: PLC0415  # the other one imports us", 1),
        ("  # noqa: PLC0415  # heavy: slow", 1),
        ("  # noqa: PLC0415  # heavy: costs 1.6 s at start", 0),
        ("  # noqa: F401, PLC0415  # needs the settings", 0),
        ("  # noqa: PLC0415  # as above", 1),
        ("  # noqa: PLC0415  # needs the settings\n    import highspy  # noqa: PLC0415  # as above", 0),
    ],
)
def test_a_planted_import_is_judged(comment, offences):
    text = f"def plan():\n    import ortools{comment}\n"

    assert len(find_unreasoned_imports((plant("ospolis.plans.bridge", text),))) == offences


def test_inline_imports_of_the_product_give_a_reason():
    hold_rule(find_unreasoned_imports(product_sources()))


def test_inline_imports_of_the_tools_give_a_reason():
    tools = tuple(source for source in other_sources() if source.path.startswith(("tools/", "benchmarks/")))

    hold_rule(find_unreasoned_imports(tools))
