"""The code of the product as the rules of the house see it: files, their app, their kind, their imports."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "src" / "ospolis"

CORE = PRODUCT / "core"

# The files that mean the same in every app; every other name is free.
KINDS = (
    "urls",
    "views",
    "api",
    "forms",
    "commands",
    "jobs",
    "receivers",
    "services",
    "selectors",
    "bridge",
    "models",
    "events",
    "choices",
    "permissions",
    "migrations",
)


@dataclass(frozen=True, order=True)
class Offence:
    """A place that breaks a rule, and what to do there."""

    where: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    """One Python file: its name as a module, its path in the checkout, its text."""

    module: str
    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the parsed file: rules look many times, so the walk is done once."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call of the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @property
    def app(self) -> str:
        """The app or engine shelf that the file belongs to: `core`, `mapping`, `engines`."""
        parts = self.module.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def kind(self) -> str:
        """The step of the staircase: `views`, `models` ...; empty for a free name."""
        return kind_of(self.module)

    def offend(self, node: ast.AST | int, what: str) -> Offence:
        """Make an offence of a place in this file."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Offence(self.path, line, what)


def kind_of(module: str) -> str:
    """Return the step of the staircase that a dotted module name stands on, or nothing for a free name."""
    parts = module.split(".")
    if is_machinery(module):
        return "models" if "models" in parts[3:] else ""
    return next((part for part in parts[2:] if part in KINDS), "")


def is_machinery(module: str) -> bool:
    """Say whether a module lies in a package of core (journal, jobs, access ...): what all apps stand on.

    Its names are its own: `core.jobs` holds no thin edges, and `core.journal.services` holds record() itself.
    """
    parts = module.split(".")
    return parts[1:2] == ["core"] and len(parts) > 2 and (CORE / parts[2]).is_dir()


def plant(module: str, text: str) -> Source:
    """Make a source out of nothing, to see a rule find an offence in it."""
    return Source(module, module.replace(".", "/") + ".py", text)


def read_source(path: Path) -> Source:
    """Read one file of the checkout."""
    parts = path.relative_to(PRODUCT.parent).with_suffix("").parts if path.is_relative_to(PRODUCT.parent) else ()
    module = ".".join(parts[:-1] if parts and parts[-1] == "__init__" else parts)
    return Source(module, str(path.relative_to(ROOT)), path.read_text("utf-8"))


@functools.cache
def product_sources() -> tuple[Source, ...]:
    """Every Python file of the product, migrations aside."""
    paths = (path for path in PRODUCT.rglob("*.py") if "migrations" not in path.parts)
    return tuple(read_source(path) for path in sorted(paths))


@functools.cache
def other_sources() -> tuple[Source, ...]:
    """Every Python file beside the product: tests, tools, benchmarks."""
    folders = (ROOT / name for name in ("tests", "tools", "benchmarks"))
    return tuple(read_source(path) for folder in folders for path in sorted(folder.rglob("*.py")))


@functools.cache
def product_templates() -> dict[str, str]:
    """Every template by its path in the checkout."""
    paths = sorted(path for path in PRODUCT.rglob("*") if "templates" in path.parts and path.is_file())
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}


@functools.cache
def committed_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep: what is ignored is not part of the project."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    names = [name for name in done.stdout.decode().split("\0") if name]
    return tuple(path for name in names if (path := ROOT / name).is_file() and not path.is_symlink())


def imports_of(source: Source, *, at_run_time: bool = False) -> Iterator[tuple[str, int]]:
    """Yield every imported name in full with its line, inline imports included; those for types only if wanted."""
    package = source.module if source.path.endswith("__init__.py") else source.module.rpartition(".")[0]
    for node in walk_run_time(source.tree) if at_run_time else source.nodes:
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            yield from ((f"{base}.{name.name}", node.lineno) for name in node.names)


def walk_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the code that runs: what stands under `if TYPE_CHECKING` names types and does nothing."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")):
            yield from walk_run_time(child)


def functions_of(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def top_functions(source: Source) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a file that other files can call."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def decorator_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    """Return the decorators of a function as dotted names, without their arguments."""
    nodes = (node.func if isinstance(node, ast.Call) else node for node in function.decorator_list)
    return [ast.unparse(node) for node in nodes]


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `save` for `row.save()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a function declares who may use it, so that it is a view whatever its file is called."""
    return any(name.split(".")[-1] == "requires" for name in decorator_names(function))


def mention(name: str, node: ast.AST) -> bool:
    """Say whether a piece of code names something."""
    return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))


def hold_rule(offences: Iterable[Offence | str]) -> None:
    """Fail with every offence on a line of its own, so that the failure reads as a list of things to do."""
    lines = sorted(str(offence) for offence in offences)
    if lines:
        pytest.fail(f"{len(lines)} to mend:\n" + "\n".join(lines), pytrace=False)
