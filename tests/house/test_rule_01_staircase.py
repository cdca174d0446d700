"""Rule 1: inside an app, each kind of file imports only the steps below it; other apps have two doors.

A module with a free name is looked through: to import it is to import what it imports. An import for types only
(under `if TYPE_CHECKING`) reads nothing and is free, as long as the floors hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from house.tree import Offence, Source, hold_rule, imports_of, is_machinery, kind_of, plant, product_sources

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
    """Find imports that go up the staircase, around it, or past the doors of another app."""
    by_name = {source.module: source for source in sources}
    found = set()
    for source in sources:
        if not source.kind or source.app in {"engines", ""}:
            continue
        for name, line in imports_of(source, at_run_time=True):
            for target in reach_kinds(name, by_name, frozenset()):
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


def reach_kinds(name: str, by_name: dict[str, Source], seen: frozenset[str]) -> Iterator[str]:
    """Yield the modules with a kind, and the engines, that an imported name leads to through free modules."""
    module = name if name in by_name else name.rpartition(".")[0]
    if module not in by_name or module in seen:
        return
    if is_machinery(module) and not kind_of(module):
        return
    if module.startswith("ospolis.engines") or kind_of(module):
        yield module
        return
    inner_names = [inner for inner, _ in imports_of(by_name[module], at_run_time=True)]
    handed_on = [inner for inner in inner_names if module != name and inner.endswith(name.removeprefix(module))]
    for inner in handed_on or inner_names:
        yield from reach_kinds(inner, by_name, seen | {module})


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
    "around the staircase": ("ospolis.offices.views", "from ospolis.offices.tables import Office"),
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
