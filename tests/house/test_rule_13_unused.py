"""Rule 13: no name of an address and no module stands unused. Templates and components: test_ui_templates.py."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.urls import URLResolver, get_resolver

from house.tree import ROOT, Source, hold_rule, imports_of, other_sources, plant, product_sources, product_templates

# A name in templates (`{% url "web:home" %}`) or in Python (reverse, redirect, a field of a row).
NAME = re.compile(r"""["']([a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*)["' ]""")
# Modules that Django, the server, an entry point, the worker or the register of personal data finds by their name.
FOUND_BY_NAME = frozenset(
    {
        "apps", "checks", "commands", "jobs", "migrations", "models", "permissions", "personal", "receivers",
        "settings", "templatetags", "urls", "wsgi",
    }
)  # fmt: skip


def list_names(resolver: URLResolver, prefix: str = "") -> set[str]:
    """Return the full name of every named address."""
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            names |= list_names(pattern, prefix + space)
        elif pattern.name:
            names.add(prefix + pattern.name)
    return names


def find_unused_names(names: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Find names that nothing asks for: an address that is only typed or called by machines needs none."""
    used = {name for text in texts for name in NAME.findall(text)}
    return sorted(f"the address {name} is named and nothing asks for the name" for name in set(names) - used)


def find_unused_modules(sources: tuple[Source, ...], users: tuple[Source, ...] = ()) -> list[str]:
    """Find modules that nobody imports, and that nobody finds by their name."""
    known = {source.module for source in sources}
    used: set[str] = set()
    for source in (*sources, *users):
        for name, _ in imports_of(source):
            used |= {name, name.rpartition(".")[0]}
        for text in re.findall(r"[\"'](ospolis\.[\w.]+)(?::\w+)?[\"']", source.text):
            used |= {text, text.rpartition(".")[0]}
    used |= {source.module for source in sources if 'if __name__ == "__main__"' in source.text}
    loose = {
        module
        for module in known - used
        if not FOUND_BY_NAME & set(module.split(".")[2:]) and not any(other.startswith(module + ".") for other in known)
    }
    return sorted(f"nobody imports {module}" for module in loose - {"ospolis"})


@pytest.mark.parametrize(
    ("text", "offences"),
    [("{% url 'web:home' %}", 0), ('redirect("web:home")', 0), ("{% url 'web:home' pk=1 %}", 0), ("web:home", 1)],
)
def test_a_planted_name_is_judged(text, offences):
    assert len(find_unused_names(["web:home"], [text])) == offences


def test_every_named_address_is_asked_for():
    texts = [source.text for source in product_sources()] + list(product_templates().values())

    hold_rule(find_unused_names(list_names(get_resolver()), texts))


def test_a_module_that_nobody_imports_is_found():
    loose = plant("ospolis.offices.leftover", "")
    used = plant("ospolis.offices.tables", "")
    door = plant("ospolis.offices.urls", "from ospolis.offices.tables import Row")

    assert find_unused_modules((loose, used, door)) == ["nobody imports ospolis.offices.leftover"]


def test_every_module_is_imported():
    # Engines are a library: their tests are users too, before the first app asks.
    callers = ("tools/", "tests/engines/")
    tools = tuple(source for source in other_sources() if source.path.startswith(callers))
    scripts = Source(
        "", "pyproject.toml", '"""' + (ROOT / "pyproject.toml").read_text("utf-8").replace('"""', "") + '"""'
    )

    hold_rule(find_unused_modules(product_sources(), (*tools, scripts)))
