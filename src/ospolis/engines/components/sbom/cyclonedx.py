"""CycloneDX in its JSON shape, read component by component so that one odd entry costs only itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ospolis.engines.components.component import (
    NO_LICENCE_STATED,
    Component,
    Edge,
    Evidence,
    Hash,
    Licence,
    LicenceState,
    Scope,
)
from ospolis.engines.components.sbom.cyclonedx_statements import read_vulnerabilities
from ospolis.engines.components.sbom.draft import Draft
from ospolis.engines.components.sbom.fields import Fields, JsonObject, drop_addresses, keep_unknown, read_hash
from ospolis.engines.components.sbom.minimum import note_missing_fields
from ospolis.engines.components.sbom.reading import Document, Reading, Tool
from ospolis.engines.untrusted.refusal import JsonValue

SCOPE_PROPERTY: Final = "ospolis:scope"
RANGE_PROPERTY: Final = "ospolis:versionRange"
EDGE_PROPERTY: Final = "ospolis:edge:"
EXPRESSION_PROPERTY: Final = "ospolis:expression"
_OWN: Final = "ospolis:"
_NPM_DEVELOPMENT: Final = "cdx:npm:package:development"
_SCOPES: Final = {"required": Scope.RUNTIME, "optional": Scope.OPTIONAL, "excluded": Scope.EXCLUDED}
_UNDERSTOOD: Final = frozenset(
    [
        "bom-ref",
        "type",
        "group",
        "name",
        "version",
        "purl",
        "cpe",
        "scope",
        "licenses",
        "supplier",
        "publisher",
        "manufacturer",
        "description",
        "hashes",
        "components",
        "author",
        "authors",
        "versionRange",
    ]
)
_TOP_UNDERSTOOD: Final = frozenset(
    [
        "$schema",
        "bomFormat",
        "specVersion",
        "serialNumber",
        "version",
        "metadata",
        "components",
        "dependencies",
        "vulnerabilities",
        "signature",
    ]
)


def read_cyclonedx(value: JsonObject, draft: Draft, document: Document, *, name: str) -> Reading:
    """Read a CycloneDX document in its JSON shape.

    Shapes   value: the document; draft: empty, or with the remarks of the schema; document: format, version, syntax
    Returns  the reading; never raises on content
    Raises   Refused when there are too many components or edges
    Source   CycloneDX 1.0 to 1.7
    """
    top = Fields(value, "", draft.remarks, draft.limits.string)
    metadata = top.object("metadata")
    subject = _read_subject(metadata, draft, name)
    for number, at in enumerate(top.objects("components")):
        _read_tree(at, f"component-{number + 1}", "", draft, name)
    _note_services(top, draft)
    _read_edges(top, draft)
    draft.vulnerabilities = read_vulnerabilities(top)
    lifecycles = [one.text("phase") or one.text("name") for one in metadata.objects("lifecycles")]
    return draft.finish(
        replace(
            document,
            identity=top.text("serialNumber"),
            revision=_read_revision(value),
            name=subject.name if subject else "",
            created=metadata.text("timestamp"),
            authors=_read_authors(metadata),
            tools=tuple(_read_tools(metadata)),
            options=tuple(("lifecycle", one) for one in lifecycles if one)
            + tuple((one.text("name"), one.text("value")) for one in metadata.objects("properties")),
            subject=subject,
            completeness=tuple(_read_completeness(top)),
            extra=keep_unknown(value, _TOP_UNDERSTOOD, draft.limits.string),
        )
    )


def _read_revision(value: JsonObject) -> int:
    revision = value.get("version")
    return revision if isinstance(revision, int) and not isinstance(revision, bool) else 1


def _read_subject(metadata: Fields, draft: Draft, name: str) -> Component | None:
    at = metadata.object("component")
    if not at.value:
        return None
    subject = _read_component(at, "subject", "", draft, name)
    if subject is None:
        draft.remarks.error("subject-unreadable", "The software that the list describes has no name.", path=at.path)
        return None
    for number, inner in enumerate(at.objects("components")):
        _read_tree(inner, f"subject-{number + 1}", subject.ref, draft, name)
    return subject


def _read_tree(at: Fields, fallback: str, parent: str, draft: Draft, name: str) -> None:
    """Land a component and those nested in it; the depth was limited when the text was read."""
    before = draft.remarks.counts.total()
    component = _read_component(at, fallback, parent, draft, name)
    if component is None:
        draft.refuse_component(at, "A component without a name cannot be told apart. Give it a name.")
    else:
        draft.add_component(component, remarks_before=before)
        if parent:
            draft.add_edge(Edge(parent, component.ref, "contains"))
    for number, inner in enumerate(at.objects("components")):
        inner_parent = component.ref if component else parent
        _read_tree(inner, f"{fallback}.{number + 1}", inner_parent, draft, name)


def _read_component(at: Fields, fallback: str, parent: str, draft: Draft, file_name: str) -> Component | None:
    purl = draft.read_purl(at.text("purl"), at)
    name = at.text("name")
    if not name and purl and purl.canonical:
        name = purl.name
        draft.remarks.error("name-missing", "The name was taken from the package URL.", path=at.path)
    if not name:
        return None
    declared, concluded = _read_licences(at, draft)
    pairs = [(one.text("name"), one.text("value")) for one in at.objects("properties")]
    properties = dict(pairs)
    component = Component(
        name=name,
        version=at.text("version"),
        group=at.text("group"),
        type=at.text("type") or "library",
        ref=draft.take_ref(at.text("bom-ref"), fallback, at.path),
        purl=purl.canonical if purl else "",
        purl_original=purl.original if purl else "",
        cpe=at.text("cpe"),
        version_range=at.text("versionRange") or properties.get(RANGE_PROPERTY, ""),
        scope=_read_scope(at, properties),
        declared=declared,
        concluded=concluded,
        supplier=_read_supplier(at),
        description=at.text("description"),
        hashes=tuple(_read_hashes(at)),
        evidence=(Evidence(file_name, pointer=at.path),),
        parent=parent,
        extra=_keep_unknown(at, draft) if at.value.keys() - _UNDERSTOOD else (),
    )
    for name, target in pairs:
        if name.startswith(EDGE_PROPERTY):
            draft.add_edge(Edge(component.ref, target, name.removeprefix(EDGE_PROPERTY)))
    note_missing_fields(
        draft.gaps, component, at, supplier=("supplier", "publisher", "manufacturer"), version="version"
    )
    return component


def _keep_unknown(at: Fields, draft: Draft) -> tuple[tuple[str, JsonValue], ...]:
    """Fields that are not understood; properties without those that our own writer added."""
    kept = dict(keep_unknown(at.value, _UNDERSTOOD, draft.limits.string))
    properties = kept.pop("properties", None)
    if isinstance(properties, list):
        foreign = [one for one in properties if not (isinstance(one, dict) and str(one.get("name")).startswith(_OWN))]
        kept |= {"properties": foreign} if foreign else {}
    return tuple(kept.items())


def _read_scope(at: Fields, properties: dict[str, str]) -> Scope:
    ours = properties.get(SCOPE_PROPERTY, "")
    if ours in tuple(Scope):
        return Scope(ours)
    if properties.get(_NPM_DEVELOPMENT) == "true":
        return Scope.DEVELOPMENT
    return _SCOPES.get(at.text("scope"), Scope.UNKNOWN)


def _read_supplier(at: Fields) -> str:
    found = at.object("supplier").text("name") or at.text("publisher") or at.object("manufacturer").text("name")
    return drop_addresses(found)


def _read_hashes(at: Fields) -> list[Hash]:
    found = [read_hash(one.text("alg"), one.text("content"), one) for one in at.objects("hashes")]
    return [one for one in found if one]


def _read_licences(at: Fields, draft: Draft) -> tuple[Licence, Licence]:
    """Declared and concluded, told apart by the acknowledgement; without one, a licence is declared."""
    declared: list[Licence] = []
    concluded: list[Licence] = []
    for choice in at.objects("licenses"):
        licence, acknowledgement = _read_choice(choice, draft)
        if licence.state is not LicenceState.ABSENT:
            (concluded if acknowledgement == "concluded" else declared).append(licence)
    return _join(declared, at, draft), _join(concluded, at, draft)


def _read_choice(choice: Fields, draft: Draft) -> tuple[Licence, str]:
    expression = choice.text("expression")
    if expression:
        return draft.read_licence_expression(expression), choice.text("acknowledgement")
    licence = choice.object("license")
    properties = {one.text("name"): one.text("value") for one in licence.objects("properties")}
    if EXPRESSION_PROPERTY in properties:
        stated = Licence(LicenceState.STATED, properties[EXPRESSION_PROPERTY], (licence.text("name"),))
        return stated, licence.text("acknowledgement")
    found = licence.text("id")
    if found:
        return Licence(LicenceState.STATED, found, (found,)), licence.text("acknowledgement")
    name = licence.text("name") or licence.text("url")
    return (draft.read_licence_name(name) if name else NO_LICENCE_STATED), licence.text("acknowledgement")


def _join(licences: list[Licence], at: Fields, draft: Draft) -> Licence:
    """One licence stays itself; several stay several, for nobody said whether AND or OR was meant."""
    if len(licences) < 2:
        return licences[0] if licences else NO_LICENCE_STATED
    given = tuple(dict.fromkeys(text for one in licences for text in one.given))
    if len(given) == 1:
        return licences[0]
    message = f"{len(given)} licences are listed without AND or OR: {', '.join(given)[:120]}."
    fix = "Ask the supplier, then write one expression."
    draft.remarks.add("licences-not-joined", message, path=f"{at.path}/licenses", fix=fix)
    return Licence(LicenceState.STATED, "", given)


def _note_services(top: Fields, draft: Draft) -> None:
    """Services are no components, but edges may end at them."""
    waiting = list(top.objects("services"))
    while waiting:
        service = waiting.pop()
        draft.elsewhere.add(service.text("bom-ref"))
        waiting.extend(service.objects("services"))
    draft.elsewhere.discard("")


def _read_edges(top: Fields, draft: Draft) -> None:
    for one in top.objects("dependencies"):
        source = one.text("ref")
        for target in one.texts("dependsOn"):
            draft.add_edge(Edge(source, target))
        for target in one.texts("provides"):
            draft.add_edge(Edge(source, target, "provides"))


def _read_authors(metadata: Fields) -> tuple[str, ...]:
    people = [one.text("name") for one in metadata.objects("authors")]
    bodies = [metadata.object(key).text("name") for key in ("supplier", "manufacturer", "manufacture")]
    return tuple(dict.fromkeys(drop_addresses(one) for one in people + bodies if drop_addresses(one)))


def _read_tools(metadata: Fields) -> list[Tool]:
    """Before 1.5 a list of tools; since then an object with components and services."""
    if isinstance(metadata.value.get("tools"), list):
        found = list(metadata.objects("tools"))
    else:
        tools = metadata.object("tools")
        found = [*tools.objects("components"), *tools.objects("services")]
    read = [
        Tool(
            name=one.text("name"),
            version=one.text("version"),
            vendor=drop_addresses(one.text("vendor") or _read_supplier(one)),
        )
        for one in found
    ]
    return [one for one in read if one.name or one.vendor]


def _read_completeness(top: Fields) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (one.text("aggregate"), tuple(one.texts("assemblies") + one.texts("dependencies")))
        for one in top.objects("compositions")
    ]
