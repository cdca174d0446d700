"""CycloneDX XML brought to the JSON shape of the same format, element by element as they end.

Only what the reader of that shape understands is carried over; elements of other namespaces are left out.
"""

from __future__ import annotations

from typing import Final

from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.components.sbom.reading import Remarks
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits
from ospolis.engines.untrusted.xmltext import XmlEvent, pull_xml

_NAMESPACE: Final = "http://cyclonedx.org/schema/bom/"
_BODY: Final = frozenset({"name", "url"})
# Object elements: which children and which attributes become fields.
_OBJECTS: Final[dict[str, frozenset[str]]] = {
    "bom": frozenset(
        [
            "serialNumber",
            "version",
            "metadata",
            "components",
            "services",
            "dependencies",
            "compositions",
            "vulnerabilities",
            "externalReferences",
            "properties",
        ]
    ),
    "metadata": frozenset(
        [
            "timestamp",
            "distributionConstraints",
            "lifecycles",
            "tools",
            "authors",
            "component",
            "manufacture",
            "manufacturer",
            "supplier",
            "licenses",
            "properties",
        ]
    ),
    "component": frozenset(
        [
            "type",
            "mime-type",
            "bom-ref",
            "supplier",
            "manufacturer",
            "author",
            "publisher",
            "group",
            "name",
            "version",
            "versionRange",
            "isExternal",
            "description",
            "scope",
            "hashes",
            "licenses",
            "copyright",
            "cpe",
            "purl",
            "swid",
            "modified",
            "externalReferences",
            "properties",
            "components",
        ]
    ),
    "service": frozenset({"bom-ref", "group", "name", "version", "description", "services"}),
    "license": frozenset({"bom-ref", "acknowledgement", "id", "name", "text", "url"}),
    "tool": frozenset({"vendor", "name", "version", "hashes"}),
    "author": _BODY,
    "supplier": frozenset({"name", "url"}),
    "manufacturer": frozenset({"name", "url"}),
    "manufacture": frozenset({"name", "url"}),
    "lifecycle": frozenset({"phase", "name", "description"}),
    "vulnerability": frozenset(
        [
            "bom-ref",
            "id",
            "source",
            "ratings",
            "description",
            "recommendation",
            "created",
            "published",
            "updated",
            "analysis",
            "affects",
        ]
    ),
    "source": _BODY,
    "rating": frozenset({"source", "score", "severity", "method", "vector", "justification"}),
    "analysis": frozenset({"state", "justification", "responses", "detail", "firstIssued", "lastUpdated"}),
    "target": frozenset({"ref"}),
    "reference": frozenset({"type", "url", "comment", "hashes"}),
    "swid": frozenset({"tagId", "name", "version", "tagVersion", "patch", "text", "url"}),
    "composition": frozenset({"bom-ref", "aggregate", "assemblies", "dependencies"}),
    "citation": frozenset({"pointers", "expressions", "timestamp", "attributedTo", "process", "note"}),
    "distributionConstraints": frozenset({"tlp"}),
}
# Elements that hold a list, and the element that is an entry.
_LISTS: Final = {
    "components": "component",
    "services": "service",
    "hashes": "hash",
    "authors": "author",
    "lifecycles": "lifecycle",
    "vulnerabilities": "vulnerability",
    "ratings": "rating",
    "affects": "target",
    "responses": "response",
    "externalReferences": "reference",
    "properties": "property",
    "compositions": "composition",
    "assemblies": "assembly",
    "dependencies": "dependency",
}
# Attributes with a fixed choice of values in elements that are otherwise not carried over.
_CHOICES: Final = {
    ("patch", "type"): frozenset({"unofficial", "monkey", "backport", "cherry-pick"}),
    ("issue", "type"): frozenset({"defect", "enhancement", "security"}),
    ("classification", "flow"): frozenset({"inbound", "outbound", "bi-directional", "unknown"}),
}
_ONE_EXPRESSION_UP_TO: Final = f"{_NAMESPACE}1.6"
_REPEATED: Final = frozenset({("supplier", "url"), ("manufacturer", "url"), ("manufacture", "url")})

_Children = list[tuple[str, JsonValue]]


def read_cyclonedx_xml(data: bytes, *, limits: TextLimits, remarks: Remarks) -> JsonObject:
    """Bring a CycloneDX XML document to the JSON shape.

    Shapes   data: the bytes as received
    Returns  an object with bomFormat, specVersion and what the JSON reader understands
    Raises   Refused when it is no XML, no CycloneDX, or a limit is reached
    Source   CycloneDX 1.0 to 1.7, XML schema
    """
    builder = _Builder(remarks)
    for event in pull_xml(data, limits=limits):
        if event.kind == "start":
            builder.open(event)
        else:
            builder.close(event)
    version = builder.namespace.removeprefix(_NAMESPACE)
    return {"bomFormat": "CycloneDX", "specVersion": version, **builder.top}


