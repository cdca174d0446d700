"""The assessment of an office as `ospolis assess --json` prints it; the contract fixes its form."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.models import Contradiction, DimensionScore, InstitutionScore
from ospolis.core.access import Viewer

_DIMENSION = (
    "code", "best", "proven", "low", "high", "known_weight", "observed", "expected", "target", "gap", "p_gap",
)  # fmt: skip
_ITEM = {"code": None, "best": None, "proven": None, "low": None, "high": None, "known": False, "capped": False}


def describe_institutions(
    viewer: Viewer, realm: str, bank_code: str, keys: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Every institution of an office that was assessed, by its key.

    Shapes   for the operator's own command line: nobody is asked what the viewer may see
    Cost     2 queries
    """
    scores = InstitutionScore.objects.filter(
        realm=realm, bank_code=bank_code, is_current=True, institution__withdrawn_at=None
    )
    if keys:
        scores = scores.filter(institution__key__in=keys)
    dimensions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = DimensionScore.objects.filter(score__in=scores.order_by().values("pk")).order_by("score_id", "id")
    for score_id, *values in rows.values_list("score_id", *_DIMENSION):
        dimensions[score_id].append(dict(zip(_DIMENSION, values, strict=True)))
    columns = ("pk", "institution__key", "staged_level", "p_level", "items")
    return [
        _describe(key, staged, p_level, dimensions.pop(pk, []), items)
        for pk, key, staged, p_level, items in sorted(
            scores.order_by().values_list(*columns), key=lambda row: str(row[1])
        )
    ]


def describe_contradictions(viewer: Viewer, realm: str, bank: str, keys: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Every contradiction of an office and a bank that is there now, resolved or not, by institution, question, flag.

    Cost     1 query
    """
    rows = Contradiction.objects.filter(realm=realm, bank_code=bank, institution__withdrawn_at=None)
    rows = rows.exclude(state=ContradictionState.GONE)
    if keys:
        rows = rows.filter(institution__key__in=keys)
    names = ("institution", "item", "flag", "claim", "evidence", "p")
    columns = ("institution__key", *names[1:])
    found = sorted(rows.order_by().values_list(*columns), key=lambda row: row[:3])
    return [dict(zip(names, row, strict=True)) for row in found]


def _describe(
    key: str, staged: int | None, p_level: list[float], dimensions: list[dict[str, Any]], items: list[dict[str, Any]]
) -> dict[str, Any]:
    by_dimension: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        row = {name: item.get(name, empty) for name, empty in _ITEM.items()}
        by_dimension[item["dimension"]].append({**row, "facts": item.get("facts", [])})
    dimensions.sort(key=lambda row: (len(row["code"]), row["code"]))  # D10 stands behind D9
    for dimension in dimensions:
        dimension["items"] = by_dimension[dimension["code"]]
    # Where no question that a level stands on applies, there is no level to be likely.
    chances = None if staged is None else p_level
    return {"id": key, "staged_level": staged, "p_level": chances, "dimensions": dimensions}
