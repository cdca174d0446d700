"""Rust: Cargo.toml with workspaces, Cargo.lock."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.tomltext import read_toml

from ..component import Relation, Scope
from .draft import Draft, read_hash
from .lines import number_matches
from .reading import Mention
from .shapes import read_list, read_map, read_text, read_texts, read_value

_SECTIONS: Final = (
    ("dependencies", Scope.RUNTIME),
    ("dev-dependencies", Scope.DEVELOPMENT),
    ("dev_dependencies", Scope.DEVELOPMENT),
    ("build-dependencies", Scope.BUILD),
)
_KEY: Final = re.compile(r"^[ \t]*(?:\[[\w.-]*dependencies\.)?[\"']?([\w-]+)[\"']?(?:[ \t]*[=.]|\])", re.MULTILINE)
_PACKAGE: Final = re.compile(r"^(\[\[package\]\])", re.MULTILINE)
_EXACT: Final = re.compile(r"=\s*(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)")
WORKSPACE: Final = "workspace"


def read_cargo_toml(text: str, data: bytes, draft: Draft) -> None:
    """Read a Cargo.toml; what it takes from its workspace is left open for `join_readings`.

    Source   The Cargo Book, the manifest format, workspaces
    """
    document: JsonValue = dict(read_toml(data, limits=draft.limits.text))
    lines: dict[str, int] = {}
    for key, line in number_matches(text, _KEY):
        lines.setdefault(key, line)
    shared = read_map(document, "workspace", "package")
    package = read_map(document, "package")
    draft.declare(
        "cargo",
        read_text(package, "name"),
        read_text(package, "version") or read_text(shared, "version"),
        licence=read_text(package, "license") or read_text(shared, "license"),
        line=lines.get("license", 0) or lines.get("name", 0),
    )
    for tables in (document, *read_map(document, "target").values()):
        for section, scope in _SECTIONS:
            for name, wanted in read_map(tables, section).items():
                _mention(name, wanted, scope, lines.get(name, 0), draft)
    managed = [
        _make(name, wanted, lines.get(name, 0), draft)
        for name, wanted in read_map(document, "workspace", "dependencies").items()
    ]
    draft.context = replace(
        draft.context,
        managed=tuple(item for item in managed if item is not None),
        workspaces=read_texts(document, "workspace", "members"),
        properties=tuple((key, value) for key, value in shared.items() if isinstance(value, str)),
    )


def read_cargo_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a Cargo.lock; a package without a source is a part of the repository.

    Source   The Cargo Book; cargo's resolver of lock files, versions 1 to 4
    """
    document: JsonValue = dict(read_toml(data, limits=draft.limits.text))
    packages = read_list(document, "package")
    found = [line for _, line in number_matches(text.replace("\r\n", "\n"), _PACKAGE)]
    lines = found if len(found) == len(packages) else [0] * len(packages)
    sums = read_map(document, "metadata")
    positions: dict[str, int] = {}
    for entry, line in zip(packages, lines, strict=True):
        name, version, source = (read_text(entry, key) for key in ("name", "version", "source"))
        if not source:
            continue
        digest = read_text(entry, "checksum") or read_text(sums, f"checksum {name} {version} ({source})")
        position = draft.mention(
            "cargo",
            name,
            version,
            line=line,
            hashes=read_hash(f"sha256:{digest}"),
            keys=(name, f"{name} {version}"),
            source=source if source.startswith("git") else "",
        )
        positions[f"{name} {version}"] = position
        positions.setdefault(name, position)
    for entry in packages:
        own = f"{read_text(entry, 'name')} {read_text(entry, 'version')}"
        for needed in read_texts(entry, "dependencies"):
            target = positions.get(needed.partition(" (")[0], -1)
            if read_text(entry, "source"):
                draft.edge(positions.get(own, -1), target)
            else:
                draft.root(target)


def _mention(name: str, wanted: JsonValue, scope: Scope, line: int, draft: Draft) -> None:
    made = _make(name, wanted, line, draft)
    if made is None:
        return
    optional = read_value(wanted, "optional") is True and scope is Scope.RUNTIME
    draft.mention(
        "cargo",
        made.name,
        made.version,
        version_range=made.version_range,
        scope=Scope.OPTIONAL if optional else scope,
        relation=Relation.DIRECT,
        line=line,
        source=made.source,
        keys=(WORKSPACE,) if read_value(wanted, "workspace") is True else (),
    )


def _make(name: str, wanted: JsonValue, line: int, draft: Draft) -> Mention | None:
    stated = read_text({"": wanted}, "") or read_text(wanted, "version")
    exact = _EXACT.fullmatch(stated)
    made = draft.make(
        "cargo",
        read_text(wanted, "package") or name,
        exact[1] if exact else "",
        version_range="" if exact else stated,
        line=line,
    )
    if made is None:
        return None
    local = read_text(wanted, "path")
    return replace(made, source=f"path:{local}" if local else read_text(wanted, "git"))
