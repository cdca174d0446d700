"""Rule 6: services are keyword-only, typed and documented; selectors and engines have their heads too."""

from __future__ import annotations

import ast
import re

import pytest

from house.services import find_services
from house.tree import Offence, Source, functions_of, hold_rule, mention, plant, product_sources, top_functions

HEAD = r"^\s*{head}\s+\S"


def find_loose_services(sources: tuple[Source, ...]) -> list[Offence]:
    """Find services with positional or untyped parameters, or without Raises and Emits."""
    return [
        service.source.offend(service.function, f"{service.function.name}: {problem}")
        for service in find_services(sources)
        for problem in judge_signature(service.function) + judge_heads(service.function, ("Raises", "Emits"))
    ]


def judge_signature(function: ast.FunctionDef) -> list[str]:
    """Say what is wrong with the parameters of a service."""
    problems = []
    positional = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if positional:
        problems.append(f"takes {', '.join(positional)} by position: put * first")
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    if any(argument.annotation is None for argument in every) or function.returns is None:
        problems.append("is not typed in full")
    return problems


def judge_heads(function: ast.FunctionDef, heads: tuple[str, ...]) -> list[str]:
    """Name the heads that a docstring lacks."""
    text = ast.get_docstring(function) or ""
    if not text:
        return ["has no docstring"]
    missing = [head for head in heads if not re.search(HEAD.format(head=head), text, re.MULTILINE)]
    return [f"says nothing under {' and '.join(missing)}"] if missing else []


def find_loose_selectors(sources: tuple[Source, ...]) -> list[Offence]:
    """Find selectors that do not say what they cost, or do not know who is looking."""
    return [
        source.offend(function, f"{function.name}: {problem}")
        for source in sources
        if source.kind == "selectors"
        for function in top_functions(source)
        if reads_rows(function)
        for problem in [*judge_heads(function, ("Cost",)), *judge_viewer(function)]
    ]


def reads_rows(function: ast.FunctionDef) -> bool:
    """Say whether a selector asks the database; some only compute."""
    return "QuerySet" in ast.unparse(function.returns or ast.Constant("")) or any(
        isinstance(node, ast.Attribute) and node.attr == "objects" for node in ast.walk(function)
    )


def judge_viewer(function: ast.FunctionDef) -> list[str]:
    """Say whether a selector knows who is looking; one that finds out who it is makes a Viewer."""
    first = next((argument.arg for argument in (*function.args.posonlyargs, *function.args.args)), "")
    if first == "viewer" or mention("Viewer", function.returns or ast.Constant("")):
        return []
    return ["does not take the viewer first: nobody knows who may see its rows"]


def find_undocumented_engines(sources: tuple[Source, ...]) -> list[Offence]:
    """Find public engine functions without a docstring, or with a head that is none of the five."""
    return [
        source.offend(function, f"{function.name} has no docstring")
        for source in sources
        if source.app == "engines"
        for function in top_functions(source)
        if not ast.get_docstring(function)
    ]


def find_untyped_functions(sources: tuple[Source, ...]) -> list[Offence]:
    """Find functions with a parameter or an answer that has no type."""
    found = []
    for source in sources:
        for function in functions_of(source):
            named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            bare = [argument.arg for argument in named if argument.annotation is None and argument.arg not in OWN]
            if bare or function.returns is None:
                found.append(source.offend(function, f"{function.name} is not typed in full"))
    return found


OWN = {"self", "cls", "mcs"}
DOC = '    """Open it.\n\n    Raises   nothing\n    Emits    offices.opened\n    """\n'
WRITE = "    Office.objects.create(name=name)\n"
LOOSE = {
    "by position": "def open_office(name: str) -> None:\n" + DOC + WRITE,
    "untyped": "def open_office(*, name) -> None:\n" + DOC + WRITE,
    "no answer": "def open_office(*, name: str):\n" + DOC + WRITE,
    "no docstring": "def open_office(*, name: str) -> None:\n" + WRITE,
    "no Emits": 'def open_office(*, name: str) -> None:\n    """Open.\n\n    Raises   nothing\n    """\n' + WRITE,
}


@pytest.mark.parametrize("text", LOOSE.values(), ids=LOOSE.keys())
def test_a_loose_service_is_found(text):
    assert len(find_loose_services((plant("ospolis.offices.services", text),))) == 1


def test_a_tight_service_is_let_be():
    text = "def open_office(*, name: str) -> None:\n" + DOC + WRITE

    assert find_loose_services((plant("ospolis.offices.services", text),)) == []


def test_services_of_the_product_are_tight():
    hold_rule(find_loose_services(product_sources()))


@pytest.mark.parametrize(
    "text",
    [
        'def offices_seen_by(viewer: Viewer) -> QuerySet[Office]:\n    """All of them."""\n',
        'def offices_by_name(name: str) -> QuerySet[Office]:\n    """All of them.\n\n    Cost     1 query\n    """\n',
    ],
    ids=["no cost", "no viewer"],
)
def test_a_loose_selector_is_found(text):
    assert len(find_loose_selectors((plant("ospolis.offices.selectors", text),))) == 1


def test_selectors_of_the_product_know_who_is_looking_and_what_it_costs():
    hold_rule(find_loose_selectors(product_sources()))


def test_an_engine_without_a_word_is_found():
    source = plant("ospolis.engines.licences.match", "def match(text: str) -> str: ...\n")

    assert len(find_undocumented_engines((source,))) == 1


def test_engines_of_the_product_are_documented():
    hold_rule(find_undocumented_engines(product_sources()))


def test_an_untyped_function_is_found():
    assert len(find_untyped_functions((plant("ospolis.offices.views", "def show(request): ..."),))) == 1


def test_every_function_of_the_product_is_typed():
    hold_rule(find_untyped_functions(product_sources()))
