"""Find things: words of the title first, then words anywhere, then parts of words."""

from __future__ import annotations

from dataclasses import dataclass

from ospolis.core.access.viewer import Role, Viewer
from ospolis.core.search.backends import Way, search_backend
from ospolis.core.search.models import SearchRow
from ospolis.core.search.normalisation import normalised, terms_of

# Ranking every match of a common word is slow on both databases: so many candidates are looked at, no more.
_CANDIDATES = 200
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One result."""

    kind: str
    key: str
    title: str
    url: str
    realm: str


def find(viewer: Viewer, query: str, *, limit: int = 20) -> tuple[Found, ...]:
    """What the viewer may find for a question, best first; empty for a question without words.

    Shapes   query: any text; its first 200 characters and 8 words count
    Cost     2 to 4 queries
    """
    terms = terms_of(query)
    if not terms:
        return ()
    realms = sorted(viewer.realms(Role.OFFICER))
    backend = search_backend()
    ways: dict[int, Way] = {}
    for way in Way:
        if len(ways) >= limit or (way is Way.PARTS and min(map(len, terms)) < _SHORTEST_PART):
            break
        for pk in backend.matching(way, terms, realms, _CANDIDATES):
            ways.setdefault(pk, way)
    return _ranked(ways, " ".join(terms), limit)


def _ranked(ways: dict[int, Way], asked: str, limit: int) -> tuple[Found, ...]:
    """Order candidates: the title itself, then titles that begin so, then the way, then the shorter title."""
    order = list(Way)

    def rank(row: SearchRow) -> tuple[bool, bool, int, int, str]:
        heading = normalised(row.title)
        return (
            heading != asked,
            not heading.startswith(asked),
            order.index(ways[row.pk]),
            len(heading),
            f"{heading} {row.kind} {row.key}",
        )

    rows = SearchRow.objects.filter(pk__in=list(ways)).defer("heading", "words")
    best = sorted(rows, key=rank)[:limit]
    return tuple(Found(row.kind, row.key, row.title, row.url, row.realm) for row in best)
