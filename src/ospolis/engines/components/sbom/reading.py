"""What came out of one component list: the document, its components and edges, remarks, and a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from ospolis.engines.components.component import Component, Edge
from ospolis.engines.components.diagnostic import Diagnostic, Level
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits

_REMARKS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class SbomLimits:
    """What one component list may cost.

    Units    bytes, nodes (JSON values), depth, attributes: as in TextLimits; string: characters of one field
             that is kept; text: characters of any text, kept or not; components, edges: each of one document;
             xml_nodes: elements
    Source   the limits table in the manual
    """

    bytes: int = 50_000_000
    nodes: int = 10_000_000
    depth: int = 64
    attributes: int = 64
    string: int = 10_000
    text: int = 1_000_000
    components: int = 100_000
    edges: int = 500_000
    xml_nodes: int = 1_000_000
    yaml_bytes: int = 256_000
    yaml_nodes: int = 20_000
    yaml_depth: int = 32

    def of_text(self) -> TextLimits:
        """The limits that a JSON, XML or tag-value reader needs."""
        return TextLimits(
            bytes=self.bytes,
            nodes=self.nodes,
            depth=self.depth,
            string=self.text,
            attributes=self.attributes,
        )

    def of_xml(self) -> TextLimits:
        """The limits that an XML reader needs."""
        return replace(self.of_text(), nodes=self.xml_nodes)

    def of_yaml(self) -> TextLimits:
        """The limits that a YAML reader needs."""
        return TextLimits(bytes=self.yaml_bytes, nodes=self.yaml_nodes, depth=self.yaml_depth, string=self.yaml_bytes)


class Verdict(StrEnum):
    """valid: read, and nothing breaks the format; usable: read with errors; refused: not read."""

    VALID = "valid"
    USABLE = "usable"
    REFUSED = "refused"


class Status(StrEnum):
    """What a statement says about a component and a vulnerability."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A known weakness and what the document says about it.

    Shapes   affects: refs, or links into other documents; created, updated: as written
    """

    id: str
    source: str = ""
    severity: str = ""
    score: float | None = None
    affects: tuple[str, ...] = ()
    status: Status = Status.UNKNOWN
    justification: str = ""
    response: tuple[str, ...] = ()
    statement: str = ""
    created: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """What wrote the document."""

    name: str
    version: str = ""
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The list itself.

    Shapes   format: CycloneDX or SPDX, empty when unknown; syntax: JSON, XML, tag-value, YAML, RDF;
             identity: serial number or namespace; created: as written; authors: names without addresses;
             options: what the tool was told, as name and value; completeness: (aggregate, refs) as stated;
             extra: top-level fields that are kept without being understood
    """

    format: str = ""
    version: str = ""
    syntax: str = ""
    identity: str = ""
    revision: int = 1
    name: str = ""
    created: str = ""
    authors: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    subject: Component | None = None
    completeness: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extra: tuple[tuple[str, JsonValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The receipt of an import.

    Units    components; accepted + with_remarks + refused is the number of components met
    """

    accepted: int = 0
    with_remarks: int = 0
    refused: int = 0
    edges: int = 0
    with_licence: int = 0
    with_purl: int = 0
    remarks: Mapping[str, int] = field(default_factory=dict)


class Why(StrEnum):
    """Why an element is missing."""

    ABSENT = "absent"
    EMPTY = "empty"
    NOASSERTION = "noassertion"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Gap:
    """An element of the recommended minimum that is missing, how often and why.

    Shapes   element: supplier, name, version, identifier, relation, author, time; examples: up to 10 refs
    """

    element: str
    why: Why
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was understood.

    Shapes   diagnostics: in the order met, at most 10,000; counts.remarks has all of them by code
    """

    document: Document
    verdict: Verdict
    components: tuple[Component, ...] = ()
    edges: tuple[Edge, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    counts: Counts = Counts()
    gaps: tuple[Gap, ...] = ()


class Remarks:
    """Collects diagnostics: keeps the first ones, counts them all."""

    def __init__(self) -> None:
        self.kept: list[Diagnostic] = []
        self.counts: Counter[str] = Counter()
        self.errors = 0

    def add(
        self, code: str, message: str, *, level: Level = Level.WARNING, path: str = "", line: int = 0, fix: str = ""
    ) -> None:
        """Note one remark."""
        self.counts[code] += 1
        self.errors += level is Level.ERROR
        if len(self.kept) < _REMARKS_KEPT:
            self.kept.append(Diagnostic(code, message, level=level, path=path, line=line, fix=fix))

    def error(self, code: str, message: str, *, path: str = "", line: int = 0, fix: str = "") -> None:
        """Note one error."""
        self.add(code, message, level=Level.ERROR, path=path, line=line, fix=fix)

    def note(self, code: str, message: str, *, path: str = "", fix: str = "") -> None:
        """Note one observation."""
        self.add(code, message, level=Level.NOTE, path=path, fix=fix)


def refuse_document(document: Document, refusal: Refused, *, fix: str = "") -> Reading:
    """Turn a refusal into the answer that a caller can show."""
    message = f"{refusal.message} Limit: {refusal.limit}." if refusal.limit else refusal.message
    remark = Diagnostic(refusal.code, message, level=Level.ERROR, line=refusal.line, column=refusal.column, fix=fix)
    return Reading(document, Verdict.REFUSED, diagnostics=(remark,), counts=Counts(remarks={refusal.code: 1}))
