"""package.json: what an npm package says it needs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Relation, Scope
from .draft import Draft
from .lines import KeyLines
from .shapes import read_map, read_text, read_texts, read_value

_SECTIONS: Final = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("peerDependencies", Scope.RUNTIME),
    ("devDependencies", Scope.DEVELOPMENT),
)
_EXACT: Final = re.compile(r"[=v]{0,2}(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)")
_LOCAL: Final = ("workspace:", "file:", "link:", "portal:", "./", "../")
_SOURCE: Final = re.compile(r"(?:[a-z+]+:)?//|git@|git:|github:|gitlab:|bitbucket:|gist:|[\w.-]+/[\w.-]+(?:#|$)")


def read_package_json(text: str, data: bytes, draft: Draft) -> None:
    """Read a package.json.

    Source   npm documentation, package.json
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    draft.declare(
        "npm",
        read_text(document, "name"),
        read_text(document, "version"),
        licence=read_licence(document),
        line=lines.find("license") or lines.find("name"),
    )
    draft.context = replace(draft.context, workspaces=_read_workspaces(document))
    own = set(read_map(document, "optionalDependencies"))
    for section, scope in _SECTIONS:
        after = lines.find(section)
        for name, wanted in read_map(document, section).items():
            if section == "dependencies" and name in own:
                continue
            actual = Scope.OPTIONAL if _is_optional_peer(document, section, name) else scope
            mention_range(draft, name, wanted, actual, lines.find(name, after=after))


def mention_range(draft: Draft, name: str, wanted: JsonValue, scope: Scope, line: int) -> None:
    """Keep one entry of a list of dependencies: a range, an alias, a folder or an address."""
    if not isinstance(wanted, str):
        message = f"The version of {name[:60]!r} is no text."
        draft.remark("version", message, fix='Write a range such as "^1.2.0".', line=line)
        wanted = ""
    wanted = wanted.strip()
    keys: tuple[str, ...] = (f"{name}@{wanted}", f"{name}@npm:{wanted}", name)
    source = ""
    if wanted.startswith("npm:") and "@" in wanted[5:]:
        at = wanted.rindex("@", 5)
        name, wanted = wanted[4:at], wanted[at + 1 :]
    elif wanted.startswith(_LOCAL):
        source = f"path:{wanted}"
    elif _SOURCE.match(wanted):
        source = wanted
    exact = _EXACT.fullmatch(wanted)
    draft.mention(
        "npm",
        name,
        exact[1] if exact else "",
        version_range="" if exact else wanted,
        scope=scope,
        relation=Relation.DIRECT,
        line=line,
        keys=keys,
        source=source,
    )


def read_licence(document: JsonValue) -> str:
    """Return the licence as written: `license`, or the older `licenses` joined as its writers meant it."""
    stated = read_value(document, "license") or read_value(document, "licenses")
    if isinstance(stated, list):
        found = [read_text(item, "type") or read_text({"": item}, "") for item in stated]
        return " OR ".join(part for part in found if part)
    return read_text(stated, "type") or read_text({"": stated}, "")


def _read_workspaces(document: JsonValue) -> tuple[str, ...]:
    return read_texts(document, "workspaces") or read_texts(document, "workspaces", "packages")


def _is_optional_peer(document: JsonValue, section: str, name: str) -> bool:
    if section != "peerDependencies":
        return False
    return read_value(document, "peerDependenciesMeta", name, "optional") is True
