"""What counts as a service: a public function that writes and that others call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from house.test_rule_03_writers import is_write
from house.tree import Source, called_name, decorator_names, imports_of, top_functions


@dataclass(frozen=True)
class Service:
    """One service with the functions of its own package that it calls, directly or through others."""

    source: Source
    function: ast.FunctionDef
    helpers: dict[str, ast.FunctionDef]

    @property
    def parts(self) -> list[ast.FunctionDef]:
        """The service and its helpers."""
        return [self.function, *self.helpers.values()]


def find_services(sources: tuple[Source, ...]) -> Iterator[Service]:
    """Yield every service: functions that only compute are none, nor are the inner steps of a services package."""
    doors = [source for source in sources if source.kind == "services"]
    inner = find_inner_steps(doors)
    for source in doors:
        for function in top_functions(source):
            if (source.module, function.name) in inner:
                continue
            service = Service(source, function, reach_helpers(source, function, doors))
            if is_atomic(function) or any(writes(part) for part in service.parts):
                yield service


def find_inner_steps(doors: list[Source]) -> set[tuple[str, str]]:
    """Return functions of a services package that only other files of the package use, inside their transaction."""
    steps = set()
    for source in doors:
        package = source.module.rpartition(".")[0]
        names = {function.name for function in top_functions(source) if not is_atomic(function)}
        for other in doors:
            if other is not source and other.module.startswith(package + ".") and package.endswith(".services"):
                steps |= {(source.module, name) for name in names if imports(other, source.module, name)}
    return steps


def imports(source: Source, module: str, name: str) -> bool:
    """Say whether a file imports a name of a module."""
    return any(found in {f"{module}.{name}", module} for found, _ in imports_of(source))


def reach_helpers(source: Source, function: ast.FunctionDef, doors: list[Source]) -> dict[str, ast.FunctionDef]:
    """Return what a function calls of its own module and of the other files of its services package."""
    known = {node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef)}
    package = source.module.rpartition(".")[0]
    if package.endswith(".services"):
        for other in doors:
            if other is not source and other.module.startswith(package + "."):
                private = (node for node in other.tree.body if isinstance(node, ast.FunctionDef))
                known |= {node.name: node for node in private if node.name not in known and not is_atomic(node)}
    found: dict[str, ast.FunctionDef] = {}
    open_ends = [function]
    while open_ends:
        for node in ast.walk(open_ends.pop()):
            name = called_name(node) if isinstance(node, ast.Call) else ""
            helper = known.get(name)
            if helper is None or name in found or helper is function:
                continue
            if name.startswith("_") or not is_atomic(helper):
                found[name] = helper
                open_ends.append(helper)
    return found


def is_atomic(function: ast.FunctionDef) -> bool:
    """Say whether a function is one transaction as a whole."""
    return any("atomic" in name for name in decorator_names(function))


def writes(function: ast.FunctionDef) -> bool:
    """Say whether a function writes rows itself."""
    return any(is_write(node) for node in ast.walk(function) if isinstance(node, ast.Call))
