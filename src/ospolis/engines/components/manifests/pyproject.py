"""pyproject.toml: PEP 621 and PEP 735, and the tables of Poetry, PDM and uv."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.tomltext import read_toml

from ..component import Relation, Scope
from .draft import Draft
from .lines import number_matches
from .naming import normalise_name
from .pep508 import mention_requirement, name_source, read_requirement, scope_of_group
from .shapes import read_list, read_map, read_text, read_texts, read_value

_WORD: Final = re.compile(r"(?:^|[\"'])[ \t]*([A-Za-z0-9][A-Za-z0-9._-]{0,127})", re.MULTILINE)
_EXACT: Final = re.compile(r"={0,3}\s*(\d[0-9A-Za-z.!+-]*)")
_CLASSIFIER: Final = "License :: "


class WordLines:
    """The first line on which a name begins a line or a text: exact enough for evidence, one pass."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        for word, line in number_matches(text, _WORD):
            self._lines.setdefault(normalise_name("pypi", word), line)

    def find(self, name: str) -> int:
        """Return the line, 0 when unknown."""
        return self._lines.get(normalise_name("pypi", name), 0)


def read_pyproject(text: str, data: bytes, draft: Draft) -> None:
    """Read a pyproject.toml.

    Source   PEP 518, PEP 621, PEP 639, PEP 735; documentation of Poetry, PDM and uv
    """
    document: JsonValue = dict(read_toml(data, limits=draft.limits.text))
    lines = WordLines(text)
    project = read_map(document, "project")
    _declare(project or read_map(document, "tool", "poetry"), lines, draft)
    _mention_all(read_list(project, "dependencies"), Scope.RUNTIME, lines, draft)
    for group, wanted in read_map(project, "optional-dependencies").items():
        scope = Scope.TEST if "test" in group.lower() else Scope.OPTIONAL
        _mention_all(read_list({"": wanted}, ""), scope, lines, draft)
    groups = {
        **read_map(document, "tool", "pdm", "dev-dependencies"),
        **read_map(document, "dependency-groups"),
        "dev ": read_list(document, "tool", "uv", "dev-dependencies"),
    }
    for group, wanted in groups.items():
        _mention_all(read_list({"": wanted}, ""), scope_of_group(group), lines, draft)
    _mention_all(read_list(document, "build-system", "requires"), Scope.BUILD, lines, draft)
    _read_poetry(read_map(document, "tool", "poetry"), lines, draft)
    members = read_texts(document, "tool", "uv", "workspace", "members")
    sources = read_map(document, "tool", "uv", "sources")
    local = tuple((name, "local") for name, source in sources.items() if _is_local(source))
    draft.context = replace(draft.context, workspaces=members, properties=local)


def read_pipfile(text: str, data: bytes, draft: Draft) -> None:
    """Read a Pipfile; every table that is not known is a group of its own.

    Source   Pipenv documentation
    """
    document = read_toml(data, limits=draft.limits.text)
    lines = WordLines(text)
    for table, entries in document.items():
        if table in ("source", "requires", "scripts", "pipenv"):
            continue
        scope = Scope.RUNTIME if table == "packages" else scope_of_group(table)
        for name, wanted in read_map({"": entries}, "").items():
            _mention_table(name, wanted, scope, lines, draft)


def _declare(table: dict[str, JsonValue], lines: WordLines, draft: Draft) -> None:
    licence = read_text(table, "license") or read_text(table, "license", "text")
    if not licence:
        stated = [item for item in read_texts(table, "classifiers") if item.startswith(_CLASSIFIER)]
        licence = " OR ".join(item.rpartition(" :: ")[2] for item in stated)
    draft.declare(
        "pypi",
        read_text(table, "name"),
        read_text(table, "version"),
        licence=licence,
        line=lines.find("license") if licence else lines.find("name"),
    )


def _mention_all(wanted: list[JsonValue], scope: Scope, lines: WordLines, draft: Draft) -> None:
    for item in wanted:
        if isinstance(item, str):
            found = read_requirement(item)
            mention_requirement(draft, item, scope, line=lines.find(found.name) if found else 0)


def _read_poetry(table: dict[str, JsonValue], lines: WordLines, draft: Draft) -> None:
    for name, wanted in read_map(table, "dependencies").items():
        if name.lower() != "python":
            _mention_table(name, wanted, Scope.RUNTIME, lines, draft)
    groups = {name: read_map({"": group}, "", "dependencies") for name, group in read_map(table, "group").items()}
    groups["dev "] = read_map(table, "dev-dependencies")
    for group, entries in groups.items():
        scope = Scope.RUNTIME if group == "main" else scope_of_group(group)
        for name, wanted in entries.items():
            _mention_table(name, wanted, scope, lines, draft)


def _mention_table(name: str, wanted: JsonValue, scope: Scope, lines: WordLines, draft: Draft) -> None:
    """Keep an entry as Poetry and Pipenv write it: a text, a table, or a list of tables."""
    first = wanted[0] if isinstance(wanted, list) and wanted else wanted
    version = read_text({"": first}, "") or read_text(first, "version")
    exact = _EXACT.fullmatch(version)
    local = read_text(first, "path")
    draft.mention(
        "pypi",
        name,
        exact[1] if exact else "",
        version_range="" if exact else version,
        scope=Scope.OPTIONAL if read_value(first, "optional") is True else scope,
        relation=Relation.DIRECT,
        line=lines.find(name),
        source=f"path:{local}" if local else read_text(first, "git") or name_source(read_text(first, "url")),
    )


def _is_local(source: JsonValue) -> bool:
    return read_value(source, "workspace") is True or bool(read_text(source, "path"))
