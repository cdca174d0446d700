"""Components written as CycloneDX 1.6 JSON: the same input gives the same bytes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from ospolis.engines.components.component import Component, Edge, Licence, LicenceState, Scope
from ospolis.engines.components.sbom.cyclonedx import (
    EDGE_PROPERTY,
    EXPRESSION_PROPERTY,
    RANGE_PROPERTY,
    SCOPE_PROPERTY,
)
from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.components.sbom.reading import Tool
from ospolis.engines.components.sbom.schemas import list_component_types, list_licence_ids
from ospolis.engines.untrusted.refusal import JsonValue

_ALGORITHMS: Final = frozenset(
    {"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512"}
    | {"BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3"}
)
_SCOPES: Final = {
    Scope.RUNTIME: "required",
    Scope.OPTIONAL: "optional",
    Scope.EXCLUDED: "excluded",
    Scope.DEVELOPMENT: "excluded",
    Scope.TEST: "excluded",
    Scope.BUILD: "excluded",
}
_OWN_SCOPES: Final = frozenset({Scope.DEVELOPMENT, Scope.TEST, Scope.BUILD})
_KEPT: Final = (
    "mime-type", "copyright", "swid", "modified", "pedigree", "externalReferences", "evidence", "releaseNotes",
    "modelCard", "data", "cryptoProperties", "omniborId", "swhid", "tags",
)  # fmt: skip
_TOP_KEPT: Final = ("services", "externalReferences", "compositions", "properties", "annotations", "formulation")


def write_cyclonedx(
    components: Iterable[Component],
    edges: Iterable[Edge] = (),
    *,
    created: str,
    serial: str,
    tool: Tool,
    subject: Component | None = None,
    extra: tuple[tuple[str, JsonValue], ...] = (),
) -> bytes:
    """Write components as a CycloneDX 1.6 document.

    Shapes   created: RFC 3339 time; serial: urn:uuid:...; tool: what is writing; subject: what the list is of;
             extra: top-level fields of a CycloneDX document that was read, given back unchanged
    Returns  UTF-8 JSON, sorted, with a final line feed
    Source   CycloneDX 1.6
    """
    rows = [one for one in components if subject is None or one.ref != subject.ref]
    needed, others = _sort_edges(edges, {one.ref: one.parent for one in rows})
    metadata: JsonObject = {"timestamp": created, "tools": {"components": [_write_tool(tool)]}}
    tree = _Tree(rows, others)
    if subject:
        metadata["component"] = tree.write(subject)
    document: JsonObject = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial,
        "version": 1,
        "metadata": metadata,
        "components": tree.write_children("", without=subject.ref if subject else ""),
        "dependencies": [{"ref": ref, **needed[ref]} for ref in sorted(needed)],
    }
    document.update({key: value for key, value in extra if key in _TOP_KEPT})
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _sort_edges(
    edges: Iterable[Edge], parents: dict[str, str]
) -> tuple[dict[str, dict[str, list[JsonValue]]], dict[str, list[Edge]]]:
    """What each ref needs or provides, and the edges that neither `dependencies` nor nesting can hold."""
    others: dict[str, list[Edge]] = defaultdict(list)
    needed: dict[str, dict[str, list[JsonValue]]] = defaultdict(lambda: defaultdict(list))
    for edge in sorted(set(edges), key=lambda one: (one.source, one.kind, one.target)):
        if edge.kind in ("depends_on", "provides"):
            needed[edge.source]["dependsOn" if edge.kind == "depends_on" else "provides"].append(edge.target)
        elif edge.kind != "contains" or parents.get(edge.target) != edge.source:
            others[edge.source].append(edge)
    return needed, others


class _Tree:
    """Components below the components that hold them."""

    def __init__(self, rows: list[Component], others: dict[str, list[Edge]]) -> None:
        self.others = others
        self.below: dict[str, list[Component]] = defaultdict(list)
        refs = {one.ref for one in rows}
        for one in sorted(rows, key=lambda one: (one.group, one.name, one.version, one.purl, one.ref)):
            self.below[one.parent if one.parent in refs or one.parent else ""].append(one)
        self.orphans = [parent for parent in self.below if parent and parent not in refs]

    def write_children(self, ref: str, *, without: str = "") -> list[JsonValue]:
        """What stands directly below a component; at the top also what names a holder that is not there."""
        rows = self.below.get(ref, [])
        if not ref:
            rows = rows + [one for parent in self.orphans if parent != without for one in self.below[parent]]
        return [self.write(one) for one in rows]

    def write(self, one: Component) -> JsonObject:
        """One component with what it holds."""
        extra = dict(one.extra)
        value: JsonObject = {"type": one.type if one.type in list_component_types() else "library"}
        value["bom-ref"] = one.ref
        plain = {"group": one.group, "name": one.name, "version": one.version, "description": one.description}
        value.update({key: text for key, text in plain.items() if text})
        if one.supplier:
            value["supplier"] = {"name": one.supplier}
        if one.scope in _SCOPES:
            value["scope"] = _SCOPES[one.scope]
        hashes: list[JsonValue] = [
            {"alg": found.algorithm, "content": found.value} for found in one.hashes if found.algorithm in _ALGORITHMS
        ]
        licences = _write_licences(one)
        properties = self._write_properties(one, extra)
        rest: JsonObject = {
            "hashes": hashes,
            "licenses": licences,
            "cpe": one.cpe,
            "purl": one.purl,
            "properties": properties,
        }
        value.update({key: found for key, found in rest.items() if found})
        value.update({key: extra[key] for key in _KEPT if key in extra})
        below = self.write_children(one.ref)
        return {**value, "components": below} if below else value

    def _write_properties(self, one: Component, extra: JsonObject) -> list[JsonValue]:
        """Those that were read, then what CycloneDX has no field for."""
        given = extra.get("properties")
        own = [(SCOPE_PROPERTY, one.scope.value)] if one.scope in _OWN_SCOPES else []
        own += [(RANGE_PROPERTY, one.version_range)] if one.version_range else []
        own += [(EDGE_PROPERTY + edge.kind, edge.target) for edge in self.others.get(one.ref, ())]
        kept = given if isinstance(given, list) else []
        added: list[JsonValue] = [{"name": name, "value": text} for name, text in own]
        return kept + added


def _write_tool(tool: Tool) -> JsonObject:
    parts = {"type": "application", "name": tool.name, "version": tool.version}
    supplier: JsonObject = {"supplier": {"name": tool.vendor}} if tool.vendor else {}
    return {**{key: text for key, text in parts.items() if text}, **supplier}


def _write_licences(one: Component) -> list[JsonValue]:
    """CycloneDX 1.6 takes a list of licences, or exactly one expression."""
    stated = [
        (licence, kind)
        for licence, kind in ((one.declared, "declared"), (one.concluded, "concluded"))
        if licence.state is not LicenceState.ABSENT
    ]
    if len(stated) == 1 and stated[0][0].given == (stated[0][0].expression,):
        licence, kind = stated[0]
        if licence.expression not in list_licence_ids():
            return [{"expression": licence.expression, "acknowledgement": kind}]
    return [entry for licence, kind in stated for entry in _write_licence(licence, kind)]


def _write_licence(licence: Licence, kind: str) -> list[JsonValue]:
    if licence.given == (licence.expression,) or not licence.given:
        return [{"license": _name_licence(licence.expression, licence.expression, kind)}]
    expression = licence.expression if len(licence.given) == 1 else ""
    return [{"license": _name_licence(text, expression, kind)} for text in licence.given]


def _name_licence(text: str, expression: str, kind: str) -> JsonObject:
    if text in list_licence_ids() and expression in ("", text):
        return {"id": text, "acknowledgement": kind}
    value: JsonObject = {"name": text, "acknowledgement": kind}
    if expression:
        value["properties"] = [{"name": EXPRESSION_PROPERTY, "value": expression}]
    return value
