"""Rule 1: inside an app, each kind of file imports only the steps below it; other apps have two doors.

Modules with free names stand beside the staircase; rows are kept from them by test_doors.py. An import for types only
(under `if TYPE_CHECKING`) reads nothing and is free, as long as the floors hold.
"""

from __future__ import annotations

import pytest

from house.tree import Offence, Source, hold_rule, imports_of, kind_of, plant, product_sources

LEAVES = frozenset({"events", "choices", "permissions"})
MAY_IMPORT = {
    "urls": frozenset({"views", "api"}),
    "views": frozenset({"forms", "selectors", "services"}) | LEAVES,
    "api": frozenset({"forms", "selectors", "services"}) | LEAVES,
    "forms": frozenset({"selectors"}) | LEAVES,
    "commands": frozenset({"services", "selectors"}) | LEAVES,
    "jobs": frozenset({"services"}) | LEAVES,
    "receivers": frozenset({"services"}) | LEAVES,
    "services": frozenset({"selectors", "bridge", "models", "services"}) | LEAVES,
    "selectors": frozenset({"models", "selectors"}) | LEAVES,
    "bridge": frozenset({"models", "engines"}) | LEAVES,
    "models": frozenset({"models"}) | LEAVES,
    "events": LEAVES,
    "choices": LEAVES,
    "permissions": LEAVES,
}
# What another app may be asked for; models only by models, for the foreign keys that point down.
DOORS = frozenset({"services", "selectors", "permissions", "choices", "events"})


def find_wrong_steps(sources: tuple[Source, ...]) -> list[Offence]:
    """Find imports that go up the staircase or past the doors of another app."""
    by_name = {source.module: source for source in sources}
    found = set()
    for source in sources:
        if not source.kind or source.app in {"engines", ""}:
            continue
        for name, line in imports_of(source, at_run_time=True):
            for target in resolve_import(name, by_name, 0):
                if problem := judge_import(source, target):
                    found.add(source.offend(line, f"{source.kind} imports {name}: {problem}"))
    return sorted(found)


def judge_import(source: Source, target: str) -> str:
    """Say what is wrong with an import of `target` from `source`; nothing when it is right."""
    if target.startswith("ospolis.engines"):
        return "" if "engines" in MAY_IMPORT[source.kind] else "engines are reached through bridge only"
    kind = kind_of(target)
    own = target.split(".")[1] == source.app
    if kind not in MAY_IMPORT[source.kind] and not (own and kind == source.kind):
        return f"this step may not import {kind}"
    if not own and kind not in DOORS and not (kind == source.kind == "models"):
        return f"{kind} of another app: ask its selectors or services"
    return ""


def resolve_import(name: str, by_name: dict[str, Source], depth: int) -> list[str]:
    """Return the module with a kind, or the engine, that a name comes from; packages that hand it on are followed."""
    module = name if name in by_name else name.rpartition(".")[0]
    if module not in by_name or depth > 5:
        return []
    if module.startswith("ospolis.engines") or kind_of(module):
        return [module]
    if module == name:
        return []
    ending = name.removeprefix(module)
    handed_on = [inner for inner, _ in imports_of(by_name[module], at_run_time=True) if inner.endswith(ending)]
    return [found for inner in handed_on for found in resolve_import(inner, by_name, depth + 1)]


PLANTED = {
    "a view reads rows itself": ("ospolis.offices.views", "from ospolis.offices.models import Office"),
    "a view calls an engine": ("ospolis.offices.views", "from ospolis.engines.licences import read"),
    "urls name more than views": ("ospolis.offices.urls", "from ospolis.offices import services"),
    "a form calls a service": ("ospolis.offices.forms", "from ospolis.offices.services import open_office"),
    "a job goes past the services": ("ospolis.offices.jobs", "from ospolis.offices.selectors import offices"),
    "a selector calls a service": ("ospolis.offices.selectors", "from ospolis.offices import services"),
    "a service calls an engine": ("ospolis.offices.services", "from ospolis.engines.licences import read"),
    "a model knows a service": ("ospolis.offices.models", "from ospolis.offices import services"),
    "a leaf knows a model": ("ospolis.offices.choices", "from ospolis.offices.models import Office"),
    "rows of another app": ("ospolis.people.services", "from ospolis.offices.models import Office"),
    "a bridge of another app": ("ospolis.people.services", "from ospolis.offices import bridge"),
    "a name that is handed on": ("ospolis.offices.views", "from ospolis.offices.tables import Office"),
}
SMALL_HOUSE = (
    plant("ospolis.offices.models", "class Office: ..."),
    plant("ospolis.offices.services", "from ospolis.offices.models import Office"),
    plant("ospolis.offices.selectors", "from ospolis.offices.models import Office"),
    plant("ospolis.offices.bridge", "from ospolis.engines.licences import read"),
    plant("ospolis.offices.tables", "from ospolis.offices.models import Office"),
    plant("ospolis.engines.licences", "def read(): ..."),
)


@pytest.mark.parametrize(("module", "text"), PLANTED.values(), ids=PLANTED.keys())
def test_a_wrong_step_is_found(module, text):
    others = tuple(source for source in SMALL_HOUSE if source.module != module)

    found = find_wrong_steps((*others, plant(module, "\n\n" + text)))

    assert [(offence.where, offence.line) for offence in found] == [(module.replace(".", "/") + ".py", 3)]


def test_a_type_of_a_row_may_be_named():
    view = "if TYPE_CHECKING:\n    from ospolis.offices.models import Office"

    assert find_wrong_steps((*SMALL_HOUSE, plant("ospolis.offices.views", view))) == []


def test_the_right_steps_are_let_be():
    view = "from ospolis.offices import permissions, services\nfrom ospolis.offices.selectors import offices"

    assert find_wrong_steps((*SMALL_HOUSE, plant("ospolis.offices.views", view))) == []


def test_the_product_keeps_to_the_staircase():
    hold_rule(find_wrong_steps(product_sources()))
