"""The elements that a component list should have at least, and why the missing ones are missing."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from ospolis.engines.components.component import Component, Edge
from ospolis.engines.components.sbom.fields import Fields
from ospolis.engines.components.sbom.reading import Document, Gap, Why

_EXAMPLES: Final = 10
ELEMENTS: Final = ("supplier", "name", "version", "identifier", "relation", "author", "time")


class Gaps:
    """Counts missing elements by reason, with a few examples of each."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, Why], list[str]] = defaultdict(list)
        self.counts: dict[tuple[str, Why], int] = defaultdict(int)

    def add(self, element: str, why: Why, ref: str) -> None:
        """Note one missing element."""
        self.counts[element, why] += 1
        if len(self.found[element, why]) < _EXAMPLES:
            self.found[element, why].append(ref)

    def rows(self) -> tuple[Gap, ...]:
        """The gaps, by element and reason.

        Source   NTIA, The Minimum Elements For a Software Bill of Materials, 2021-07-12
        """
        order = sorted(self.counts, key=lambda one: (ELEMENTS.index(one[0]), one[1]))
        return tuple(
            Gap(element, why, self.counts[element, why], tuple(self.found[element, why])) for element, why in order
        )


def note_missing_fields(
    gaps: Gaps, component: Component, at: Fields, *, supplier: tuple[str, ...], version: str
) -> None:
    """Note what one component lacks.

    Shapes   supplier, version: the keys of the format where each would stand
    """
    if not component.supplier:
        reasons = [why_missing(at, key) for key in supplier]
        gaps.add("supplier", next((one for one in reasons if one is not Why.ABSENT), Why.ABSENT), component.ref)
    if not component.version:
        gaps.add("version", why_missing(at, version), component.ref)
    if not component.purl and not component.cpe:
        gaps.add("identifier", Why.UNREADABLE if component.purl_original else Why.ABSENT, component.ref)


def note_missing_in_document(
    gaps: Gaps, document: Document, components: tuple[Component, ...], edges: tuple[Edge, ...]
) -> None:
    """Note what the document lacks, and which components stand in no relation."""
    related = {edge.source for edge in edges} | {edge.target for edge in edges}
    subject = document.subject.ref if document.subject else ""
    for one in components:
        if one.ref not in related and one.ref != subject:
            gaps.add("relation", Why.ABSENT, one.ref)
    if not document.authors and not document.tools:
        gaps.add("author", Why.ABSENT, "")
    if not document.created:
        gaps.add("time", Why.ABSENT, "")


def why_missing(at: Fields, key: str) -> Why:
    """Say why a field gave nothing."""
    found = at.value.get(key)
    if found is None:
        return Why.ABSENT
    if found in ("NOASSERTION", "NONE"):
        return Why.NOASSERTION
    return Why.EMPTY if found in ("", {}, []) or str(found).isspace() else Why.UNREADABLE
