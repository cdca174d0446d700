"""Dart and Flutter: pubspec.yaml and pubspec.lock."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, YamlScalar, plain, read_yaml

from ..component import Relation, Scope
from .draft import Draft, read_hash
from .shapes import read_text, read_texts

_SECTIONS: Final = (("dependencies", Scope.RUNTIME), ("dev_dependencies", Scope.DEVELOPMENT))
_EXACT: Final = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


def read_pubspec(text: str, data: bytes, draft: Draft) -> None:
    """Read a pubspec.yaml; parts of the SDK are no packages.

    Source   Dart documentation, the pubspec file, workspaces
    """
    document = read_yaml(data, limits=draft.limits.text)
    own = plain(document)
    draft.context = replace(draft.context, workspaces=read_texts(own, "workspace"))
    draft.declare("pub", read_text(own, "name"), read_text(own, "version"), line=_line(document, "name"))
    for section, scope in _SECTIONS:
        for key, node in _entries(document, section):
            wanted = plain(node)
            if read_text(wanted, "sdk"):
                continue
            stated = node.text if isinstance(node, YamlScalar) else read_text(wanted, "version")
            exact = _EXACT.fullmatch(stated)
            local = read_text(wanted, "path")
            draft.mention(
                "pub",
                key.text,
                stated if exact else "",
                version_range="" if exact else stated,
                scope=scope,
                relation=Relation.DIRECT,
                line=key.line,
                source=f"path:{local}" if local else read_text(wanted, "git") or read_text(wanted, "git", "url"),
            )


def read_pubspec_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a pubspec.lock.

    Source   Dart documentation; dart-lang/pub, LockFile
    """
    document = read_yaml(data, limits=draft.limits.text)
    for key, node in _entries(document, "packages"):
        entry = plain(node)
        kind = read_text(entry, "dependency")
        source = read_text(entry, "source")
        if source == "sdk":
            continue
        address = read_text(entry, "description", "url") if source == "git" else ""
        draft.mention(
            "pub",
            key.text,
            read_text(entry, "version"),
            scope={"direct main": Scope.RUNTIME, "direct dev": Scope.DEVELOPMENT}.get(kind, Scope.UNKNOWN),
            relation=Relation.DIRECT if kind.startswith("direct") else Relation.TRANSITIVE,
            line=key.line,
            hashes=read_hash(f"sha256:{read_text(entry, 'description', 'sha256')}"),
            source=f"path:{read_text(entry, 'description', 'path')}" if source == "path" else address,
        )


def _entries(node: YamlNode, name: str) -> tuple[tuple[YamlScalar, YamlNode], ...]:
    found = node.get(name) if isinstance(node, YamlMap) else None
    return found.entries if isinstance(found, YamlMap) else ()


def _line(node: YamlNode, name: str) -> int:
    found = node.get(name) if isinstance(node, YamlMap) else None
    return found.line if found is not None else 0
