"""The relations between components: dangling ends, cycles, direct and transitive. Linear in edges."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final

from ospolis.engines.components.component import Edge, Relation
from ospolis.engines.components.sbom.reading import Remarks

_DEPENDS: Final = "depends_on"
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges whose both ends are known, and how far each ref stands from the roots."""

    edges: tuple[Edge, ...]
    relations: dict[str, Relation]


def judge_graph(edges: tuple[Edge, ...], *, nodes: set[str], roots: set[str], remarks: Remarks) -> Graph:
    """Drop edges into nowhere, find cycles, and say which refs are direct.

    Shapes   nodes: all refs of the document; roots: the subject, if any
    Returns  the edges in their order without dangling ones; a relation for each ref that a root reaches
    """
    kept = tuple(edge for edge in edges if edge.source in nodes and edge.target in nodes)
    if len(kept) < len(edges):
        _remark_dangling(edges, nodes, remarks)
    onward: dict[str, list[str]] = defaultdict(list)
    for edge in kept:
        if edge.kind == _DEPENDS:
            onward[edge.source].append(edge.target)
    caught = _nodes_on_cycles(onward)
    if caught:
        message = f"{len(caught):,} components depend on themselves in a circle, {min(caught)[:_SHOWN]} for one."
        remarks.add("cycle", message)
    return Graph(kept, _relate(onward, roots))


def _remark_dangling(edges: tuple[Edge, ...], nodes: set[str], remarks: Remarks) -> None:
    for edge in edges:
        lost = edge.source if edge.source not in nodes else edge.target
        if lost in nodes:
            continue
        if lost.startswith(("urn:cdx:", "DocumentRef-")):
            remarks.note("edge-elsewhere", f"{lost[:_SHOWN]} lies in another document.")
        else:
            remarks.add("dangling-edge", f"{lost[:_SHOWN]} is related to something, but the list does not have it.")


def _nodes_on_cycles(onward: dict[str, list[str]]) -> set[str]:
    """What remains after taking away, again and again, what nothing needs and what needs nothing."""
    left = _peel(onward)  # whatever one of these needs is one of these
    backward: dict[str, list[str]] = defaultdict(list)
    for source in left:
        for target in onward.get(source, ()):
            backward[target].append(source)
    return _peel(backward)


def _peel(onward: dict[str, list[str]]) -> set[str]:
    """Take away every node without an incoming edge, until none is left."""
    incoming: dict[str, int] = defaultdict(int)
    for targets in onward.values():
        for target in targets:
            incoming[target] += 1
    left = set(incoming) | set(onward)
    free = deque(node for node in left if node not in incoming)
    while free:
        node = free.popleft()
        left.discard(node)
        for target in onward.get(node, ()):
            incoming[target] -= 1
            if not incoming[target]:
                free.append(target)
    return left


def _relate(onward: dict[str, list[str]], roots: set[str]) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    border = deque(sorted(roots))
    while border:
        node = border.popleft()
        relation = Relation.DIRECT if node in roots else Relation.TRANSITIVE
        for target in onward.get(node, ()):
            if target not in found and target not in roots:
                found[target] = relation
                border.append(target)
    return found
