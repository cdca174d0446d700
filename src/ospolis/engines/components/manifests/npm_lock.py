"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Relation, Scope
from .draft import Draft, read_hash
from .lines import KeyLines
from .npm import read_licence
from .shapes import read_map, read_text, read_value

_DEEPEST: Final = 32
_LONGEST: Final = 500
_INSIDE: Final = "node_modules/"
_NEEDS: Final = ("dependencies", "optionalDependencies", "peerDependencies")
_ROOT_NEEDS: Final = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("peerDependencies", Scope.RUNTIME),
    ("devDependencies", Scope.DEVELOPMENT),
)


def read_npm_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a lock file of npm: `packages` (versions 2 and 3) where it is there, else `dependencies` (version 1).

    Source   npm documentation, package-lock.json
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    packages = read_map(document, "packages")
    if packages:
        _read_packages(packages, lines, draft)
    else:
        _read_tree(read_map(document, "dependencies"), lines, draft)


def _read_packages(packages: dict[str, JsonValue], lines: KeyLines, draft: Draft) -> None:
    positions: dict[str, int] = {}
    for path, entry in packages.items():
        folder, inside, name = path.rpartition(_INSIDE)
        if not inside or len(path) > _LONGEST or read_value(entry, "link") is True:
            continue
        module = folder.strip("/")
        key = name if not module else f"{module}|{name}"
        positions[path] = draft.mention(
            "npm",
            read_text(entry, "name") or name,
            read_text(entry, "version"),
            scope=_scope_of(entry),
            line=lines.find(path),
            licence=read_licence(entry),
            hashes=read_hash(read_text(entry, "integrity")),
            keys=(key,),
            source=_source_of(entry),
            relation=Relation.UNKNOWN,
        )
    for path, entry in packages.items():
        if path in positions:
            for section in _NEEDS:
                for name in read_map(entry, section):
                    draft.edge(positions[path], _resolve(path, name, positions))
        elif read_value(entry, "link") is not True:
            for section, scope in _ROOT_NEEDS:
                for name in read_map(entry, section):
                    draft.root(_resolve(path, name, positions), scope, module=path)


def _resolve(path: str, name: str, positions: dict[str, int]) -> int:
    """Find the copy that Node would load: in the folder itself, else in one of those above it."""
    for folder in _folders_above(path):
        found = positions.get(f"{folder}{_INSIDE}{name}")
        if found is not None:
            return found
    return -1


def _folders_above(path: str) -> Iterator[str]:
    for _ in range(_DEEPEST):
        if not path:
            break
        yield f"{path}/"
        path = path.rpartition("/")[0]
    yield ""


def _read_tree(tree: dict[str, JsonValue], lines: KeyLines, draft: Draft) -> None:
    """Read version 1: entries inside entries, walked without recursion."""
    positions: dict[str, int] = {}
    needs: list[tuple[str, dict[str, JsonValue]]] = []
    waiting: list[tuple[str, str, JsonValue]] = [("", name, entry) for name, entry in reversed(tree.items())]
    after = lines.find("dependencies")
    while waiting:
        folder, name, entry = waiting.pop()
        line = lines.find(name, after=after)
        after = line or after
        path = f"{folder}{_INSIDE}{name}"
        version = read_text(entry, "version")
        source = "" if version[:1].isdigit() else version
        positions[path] = draft.mention(
            "npm",
            name,
            "" if source else version,
            scope=_scope_of(entry),
            line=line,
            hashes=read_hash(read_text(entry, "integrity")),
            keys=(name if not folder else path,),
            source=source,
        )
        needs.append((path, read_map(entry, "requires")))
        inner = read_map(entry, "dependencies")
        waiting.extend((f"{path}/", below, found) for below, found in reversed(inner.items()))
    for path, wanted in needs:
        for name in wanted:
            draft.edge(positions[path], _resolve(path, name, positions))


def _scope_of(entry: JsonValue) -> Scope:
    if read_value(entry, "dev") is True or read_value(entry, "devOptional") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if read_value(entry, "optional") is True else Scope.RUNTIME


def _source_of(entry: JsonValue) -> str:
    address = read_text(entry, "resolved")
    if address.startswith("file:"):
        return f"path:{address}"
    return address if address.startswith(("git", "github:")) else ""
