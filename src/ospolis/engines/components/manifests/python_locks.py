"""Pipfile.lock, poetry.lock, pdm.lock and uv.lock."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.tomltext import read_toml

from ..component import Hash, Scope
from .draft import Draft, read_hash
from .lines import KeyLines, number_matches
from .naming import normalise_name
from .pep508 import read_requirement, scope_of_group
from .shapes import read_list, read_map, read_text, read_texts, read_value

_PACKAGE: Final = re.compile(r"^(\[\[package\]\])", re.MULTILINE)
_MAIN: Final = frozenset(("main", "default", "default-group"))
_LOCAL: Final = ("virtual", "editable", "directory", "path")
_MOST_HASHES: Final = 4


def read_pipfile_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a Pipfile.lock.

    Source   Pipenv documentation
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    for section, entries in read_map(document).items():
        if section == "_meta":
            continue
        scope = Scope.RUNTIME if section == "default" else scope_of_group(section)
        after = lines.find(section)
        for name, entry in read_map({"": entries}, "").items():
            draft.mention(
                "pypi",
                name,
                read_text(entry, "version").lstrip("= "),
                scope=scope,
                line=lines.find(name, after=after),
                hashes=read_hash(" ".join(read_texts(entry, "hashes")[:_MOST_HASHES])),
                source=read_text(entry, "git"),
            )


def read_poetry_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a poetry.lock or pdm.lock: the same list of packages, with groups or the older category.

    Source   Poetry and PDM documentation
    """
    packages, lines = _read_packages(text, data, draft)
    positions: dict[str, int] = {}
    for entry, line in zip(packages, lines, strict=False):
        name = read_text(entry, "name")
        position = draft.mention(
            "pypi",
            name,
            read_text(entry, "version"),
            scope=_scope_of(entry),
            line=line,
            hashes=_read_hashes(read_list(entry, "files")),
            source=_source_of(entry),
        )
        positions.setdefault(normalise_name("pypi", name), position)
    for entry in packages:
        source = positions.get(normalise_name("pypi", read_text(entry, "name")), -1)
        for needed in _read_needs(entry):
            draft.edge(source, positions.get(normalise_name("pypi", needed), -1))


def read_uv_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a uv.lock; entries with a folder as source are modules of the repository.

    Source   uv documentation, project layout
    """
    packages, lines = _read_packages(text, data, draft)
    positions: dict[str, int] = {}
    for entry, line in zip(packages, lines, strict=False):
        name, version = read_text(entry, "name"), read_text(entry, "version")
        if _module_of(entry) is not None:
            continue
        files = [read_value(entry, "sdist"), *read_list(entry, "wheels")]
        position = draft.mention(
            "pypi", name, version, line=line, hashes=_read_hashes(files), source=read_text(entry, "source", "git")
        )
        positions[f"{name} {version}"] = position
        positions.setdefault(name, position)
    for entry in packages:
        _link_uv(entry, positions, draft)


def _link_uv(entry: JsonValue, positions: dict[str, int], draft: Draft) -> None:
    module = _module_of(entry)
    source = positions.get(f"{read_text(entry, 'name')} {read_text(entry, 'version')}", -1)
    needs = [(Scope.RUNTIME, read_list(entry, "dependencies"))]
    for wanted in read_map(entry, "optional-dependencies").values():
        needs.append((Scope.OPTIONAL, read_list({"": wanted}, "")))
    for group, wanted in read_map(entry, "dev-dependencies").items():
        needs.append((scope_of_group(group), read_list({"": wanted}, "")))
    for scope, wanted_list in needs:
        for need in wanted_list:
            name, version = read_text(need, "name"), read_text(need, "version")
            target = positions.get(f"{name} {version}", positions.get(name, -1))
            if module is None:
                draft.edge(source, target)
            else:
                draft.root(target, scope, module=module)


def _read_packages(text: str, data: bytes, draft: Draft) -> tuple[list[JsonValue], list[int]]:
    document: JsonValue = dict(read_toml(data, limits=draft.limits.text))
    packages = read_list(document, "package")
    lines = [line for _, line in number_matches(text.replace("\r\n", "\n"), _PACKAGE)]
    return packages, lines if len(lines) == len(packages) else [0] * len(packages)


def _module_of(entry: JsonValue) -> str | None:
    source = read_map(entry, "source")
    place = next((read_text(source, key) for key in _LOCAL if read_text(source, key)), None)
    return place.strip("./") if place is not None else None


def _scope_of(entry: JsonValue) -> Scope:
    groups = read_texts(entry, "groups") or read_texts(entry, "category")
    if not groups:
        return Scope.OPTIONAL if read_value(entry, "optional") is True else Scope.UNKNOWN
    if _MAIN.isdisjoint(groups):
        return scope_of_group(groups[0])
    return Scope.OPTIONAL if read_value(entry, "optional") is True else Scope.RUNTIME


def _source_of(entry: JsonValue) -> str:
    kind, address = read_text(entry, "source", "type"), read_text(entry, "source", "url")
    if kind in ("directory", "file") or read_text(entry, "path"):
        return f"path:{address or read_text(entry, 'path')}"
    return address if kind in ("git", "url") else read_text(entry, "git")


def _read_needs(entry: JsonValue) -> list[str]:
    """Poetry writes a table of names, PDM a list of requirements."""
    names = list(read_map(entry, "dependencies"))
    for text in read_texts(entry, "dependencies"):
        found = read_requirement(text)
        if found is not None:
            names.append(found.name)
    return names


def _read_hashes(files: list[JsonValue]) -> tuple[Hash, ...]:
    """The source archive first; not more than a few of the built ones."""
    found = [(read_text(item, "file") or read_text(item, "url"), read_text(item, "hash")) for item in files]
    found.sort(key=lambda pair: pair[0].endswith(".whl"))
    return read_hash(" ".join(value for _, value in found[:_MOST_HASHES]))
