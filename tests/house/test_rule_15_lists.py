"""Rule 15: lists have a fixed order and go on by key, never by offset; every page has a test of its queries."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.urls import URLPattern, get_resolver, path

from house.test_rule_04_policy import walk_routes
from house.tree import (
    Offence,
    Source,
    functions_of,
    hold_rule,
    mention,
    other_sources,
    plant,
    product_sources,
    top_functions,
)
from ospolis.core.components_page import show_components

COUNTERS = frozenset({"django_assert_max_num_queries", "django_assert_num_queries"})
SLICED = frozenset({"views", "api", "selectors"})
ROWS = re.compile(r"^(?!list\(|sorted\(|tuple\()(.*\.objects\b|.*\.(filter|order_by|exclude|all)\(|\w+_seen_by\()")


def find_offsets(sources: tuple[Source, ...]) -> list[Offence]:
    """Find paging by offset: Django's paginator, and slices of rows that begin at a variable."""
    found = []
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom) and node.module == "django.core.paginator":
                found.append(source.offend(node, "page by key, not by offset: a late page reads all before it"))
        for function in functions_of(source) if source.kind in SLICED else ():
            for node in ast.walk(function):
                if isinstance(node, ast.Subscript) and is_offset(node, function):
                    found.append(source.offend(node, f"{ast.unparse(node)} begins at a variable: page by key"))
    return found


def is_offset(node: ast.Subscript, function: ast.AST) -> bool:
    """Say whether rows of the database are sliced from a variable on; lists in memory may be."""
    if not isinstance(node.slice, ast.Slice) or node.slice.lower is None:
        return False
    if isinstance(node.slice.lower, ast.Constant | ast.UnaryOp):
        return False
    made = [node.value]
    if isinstance(node.value, ast.Name):
        lines = (line for line in ast.walk(function) if isinstance(line, ast.Assign))
        made = [line.value for line in lines if mention(node.value.id, line.targets[0])]
    return any(ROWS.search(ast.unparse(value)) for value in made)


def find_loose_lists(sources: tuple[Source, ...], ordered: Iterable[str]) -> list[Offence]:
    """Find selectors that hand out rows in no fixed order: neither order_by nor an order of the model."""
    models = set(ordered)
    return [
        source.offend(function, f"{function.name}: end with order_by(), its last field unique")
        for source in sources
        if source.kind == "selectors"
        for function in top_functions(source)
        if (kind := re.search(r"QuerySet\[(\w+)", ast.unparse(function.returns or ast.Constant(""))))
        and kind[1] not in models
        and not is_ordered(function)
    ]


def is_ordered(function: ast.FunctionDef) -> bool:
    """Say whether a selector orders its rows, or narrows those of another selector, which has."""
    text = ast.unparse(function)
    return "order_by(" in text or ".objects" not in text


def ordered_models() -> list[str]:
    """Return the names of models with an order of their own."""
    return [model.__name__ for model in apps.get_models() if model._meta.ordering]


def find_uncounted_pages(routes: Iterable[tuple[str, URLPattern]], tests: tuple[Source, ...]) -> list[str]:
    """Find pages that no test asks for while it counts queries."""
    counted = {word for source in tests if COUNTERS & words_of(source) for word in words_of(source)}
    return sorted(
        f"/{address}: ask for it in a test with django_assert_max_num_queries"
        for address, route in routes
        if shows_page(route) and not is_counted(address, route, counted)
    )


def words_of(source: Source) -> set[str]:
    """Return the texts and names that a file holds."""
    nodes = list(ast.walk(source.tree))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.arg for node in nodes if isinstance(node, ast.arg)}


def shows_page(route: URLPattern) -> bool:
    """Say whether a route answers with a page made from a template."""
    view = inspect.unwrap(route.callback)
    return view.__module__.startswith("ospolis.") and "TemplateResponse(" in inspect.getsource(view)


def is_counted(address: str, route: URLPattern, counted: set[str]) -> bool:
    """Say whether a test names a route, by its name or by an address that fits it."""
    pattern = re.compile("/" + re.sub(r"<[^>]+>", "[^/]+", re.sub(r"([.?*+^$()|])", r"\\\1", address)) + r"(\?.*)?")
    return any(word.endswith(f":{route.name}") or pattern.fullmatch(word) for word in counted)


@pytest.mark.parametrize(
    ("text", "offences"),
    [
        ("from django.core.paginator import Paginator", 1),
        ("def page(viewer): return Office.objects.order_by('id')[start:stop]", 1),
        ("def page(viewer):\n    rows = offices_seen_by(viewer)\n    return rows[start:]", 1),
        ("def page(viewer): return Office.objects.order_by('id')[:50]", 0),
        ("def page(keys):\n    for start in range(9):\n        keys[start : start + 3]", 0),
        ("def page(viewer):\n    rows = list(offices_seen_by(viewer))\n    return rows[start:]", 0),
    ],
)
def test_a_planted_offset_is_judged(text, offences):
    assert len(find_offsets((plant("ospolis.offices.selectors", text),))) == offences


@pytest.mark.parametrize(
    ("body", "offences"),
    [("Office.objects.filter(a=1)", 1), ("Office.objects.order_by('name', 'id')", 0), ("seen_by(viewer).filter()", 0)],
)
def test_a_planted_list_is_judged(body, offences):
    source = plant("ospolis.offices.selectors", f"def offices(viewer) -> QuerySet[Office]:\n    return {body}")

    assert len(find_loose_lists((source,), [])) == offences
    assert find_loose_lists((source,), ["Office"]) == []


@pytest.mark.parametrize(
    ("address", "text", "offences"),
    [
        ("institutions/", "def test_a(django_assert_max_num_queries): get('/institutions/?words=x')", 0),
        ("institutions/<slug:key>/", "def test_a(django_assert_max_num_queries): get('/institutions/health/')", 0),
        ("institutions/", "def test_a(django_assert_max_num_queries): reverse('web:institutions')", 0),
        ("institutions/", "def test_a(client): get('/institutions/')", 1),
        ("institutions/", "def test_a(django_assert_max_num_queries): get('/other/')", 1),
    ],
)
def test_a_page_without_a_count_is_found(address, text, offences):
    route = path(address, show_components, name="institutions")

    assert len(find_uncounted_pages([(address, route)], (plant("tests.web.test_pages", text),))) == offences


def test_the_product_pages_by_key():
    hold_rule(find_offsets(product_sources()))


def test_lists_of_the_product_have_an_order():
    hold_rule(find_loose_lists(product_sources(), ordered_models()))


def test_every_page_of_the_product_has_its_queries_counted():
    hold_rule(find_uncounted_pages(walk_routes(get_resolver().url_patterns), other_sources()))