class _Builder:
    """Turns ending elements into values of their parents."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.namespace = ""
        self.top: JsonObject = {}
        self.frames: list[tuple[XmlEvent, _Children]] = []
        self.foreign = 0
        self.refs: set[str] = set()

    def open(self, event: XmlEvent) -> None:
        """Begin an element, or go deeper into one that is left out."""
        if not self.frames:
            if event.name != "bom" or "cyclonedx" not in event.namespace.lower():
                message = f"The file is XML with the root <{event.name[:40]}>, not a CycloneDX component list."
                raise Refused("not-a-component-list", message, line=event.line, column=event.column)
            self.namespace = event.namespace
        if self.foreign or event.namespace != self.namespace:
            self.foreign += 1
            return
        self._check_attributes(event)
        self.frames.append((event, []))

    def _check_attributes(self, event: XmlEvent) -> None:
        for (name, key), allowed in _CHOICES.items():
            if name == event.name and event.attributes.get(key, next(iter(allowed))) not in allowed:
                message = f"<{name}> has no {key} that the format allows."
                self.remarks.error("wrong-choice", message, line=event.line)
        ref = event.attributes.get("bom-ref", "")
        if ref in self.refs:
            message = f"The reference {ref[:80]} stands at two elements."
            self.remarks.error("duplicate-ref", message, line=event.line)
        self.refs.update({ref} - {""})

    def close(self, event: XmlEvent) -> None:
        """End an element and hand its value to its parent."""
        if self.foreign:
            self.foreign -= 1
            return
        start, children = self.frames.pop()
        value = self._convert(start, children, event.text.strip())
        if self.frames:
            self.frames[-1][1].append((start.name, value))
        elif isinstance(value, dict):
            self.top = value
            if str(value.get("version", "")).isascii() and str(value.get("version", "")).isdigit():
                value["version"] = int(str(value["version"])[:18])

    def _convert(self, start: XmlEvent, children: _Children, text: str) -> JsonValue:
        name, attributes = start.name, start.attributes
        if name == "licenses":
            return self._convert_licenses(start, children)
        if name == "tools" and not any(inner in ("components", "services") for inner, _ in children):
            return [value for inner, value in children if inner == "tool"]
        if name == "tools":
            return dict(children)
        if name in _LISTS and (children or not text):
            return [value for inner, value in children if inner == _LISTS[name]]
        if name in _OBJECTS and (children or not text):
            return self._convert_object(start, children)
        return _convert_leaf(name, attributes, children, text)

    def _convert_licenses(self, start: XmlEvent, children: _Children) -> JsonValue:
        kinds = [inner for inner, _ in children]
        if "expression" in kinds and len(kinds) > 1 and self.namespace <= _ONE_EXPRESSION_UP_TO:
            message = "An expression stands beside other licences; until 1.6 it stands alone."
            self.remarks.error("wrong-choice", message, line=start.line)
        return [
            {"license": value} if inner == "license" else value
            for inner, value in children
            if inner in ("license", "expression")
        ]

    def _convert_object(self, start: XmlEvent, children: _Children) -> JsonObject:
        fields = _OBJECTS[start.name]
        value: JsonObject = {key: _read_atom(key, text) for key, text in start.attributes.items() if key in fields}
        for key, inner in children:
            if key not in fields:
                if start.name == "metadata":
                    message = f"<{key[:40]}> is no element of <metadata>."
                    self.remarks.error("field-unknown", message, line=start.line)
                continue
            if (start.name, key) in _REPEATED:
                value[key] = [*_as_list(value.get(key)), inner]
            elif key in value:
                message = f"<{key}> stands twice in one <{start.name}>; the first was read."
                self.remarks.error("repeated-element", message, line=start.line)
            else:
                value[key] = inner
        if "responses" in value:
            value["response"] = value.pop("responses")
        if start.name == "composition" and "dependencies" in value:
            inner_refs = _as_list(value["dependencies"])
            value["dependencies"] = [one["ref"] for one in inner_refs if isinstance(one, dict) and "ref" in one]
        return value


def _convert_leaf(name: str, attributes: dict[str, str], children: _Children, text: str) -> JsonValue:
    if name in ("hash", "property"):
        key, content = ("alg", "content") if name == "hash" else ("name", "value")
        return {**_pick(attributes, {key: key}), content: text}
    if name == "expression":
        return {"expression": text, **_pick(attributes, {"acknowledgement": "acknowledgement", "bom-ref": "bom-ref"})}
    if name == "text":
        return {"content": text, **_pick(attributes, {"content-type": "contentType", "encoding": "encoding"})}
    if name == "assembly":
        return attributes.get("ref", "")
    if name in ("dependency", "provides"):
        return _convert_dependency(attributes, children)
    return _read_atom(name, text)


def _pick(attributes: dict[str, str], names: dict[str, str]) -> JsonObject:
    """The attributes that are there, under the names of the JSON shape."""
    return {new: attributes[old] for old, new in names.items() if old in attributes}


def _convert_dependency(attributes: dict[str, str], children: _Children) -> JsonObject:
    value: JsonObject = {"ref": attributes["ref"]} if "ref" in attributes else {}
    for name, key in (("dependency", "dependsOn"), ("provides", "provides")):
        refs: list[JsonValue] = [
            inner["ref"] for kind, inner in children if kind == name and isinstance(inner, dict) and "ref" in inner
        ]
        if refs:
            value[key] = refs
    return value


def _read_atom(name: str, text: str) -> JsonValue:
    """A text, or the number or truth value that the JSON shape has at that place."""
    if name == "tagVersion" and text.isascii() and text.isdigit():
        return int(text[:18])
    if name in ("modified", "isExternal", "patch"):
        return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    if name == "score":
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _as_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
