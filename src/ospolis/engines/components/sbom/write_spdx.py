"""Components written as SPDX 2.3 JSON: the same input gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from ospolis.engines.components.component import Component, Edge, Licence, LicenceState, Scope
from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.components.sbom.reading import Tool
from ospolis.engines.untrusted.refusal import JsonValue

_ROOT: Final = "SPDXRef-DOCUMENT"
_ID: Final = re.compile(r"SPDXRef-[A-Za-z0-9.\-]+")
_LICENCE_REF: Final = re.compile(r"LicenseRef-[A-Za-z0-9.\-]+")
_PURPOSES: Final = frozenset(
    {"application", "framework", "library", "container", "operating-system", "device", "firmware", "file"}
)
_ALGORITHMS: Final = {
    "SHA-1": "SHA1",
    "SHA-224": "SHA224",
    "SHA-256": "SHA256",
    "SHA-384": "SHA384",
    "SHA-512": "SHA512",
} | {
    name: name
    for name in ("MD2", "MD4", "MD5", "MD6", "SHA3-256", "SHA3-384", "SHA3-512", "BLAKE2b-256", "BLAKE2b-384",
                 "BLAKE2b-512", "BLAKE3", "ADLER32")
}  # fmt: skip
_SCOPES: Final = {
    Scope.RUNTIME: "RUNTIME_DEPENDENCY_OF",
    Scope.DEVELOPMENT: "DEV_DEPENDENCY_OF",
    Scope.TEST: "TEST_DEPENDENCY_OF",
    Scope.BUILD: "BUILD_DEPENDENCY_OF",
    Scope.OPTIONAL: "OPTIONAL_DEPENDENCY_OF",
}
_KEPT: Final = (
    "packageFileName", "homepage", "sourceInfo", "licenseComments", "copyrightText", "comment", "attributionTexts",
    "releaseDate", "builtDate", "validUntilDate",
)  # fmt: skip


def write_spdx(
    components: Iterable[Component],
    edges: Iterable[Edge] = (),
    *,
    created: str,
    namespace: str,
    name: str,
    tool: Tool,
    subject: Component | None = None,
) -> bytes:
    """Write components as an SPDX 2.3 document.

    Shapes   created: 2026-01-31T12:00:00Z; namespace: a unique URI; name: of the document; tool: what is writing
    Returns  UTF-8 JSON, sorted, with a final line feed; what has no SPDX field is left out
    Source   SPDX 2.3
    """
    rows = {one.ref: one for one in components}
    if subject:
        rows.setdefault(subject.ref, subject)
    ordered = sorted(rows.values(), key=lambda one: (one.group, one.name, one.version, one.purl, one.ref))
    ids = _name_packages(ordered)
    texts = _Texts()
    packages: list[JsonValue] = [_write_package(one, ids[one.ref], texts) for one in ordered]
    relations = _relate(sorted(set(edges), key=lambda one: (one.source, one.kind, one.target)), rows, ids)
    roots = [subject.ref] if subject else _find_roots(ordered, edges)
    relations = [(_ROOT, "DESCRIBES", ids[ref]) for ref in roots] + relations
    document: JsonObject = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": _ROOT,
        "name": name,
        "documentNamespace": namespace,
        "creationInfo": {"created": created, "creators": [f"Tool: {tool.name}-{tool.version}".rstrip("-")]},
        "packages": packages,
        "relationships": [_relationship(*one) for one in relations],
    }
    if texts.names:
        document["hasExtractedLicensingInfos"] = texts.rows()
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _name_packages(ordered: list[Component]) -> dict[str, str]:
    """An id for each ref: its own when it already is one, else made from its name."""
    ids = {one.ref: one.ref for one in ordered if _ID.fullmatch(one.ref)}
    taken = {*ids.values(), _ROOT}
    for one in ordered:
        if one.ref in ids:
            continue
        base = "SPDXRef-Package-" + (re.sub(r"[^A-Za-z0-9.\-]+", "-", f"{one.name}-{one.version}").strip("-") or "x")
        wanted, number = base, len(ids)
        while wanted in taken:
            wanted, number = f"{base}-{number}", number + 1
        ids[one.ref] = wanted
        taken.add(wanted)
    return ids


def _write_package(one: Component, spdx_id: str, texts: _Texts) -> JsonObject:
    extra = dict(one.extra)
    value: JsonObject = {"SPDXID": spdx_id, "name": one.name}
    value["downloadLocation"] = extra.get("downloadLocation") or "NOASSERTION"
    value["filesAnalyzed"] = False
    declared, concluded = _write_licence(one.declared, texts), _write_licence(one.concluded, texts)
    references: list[JsonValue] = []
    if one.purl:
        references.append(_reference("PACKAGE-MANAGER", "purl", one.purl))
    if one.cpe:
        kind = "cpe23Type" if one.cpe.startswith("cpe:2.3:") else "cpe22Type"
        references.append(_reference("SECURITY", kind, one.cpe))
    checksums: list[JsonValue] = [
        {"algorithm": _ALGORITHMS[found.algorithm], "checksumValue": found.value}
        for found in one.hashes
        if found.algorithm in _ALGORITHMS
    ]
    rest: JsonObject = {
        "versionInfo": one.version,
        "supplier": f"Organization: {one.supplier}" if one.supplier else "",
        "licenseDeclared": declared,
        "licenseConcluded": concluded,
        "description": one.description,
        "primaryPackagePurpose": one.type.upper() if one.type in _PURPOSES else "",
        "checksums": checksums,
        "externalRefs": references,
    }
    value.update({key: found for key, found in rest.items() if found})
    value.update({key: extra[key] for key in _KEPT if key in extra})
    return value


def _relationship(source: str, kind: str, target: str) -> JsonObject:
    return {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}


def _reference(category: str, kind: str, locator: str) -> JsonObject:
    return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}


def _write_licence(licence: Licence, texts: _Texts) -> str:
    """An expression; free text becomes a LicenseRef; several texts that nobody joined are no assertion."""
    if licence.state is LicenceState.ABSENT:
        return ""
    if licence.state is not LicenceState.STATED:
        return licence.state.value.upper()
    if len(licence.given) > 1 and not licence.expression:
        return "NOASSERTION"
    named = licence.given[0] if licence.given else licence.expression
    if licence.expression:
        for reference in _LICENCE_REF.findall(licence.expression):
            texts.take(reference, named if reference == licence.expression else "")
        return licence.expression
    return texts.name(named)


class _Texts:
    """The licences that are no SPDX licences, by their reference."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.keys: dict[str, str] = {}

    def take(self, reference: str, name: str) -> None:
        """Keep a reference that a file brought; a name that is stated wins over none."""
        if name or reference not in self.names:
            self.names[reference] = name or reference

    def name(self, text: str) -> str:
        """The reference of a free text, the same each time."""
        if text not in self.keys:
            key = "LicenseRef-" + (re.sub(r"[^A-Za-z0-9.\-]+", "-", text).strip("-")[:80] or "unnamed")
            while key in self.names:
                key = f"{key}-{len(self.names) + 1}"
            self.names[key] = text
            self.keys[text] = key
        return self.keys[text]

    def rows(self) -> list[JsonValue]:
        """What the document says about them."""
        return [
            {"licenseId": key, "name": self.names[key], "extractedText": self.names[key]} for key in sorted(self.names)
        ]


def _relate(edges: list[Edge], rows: dict[str, Component], ids: dict[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for edge in edges:
        if edge.source not in ids or edge.target not in ids:
            continue
        source, target = ids[edge.source], ids[edge.target]
        turned = _SCOPES.get(rows[edge.target].scope) if edge.kind == "depends_on" else None
        if turned:
            found.append((target, turned, source))
        else:
            found.append((source, _spell_kind(edge.kind), target))
    return found


def _spell_kind(kind: str) -> str:
    """The relationship of SPDX; what SPDX does not know (`provides`) is its OTHER."""
    spelt = kind.upper()
    return "OTHER" if spelt == "PROVIDES" else spelt


def _find_roots(ordered: list[Component], edges: Iterable[Edge]) -> list[str]:
    """Without a subject the document describes what nothing else needs."""
    refs = {one.ref for one in ordered}
    needed = {edge.target for edge in edges if edge.source in refs}
    return [one.ref for one in ordered if one.ref not in needed] or [one.ref for one in ordered[:1]]
