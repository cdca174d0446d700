"""Readings as plain values, so that a cache can keep them between runs."""

from __future__ import annotations

from typing import Any

from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Hash, Relation, Scope
from ..diagnostic import Diagnostic, Level
from .kinds import ManifestKind
from .reading import VERSION, Context, DeclaredPackage, ManifestReading, Mention, Root


def pack_reading(reading: ManifestReading) -> JsonValue:
    """Turn a reading into plain values; its path is left out, for the bytes may lie anywhere."""
    context = reading.context
    return {
        "version": VERSION,
        "kind": reading.kind.value if reading.kind is not None else None,
        "packages": [
            [item.kind, item.name, item.purl, item.version, item.licence, item.line] for item in reading.packages
        ],
        "mentions": [_pack_mention(item) for item in reading.mentions],
        "edges": [list(pair) for pair in reading.edges],
        "roots": [[root.mention, root.scope.value, root.module] for root in reading.roots],
        "context": {
            "properties": [list(pair) for pair in context.properties],
            "managed": [_pack_mention(item) for item in context.managed],
            "parent": context.parent,
            "parent_path": context.parent_path,
            "workspaces": list(context.workspaces),
            "includes": [list(pair) for pair in context.includes],
        },
        "partial": reading.partial,
        "diagnostics": [
            [item.code, item.message, item.level.value, item.path, item.line, item.column, item.fix]
            for item in reading.diagnostics
        ],
    }


def unpack_reading(value: JsonValue, path: str) -> ManifestReading | None:
    """Turn what `pack_reading` made back into a reading at a path.

    Returns  None when the value is of another version or is not one of ours: then the file is read again
    """
    if not isinstance(value, dict) or value.get("version") != VERSION:
        return None
    kept: Any = value
    try:
        context = kept["context"]
        return ManifestReading(
            path,
            ManifestKind(kept["kind"]) if kept["kind"] is not None else None,
            tuple(DeclaredPackage(*item) for item in kept["packages"]),
            tuple(_unpack_mention(item) for item in kept["mentions"]),
            tuple((source, target) for source, target in kept["edges"]),
            tuple(Root(mention, Scope(scope), module) for mention, scope, module in kept["roots"]),
            Context(
                properties=tuple((name, text) for name, text in context["properties"]),
                managed=tuple(_unpack_mention(item) for item in context["managed"]),
                parent=context["parent"],
                parent_path=context["parent_path"],
                workspaces=tuple(context["workspaces"]),
                includes=tuple((kind, name) for kind, name in context["includes"]),
            ),
            kept["partial"],
            tuple(
                Diagnostic(code, message, Level(level), *rest) for code, message, level, *rest in kept["diagnostics"]
            ),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _pack_mention(item: Mention) -> list[JsonValue]:
    return [
        item.kind,
        item.name,
        item.purl,
        item.version,
        item.version_range,
        item.scope.value,
        item.relation.value,
        item.line,
        item.licence,
        [[one.algorithm, one.value] for one in item.hashes],
        list(item.keys),
        item.source,
    ]


def _unpack_mention(kept: Any) -> Mention:
    kind, name, purl, version, version_range, scope, relation, line, licence, hashes, keys, source = kept
    return Mention(
        kind,
        name,
        purl,
        version,
        version_range,
        Scope(scope),
        Relation(relation),
        line,
        licence,
        tuple(Hash(algorithm, digest) for algorithm, digest in hashes),
        tuple(keys),
        source,
    )
