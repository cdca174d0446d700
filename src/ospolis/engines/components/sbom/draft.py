"""A reading while it is being made: names handed out once, limits counted, remarks attached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from ospolis.engines.components.component import (
    NO_LICENCE_STATED,
    Component,
    Edge,
    Licence,
    LicenceState,
)
from ospolis.engines.components.purl import Purl, read_purl
from ospolis.engines.components.sbom.fields import Fields
from ospolis.engines.components.sbom.graph import judge_graph
from ospolis.engines.components.sbom.minimum import Gaps, note_missing_in_document
from ospolis.engines.components.sbom.reading import (
    Counts,
    Document,
    Reading,
    Remarks,
    SbomLimits,
    Verdict,
    Vulnerability,
    Why,
)
from ospolis.engines.untrusted.refusal import Refused

NormaliseLicence: TypeAlias = Callable[[str], str | None]

_PURL_REMARKS: Final = {
    "purl-upper-case": "The package URL has capital letters where its type has none.",
    "purl-not-canonical": "The package URL is not in its canonical form.",
    "purl-without-version": "The package URL names no version.",
    "purl-encoded-slash": "The package URL hides a slash as %2F.",
}
_STATES: Final = {"NOASSERTION": LicenceState.NOASSERTION, "NONE": LicenceState.NONE}


def keep_name(text: str) -> str | None:
    """The answer for a caller that knows no licence names."""
    return None if text else ""


class Draft:
    """Collects components and edges of one document."""

    def __init__(self, limits: SbomLimits, normalise_licence: NormaliseLicence) -> None:
        self.limits = limits
        self.normalise_licence = normalise_licence
        self.remarks = Remarks()
        self.components: list[Component] = []
        self.edges: dict[Edge, None] = {}
        self.refs: set[str] = set()
        self.elsewhere: set[str] = set()  # refs of services, files and the like: known, but no components
        self.vulnerabilities: list[Vulnerability] = []
        self.gaps = Gaps()
        self.remarked = 0
        self.refused = 0

    def take_ref(self, wanted: str, fallback: str, path: str) -> str:
        """A ref that is unique in this document."""
        ref = wanted or fallback
        if ref not in self.refs:
            self.refs.add(ref)
            return ref
        self.remarks.add("duplicate-ref", f"The reference {ref[:80]} names two components.", path=path)
        again = f"{ref}#{fallback}"
        while again in self.refs:
            again += "#"
        self.refs.add(again)
        return again

    def add_component(self, component: Component, *, remarks_before: int) -> None:
        """Land one component, counting it as accepted with remarks when it caused any."""
        if len(self.components) >= self.limits.components:
            message = f"The file names more than {self.limits.components:,} components. Split it."
            raise Refused("too-many-components", message, limit="components")
        self.remarked += self.remarks.counts.total() > remarks_before
        self.components.append(component)

    def refuse_component(self, at: Fields, why: str) -> None:
        """Leave one component out, and say so."""
        self.refused += 1
        self.gaps.add("name", Why.EMPTY if at.value.get("name") == "" else Why.ABSENT, at.path)
        self.remarks.error("component-refused", why, path=at.path)

    def add_edge(self, edge: Edge) -> None:
        """Land one edge; the same edge twice is one edge."""
        self.edges[edge] = None
        if len(self.edges) > self.limits.edges:
            message = f"The file names more than {self.limits.edges:,} relations. Split it."
            raise Refused("too-many-edges", message, limit="edges")

    def read_purl(self, text: str, at: Fields) -> Purl | None:
        """The package URL, with remarks on what is odd about it."""
        if not text:
            return None
        purl = read_purl(text)
        for code in purl.remarks:
            if code == "purl-invalid":
                message = f"{text[:80]!r} is no package URL."
                self.remarks.add(code, message, path=f"{at.path}/purl", fix="Write it as pkg:type/name@version.")
            else:
                self.remarks.note(code, _PURL_REMARKS[code], path=f"{at.path}/purl", fix=purl.canonical)
        return purl

    def read_licence_name(self, text: str) -> Licence:
        """A licence given as free text; only the caller's names turn it into an expression."""
        if text in _STATES:
            return Licence(_STATES[text], given=(text,))
        return Licence(LicenceState.STATED, self.normalise_licence(text) or "", (text,))

    def read_licence_expression(self, text: str) -> Licence:
        """A licence given as an SPDX expression, NOASSERTION or NONE."""
        if not text:
            return NO_LICENCE_STATED
        state = _STATES.get(text)
        return Licence(state, given=(text,)) if state else Licence(LicenceState.STATED, text, (text,))

    def finish(self, document: Document) -> Reading:
        """Judge the whole: relations, counts, verdict."""
        subject = document.subject
        roots = {subject.ref} if subject else set()
        nodes = self.refs | self.elsewhere
        graph = judge_graph(tuple(self.edges), nodes=nodes, roots=roots, remarks=self.remarks)
        if not subject:
            message = "The list does not say what it is the list of."
            self.remarks.add("no-subject", message, fix="Name the software that the list describes.")
        components = tuple(
            replace(one, relation=graph.relations[one.ref]) if one.ref in graph.relations else one
            for one in self.components
        )
        counts = Counts(
            accepted=len(components) - self.remarked,
            with_remarks=self.remarked,
            refused=self.refused,
            edges=len(graph.edges),
            with_licence=sum(LicenceState.STATED in (one.declared.state, one.concluded.state) for one in components),
            with_purl=sum(bool(one.purl) for one in components),
            remarks=dict(sorted(self.remarks.counts.items())),
        )
        note_missing_in_document(self.gaps, document, components, graph.edges)
        return Reading(
            document=document,
            verdict=Verdict.USABLE if self.remarks.errors else Verdict.VALID,
            components=components,
            edges=graph.edges,
            vulnerabilities=tuple(self.vulnerabilities),
            diagnostics=tuple(self.remarks.kept),
            counts=counts,
            gaps=self.gaps.rows(),
        )
