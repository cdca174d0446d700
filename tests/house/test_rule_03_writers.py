"""Rule 3: only services write. Everything else reads, shows, or calls a service."""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import Offence, Source, called_name, hold_rule, plant, product_sources, product_templates

ALWAYS = frozenset(
    {
        "abulk_create",
        "acreate",
        "adelete",
        "asave",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "save",
        "save_base",
        "update_or_create",
    }
)
WRITERS = ALWAYS | {"create", "update", "delete", "execute", "executemany"}
SQL_WRITE = re.compile(r"^\s*(insert|update|delete|replace|truncate|drop|alter|create)\b", re.IGNORECASE)
TEMPLATE_WRITE = re.compile(r"[{][{%][^}]*\.(save|delete|get_or_create|set_password)\b")


def find_writes(source: Source) -> list[ast.Call]:
    """Return the calls of a file that write to the database."""
    return [node for node in source.nodes if isinstance(node, ast.Call) and is_write(node)]


def is_write(call: ast.Call) -> bool:
    """Say whether a call writes rows: by its name, by its receiver, or by the SQL that it carries."""
    name = called_name(call)
    if not isinstance(call.func, ast.Attribute) or name not in WRITERS:
        return False
    receiver = ast.unparse(call.func.value)
    if name in ALWAYS:
        return True
    if name == "create":
        return "objects" in receiver or receiver.endswith("_set")
    if name == "update":
        # A dictionary or a hash is updated by position, a queryset by names.
        return bool(call.keywords) and not call.args
    if name == "delete":
        return not call.args and not call.keywords
    if name in {"execute", "executemany"}:
        return any(isinstance(word, ast.Constant) and SQL_WRITE.match(str(word.value)) for word in call.args)
    return False


def find_foreign_writers(sources: tuple[Source, ...]) -> list[Offence]:
    """Find writes outside services. Core is what services stand on: it writes the tables of its machinery."""
    return [
        source.offend(call, f"{ast.unparse(call.func)}() writes: only services write")
        for source in sources
        if source.kind not in {"services", "migrations"} and source.app not in {"core", "engines"}
        for call in find_writes(source)
    ]


def find_writes_in_templates(templates: dict[str, str]) -> list[str]:
    """Find templates that call something that changes a row."""
    return sorted(path for path, text in templates.items() if TEMPLATE_WRITE.search(text))


PLANTED = (
    "row.save()",
    "Office.objects.create(name='x')",
    "Office.objects.filter(pk=1).update(name='x')",
    "Office.objects.filter(pk=1).delete()",
    "Office.objects.bulk_create(rows)",
    "Office.objects.get_or_create(name='x')",
    "form.save()",
    "cursor.execute('UPDATE office SET name = 1')",
)


@pytest.mark.parametrize("text", PLANTED)
@pytest.mark.parametrize("kind", ["views", "forms", "selectors", "jobs", "commands", "bridge", "tables"])
def test_a_foreign_writer_is_found(kind, text):
    assert len(find_foreign_writers((plant(f"ospolis.offices.{kind}", text),))) == 1


@pytest.mark.parametrize(
    "text",
    ["total.update(b'x')", "values.update({'a': 1})", "cursor.execute('SELECT 1')", "verifier.create_report()"],
)
def test_what_is_no_write_is_let_be(text):
    assert find_foreign_writers((plant("ospolis.offices.views", text),)) == []


@pytest.mark.parametrize("text", PLANTED)
def test_a_service_may_write(text):
    assert find_foreign_writers((plant("ospolis.offices.services", text),)) == []


def test_a_template_that_deletes_is_found():
    assert find_writes_in_templates({"a.html": "{{ office.delete }}", "b.html": "{{ office.name }}"}) == ["a.html"]


def test_only_services_of_the_product_write():
    hold_rule(find_foreign_writers(product_sources()))


def test_no_template_of_the_product_writes():
    hold_rule(find_writes_in_templates(product_templates()))
