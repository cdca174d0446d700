"""Questions over all institutions of an office: the middle of those of which something is known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from ospolis.assessment.banks import CORE
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.selectors.results import institutions_assessed_for

if TYPE_CHECKING:
    from ospolis.core.access import Viewer

_PORTION = 200


@dataclass(frozen=True, slots=True)
class ItemMiddle:
    """One question over institutions: the middle of the best estimates of `known` institutions of `applicable`.

    Units    best, proven: levels 0 to 4; None where nothing is known
    """

    best: float | None
    proven: float | None
    known: int
    applicable: int


def item_middles(viewer: Viewer, realm: str, *, bank: str = CORE) -> dict[str, ItemMiddle]:
    """Every question that institutions of an office were judged by, as far as the viewer may see them.

    Shapes   by the code of the question
    Cost     1 query; reads the questions of every institution
    """
    mine = institutions_assessed_for(viewer).filter(realm=realm).order_by().values("pk")
    rows = InstitutionScore.objects.filter(realm=realm, bank_code=bank, is_current=True, institution__in=mine)
    known: dict[str, list[tuple[float, float]]] = defaultdict(list)
    applicable: dict[str, int] = defaultdict(int)
    for items in rows.order_by("id").values_list("items", flat=True).iterator(chunk_size=_PORTION):
        for item in items:
            if item.get("applicable"):
                applicable[item["code"]] += 1
                if item.get("known"):
                    known[item["code"]].append((item["best"], item["proven"]))
    return {code: _middle(known[code], n) for code, n in applicable.items()}


def _middle(levels: list[tuple[float, float]], applicable: int) -> ItemMiddle:
    if not levels:
        return ItemMiddle(None, None, 0, applicable)
    best, proven = (median(column) for column in zip(*levels, strict=True))
    return ItemMiddle(best, proven, len(levels), applicable)
