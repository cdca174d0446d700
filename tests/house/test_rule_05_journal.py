"""Rule 5: a service that changes something writes one journal entry, in the same transaction.

The docstring says which: `Emits    people.role_granted`. Where a change is no event of the office (the state of a
work item, a cache), it says so: `Emits    nothing: <why>`; then nothing may be recorded.
"""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from house.services import Service, find_services, is_atomic, writes
from house.tree import Offence, Source, called_name, hold_rule, plant, product_sources

NOTHING = re.compile(r"Emits\s+nothing: \S+ \S+ \S+")
EMITS = re.compile(r"^\s*Emits\s+(.*(?:\n(?!\s*\w+  ).*)*)", re.MULTILINE)
ENDLESS = 100


def find_journal_faults(sources: tuple[Source, ...]) -> list[Offence]:
    """Find services whose writes and journal entries do not go together."""
    return [
        service.source.offend(service.function, f"{service.function.name}: {problem}")
        for service in find_services(sources)
        for problem in judge_service(service)
    ]


def judge_service(service: Service) -> list[str]:
    """Say what is wrong with the journal of one service."""
    entries = count_entries(service.function.body, service.helpers)
    if NOTHING.search(ast.get_docstring(service.function) or ""):
        return ["says that it emits nothing and records"] if entries else []
    if not any(writes(part) for part in service.parts):
        return ["records more than one entry"] if entries > 1 else []
    problems = []
    if entries != 1:
        what = "in a loop" if entries >= ENDLESS else f"{entries} times"
        problems.append(f"writes and calls record() {what} on one way through: once is right")
    if not any(is_in_transaction(part) for part in service.parts):
        problems.append("writes outside a transaction: put @transaction.atomic on it")
    return problems


def is_in_transaction(function: ast.FunctionDef) -> bool:
    """Say whether a function is atomic as a whole or opens a transaction inside."""
    withs = (node for node in ast.walk(function) if isinstance(node, ast.With))
    opened = (ast.unparse(item.context_expr) for node in withs for item in node.items)
    return is_atomic(function) or any("atomic" in name for name in opened)


def count_entries(body: list[ast.stmt], helpers: dict[str, ast.FunctionDef], depth: int = 0) -> int:
    """Count the most calls of record() on any one way through a function."""
    return max(follow_ways(body, helpers, depth))


def follow_ways(body: list[ast.stmt], helpers: dict[str, ast.FunctionDef], depth: int) -> tuple[int, int]:
    """Return the most entries on ways that reach the end of the statements, and on ways that leave before."""
    through, left = 0, 0
    for statement in body:
        ends: list[tuple[int, int]] = []
        if isinstance(statement, ast.If):
            through += count_calls(statement.test, helpers, depth)
            ends = [follow_ways(part, helpers, depth) for part in (statement.body, statement.orelse)]
        elif isinstance(statement, ast.Match):
            ends = [follow_ways(case.body, helpers, depth) for case in statement.cases]
        elif isinstance(statement, ast.For | ast.While):
            inside = max(follow_ways(statement.body, helpers, depth))
            ends = [(ENDLESS * bool(inside), inside)]
        elif isinstance(statement, ast.With):
            ends = [follow_ways(statement.body, helpers, depth)]
        elif isinstance(statement, ast.Try):
            ends = [follow_ways(statement.body + statement.orelse + statement.finalbody, helpers, depth)]
        else:
            through += count_calls(statement, helpers, depth)
        left = max([left, *(through + out for _, out in ends if out)])
        through += max((on for on, _ in ends), default=0)
        if isinstance(statement, ast.Return | ast.Raise):
            return 0, max(left, through)
    return through, left


def count_calls(node: ast.AST, helpers: dict[str, ast.FunctionDef], depth: int) -> int:
    """Count calls of record() in one statement, those inside helpers of the module included."""
    total = 0
    for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        name = called_name(call)
        if name == "record":
            total += 1
        elif name in helpers and depth < 5 and isinstance(call.func, ast.Name):
            total += count_entries(helpers[name].body, helpers, depth + 1)
    return total


def find_untold_events(sources: tuple[Source, ...]) -> list[Offence]:
    """Find services that record an event which their docstring does not name by its verb."""
    found = []
    for service in find_services(sources):
        told = EMITS.search(ast.get_docstring(service.function) or "")
        for verb in list_verbs(service, vars(importlib.import_module(service.source.module))):
            if told is None or verb not in told.group(1):
                name = service.function.name
                found.append(service.source.offend(service.function, f"{name} records {verb}: name it under Emits"))
    return found


def list_verbs(service: Service, names: dict[str, object]) -> set[str]:
    """Return the verbs of the events that a service and its helpers make."""
    used = {node.id for part in service.parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    verbs = (getattr(names.get(name), "verb", "") for name in used)
    return {verb for verb in verbs if isinstance(verb, str) and "." in verb}


WRITE = "Office.objects.filter(pk=1).update(name='x')"
ATOMIC = "@transaction.atomic\ndef rename():\n"
FAULTY = {
    "no entry": f"{ATOMIC}    {WRITE}\n",
    "two entries": f"{ATOMIC}    {WRITE}\n    record(A())\n    record(B())\n",
    "an entry for each row": f"{ATOMIC}    {WRITE}\n    for row in rows:\n        record(A())\n",
    "one more in a helper": f"{ATOMIC}    {WRITE}\n    record(A())\n    _tell()\n\ndef _tell():\n    record(B())\n",
    "a write in a helper and no entry": f"{ATOMIC}    _put()\n\ndef _put():\n    {WRITE}\n",
    "no transaction": f"def rename():\n    {WRITE}\n    record(A())\n",
    "says nothing": f'{ATOMIC}    """Rename.\n\n    Emits    nothing: it is a cache\n    """\n    record(A())\n',
    "a reason that is none": f'{ATOMIC}    """Rename.\n\n    Emits    nothing\n    """\n    {WRITE}\n',
}
SOUND = {
    "one entry": f"{ATOMIC}    {WRITE}\n    record(A())\n",
    "one entry on either way": f"{ATOMIC}    {WRITE}\n    if x:\n        record(A())\n    else:\n        record(B())\n",
    "one entry in a helper": f"{ATOMIC}    {WRITE}\n    _tell()\n\ndef _tell():\n    record(B())\n",
    "nothing, with a reason": f'{ATOMIC}    """Rename.\n\n    Emits    nothing: it is a cache\n    """\n    {WRITE}\n',
    "an early end": f"{ATOMIC}    {WRITE}\n    if x:\n        record(A())\n        return\n    record(B())\n",
    "a transaction inside": f"def rename():\n    with transaction.atomic():\n        {WRITE}\n        record(A())\n",
}


@pytest.mark.parametrize("text", FAULTY.values(), ids=FAULTY.keys())
def test_a_planted_fault_of_the_journal_is_found(text):
    assert len(find_journal_faults((plant("ospolis.offices.services", text),))) == 1


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_sound_service_is_let_be(text):
    assert find_journal_faults((plant("ospolis.offices.services", text),)) == []


def test_services_of_the_product_write_one_entry_each():
    hold_rule(find_journal_faults(product_sources()))


def test_an_untold_event_is_found():
    class Renamed:
        verb = "offices.renamed"

    source = plant("ospolis.offices.services", "def rename():\n    _tell()\n\ndef _tell():\n    Renamed()\n")
    service = Service(source, source.tree.body[0], {"_tell": source.tree.body[1]})

    assert list_verbs(service, {"Renamed": Renamed}) == {"offices.renamed"}


def test_services_of_the_product_name_what_they_emit():
    hold_rule(find_untold_events(product_sources()))
