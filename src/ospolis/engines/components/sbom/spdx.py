"""SPDX 2 in its JSON shape: packages become components, relationships become edges of one direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ospolis.engines.components.component import Component, Edge, Evidence, Licence, Scope
from ospolis.engines.components.purl import Purl
from ospolis.engines.components.sbom.draft import Draft
from ospolis.engines.components.sbom.fields import Fields, JsonObject, drop_addresses, keep_unknown, read_hash
from ospolis.engines.components.sbom.minimum import note_missing_fields
from ospolis.engines.components.sbom.reading import Document, Reading, Tool
from ospolis.engines.components.sbom.spdx_structure import check_package, check_top

SPDX_VERSIONS: Final = ("2.1", "2.2", "2.3")
_ROOT: Final = "SPDXRef-DOCUMENT"
_UNDERSTOOD: Final = frozenset(
    [
        "SPDXID",
        "name",
        "versionInfo",
        "supplier",
        "originator",
        "licenseDeclared",
        "licenseConcluded",
        "checksums",
        "externalRefs",
        "description",
        "summary",
        "primaryPackagePurpose",
        "hasFiles",
    ]
)
_TOP_UNDERSTOOD: Final = frozenset(
    [
        "spdxVersion",
        "SPDXID",
        "name",
        "dataLicense",
        "documentNamespace",
        "creationInfo",
        "packages",
        "files",
        "snippets",
        "relationships",
        "documentDescribes",
        "hasExtractedLicensingInfos",
        "annotations",
        "revieweds",
    ]
)
# Relationship: (kind of edge, whether its two ends change places, what it says about the scope of the needed one).
_KINDS: Final[dict[str, tuple[str, bool, Scope | None]]] = {
    "DEPENDS_ON": ("depends_on", False, None),
    "DEPENDENCY_OF": ("depends_on", True, None),
    "RUNTIME_DEPENDENCY_OF": ("depends_on", True, Scope.RUNTIME),
    "DEV_DEPENDENCY_OF": ("depends_on", True, Scope.DEVELOPMENT),
    "DEV_TOOL_OF": ("depends_on", True, Scope.DEVELOPMENT),
    "TEST_DEPENDENCY_OF": ("depends_on", True, Scope.TEST),
    "BUILD_DEPENDENCY_OF": ("depends_on", True, Scope.BUILD),
    "BUILD_TOOL_OF": ("depends_on", True, Scope.BUILD),
    "OPTIONAL_DEPENDENCY_OF": ("depends_on", True, Scope.OPTIONAL),
    "PROVIDED_DEPENDENCY_OF": ("depends_on", True, None),
    "HAS_PREREQUISITE": ("depends_on", False, None),
    "PREREQUISITE_FOR": ("depends_on", True, None),
    "STATIC_LINK": ("depends_on", False, None),
    "DYNAMIC_LINK": ("depends_on", False, None),
    "CONTAINS": ("contains", False, None),
    "CONTAINED_BY": ("contains", True, None),
    "PACKAGE_OF": ("contains", True, None),
}
_TYPES: Final = {
    "APPLICATION": "application",
    "FRAMEWORK": "framework",
    "LIBRARY": "library",
    "CONTAINER": "container",
    "OPERATING-SYSTEM": "operating-system",
    "OPERATING_SYSTEM": "operating-system",
    "DEVICE": "device",
    "FIRMWARE": "firmware",
    "FILE": "file",
}
_PARTY: Final = re.compile(r"(?:Organization|Person|Tool):\s*(.*)", re.DOTALL)
_TOOL_VERSION: Final = re.compile(r"(.+?)[-_ ](v?\d[\w.+-]*)")


def read_spdx(value: JsonObject, draft: Draft, document: Document, *, name: str) -> Reading:
    """Read an SPDX 2 document in its JSON shape.

    Shapes   value: the document; draft: empty, or with remarks of the syntax; document: format, version, syntax
    Returns  the reading; files and snippets are known as ends of edges, not as components
    Raises   Refused when there are too many components or edges
    Source   SPDX 2.1 to 2.3
    """
    top = Fields(value, "", draft.remarks, draft.limits.string)
    check_top(top)
    _note_elsewhere(top, draft)
    names = {one.text("licenseId"): one.text("name") for one in top.objects("hasExtractedLicensingInfos")}
    scopes = _read_edges(top, draft)
    for number, at in enumerate(top.objects("packages")):
        _read_package(at, number, draft, name, names, scopes)
    creation = top.object("creationInfo")
    parties = [_PARTY.fullmatch(one) for one in creation.texts("creators")]
    found = [(one[0].partition(":")[0], drop_addresses(one[1])) for one in parties if one]
    return draft.finish(
        replace(
            document,
            identity=top.text("documentNamespace"),
            name=top.text("name"),
            created=creation.text("created"),
            authors=tuple(party for kind, party in found if kind != "Tool" and party),
            tools=tuple(_read_tool(party) for kind, party in found if kind == "Tool" and party),
            options=tuple((key, creation.text(key)) for key in ("licenseListVersion", "comment") if creation.text(key)),
            subject=_find_subject(top, draft),
            extra=keep_unknown(value, _TOP_UNDERSTOOD, draft.limits.string),
        )
    )


def _note_elsewhere(top: Fields, draft: Draft) -> None:
    """Files and snippets are no components, but relations may end at them."""
    draft.elsewhere.update((_ROOT, "NOASSERTION", "NONE"))
    for key in ("files", "snippets"):
        draft.elsewhere.update(one.text("SPDXID") for one in top.objects(key))
    draft.elsewhere.discard("")


def _read_package(
    at: Fields, number: int, draft: Draft, file_name: str, names: dict[str, str], scopes: dict[str, Scope]
) -> None:
    before = draft.remarks.counts.total()
    check_package(at)
    purls, cpes = _read_references(at, draft)
    name = at.text("name") or next((one.name for one in purls), "")
    if not name:
        draft.refuse_component(at, "A package without a name cannot be told apart. Give it a name.")
        return
    purl = purls[0] if purls else Purl("", "")
    wanted = at.text("SPDXID")
    component = Component(
        name=name,
        version=_stated(at.text("versionInfo")),
        group=purl.namespace,
        type=_TYPES.get(at.text("primaryPackagePurpose"), "library"),
        ref=draft.take_ref(wanted, f"package-{number + 1}", at.path),
        purl=purl.canonical,
        purl_original=purl.original,
        cpe=cpes[0] if cpes else "",
        scope=scopes.get(wanted, Scope.UNKNOWN),
        declared=_read_licence(at.text("licenseDeclared"), names, draft),
        concluded=_read_licence(at.text("licenseConcluded"), names, draft),
        supplier=_read_party(at.text("supplier")) or _read_party(at.text("originator")),
        description=at.text("description") or at.text("summary"),
        hashes=tuple(
            found
            for one in at.objects("checksums")
            if (found := read_hash(one.text("algorithm"), one.text("checksumValue"), one))
        ),
        evidence=(Evidence(file_name, pointer=at.path),),
        extra=keep_unknown(at.value, _UNDERSTOOD, draft.limits.string),
    )
    note_missing_fields(draft.gaps, component, at, supplier=("supplier", "originator"), version="versionInfo")
    draft.add_component(component, remarks_before=before)


def _read_references(at: Fields, draft: Draft) -> tuple[list[Purl], list[str]]:
    purls: list[Purl] = []
    cpes: list[str] = []
    for one in at.objects("externalRefs"):
        kind = one.text("referenceType")
        if kind == "purl":
            found = draft.read_purl(one.text("referenceLocator"), one)
            purls += [found] if found else []
        elif kind in ("cpe23Type", "cpe22Type"):
            cpes.append(one.text("referenceLocator"))
    if len(purls) > 1:
        message = f"The package has {len(purls)} package URLs; the first was read."
        draft.remarks.note("several-purls", message, path=at.path)
    return purls, cpes


def _read_licence(text: str, names: dict[str, str], draft: Draft) -> Licence:
    """An expression; a single LicenseRef of this document may have a name that the caller knows."""
    found = draft.read_licence_expression(text)
    name = names.get(text, "")
    if not name or name == "NOASSERTION":
        return found
    return replace(found, expression=draft.normalise_licence(name) or text, given=(name,))


def _read_edges(top: Fields, draft: Draft) -> dict[str, Scope]:
    """Land the relations in one direction; return the scopes that they state."""
    scopes: dict[str, Scope] = {}
    for one in top.objects("relationships"):
        stated = one.text("relationshipType")
        source, target = one.text("spdxElementId"), one.text("relatedSpdxElement")
        kind, turned, scope = _KINDS.get(stated, (stated.lower(), False, None))
        if turned:
            source, target = target, source
        if scope:
            scopes.setdefault(target, scope)
        if kind not in ("describes", "described_by") and target not in ("NOASSERTION", "NONE"):
            draft.add_edge(Edge(source, target, kind))
    return scopes


def _find_subject(top: Fields, draft: Draft) -> Component | None:
    """The first package that the document describes; a document with one package describes it."""
    described = dict.fromkeys(_described(top))
    found = [one for one in draft.components if one.ref in described]
    if len(found) > 1:
        draft.remarks.note("several-subjects", f"The document describes {len(found)} packages.")
    return min(found, key=lambda one: list(described).index(one.ref)) if found else None


def _described(top: Fields) -> Iterator[str]:
    yield from top.texts("documentDescribes")
    for one in top.objects("relationships"):
        kind = one.text("relationshipType")
        if kind == "DESCRIBES" and one.text("spdxElementId") == _ROOT:
            yield one.text("relatedSpdxElement")
        elif kind == "DESCRIBED_BY" and one.text("relatedSpdxElement") == _ROOT:
            yield one.text("spdxElementId")


def _read_tool(text: str) -> Tool:
    match = _TOOL_VERSION.fullmatch(text)
    return Tool(match[1], match[2]) if match else Tool(text)


def _read_party(text: str) -> str:
    match = _PARTY.fullmatch(text)
    return drop_addresses(_stated(match[1] if match else text))


def _stated(text: str) -> str:
    return "" if text in ("NOASSERTION", "NONE") else text
