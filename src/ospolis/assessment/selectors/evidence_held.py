"""What the ledger holds for a question beside answers, in the few numbers that stand next to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from ospolis.core.access import Viewer
from ospolis.evidence.measures import definitions
from ospolis.evidence.selectors import values_seen_by

if TYPE_CHECKING:
    from ospolis.engines.maturity.bank import Hook, Item
    from ospolis.institutions.models import Institution

_HINT = "hint"


@dataclass(frozen=True, slots=True)
class HeldEvidence:
    """What the facts of one hook say: k of m units meet it, or one value; the newest fact leads further."""

    title: str
    passed: int
    observed: int
    value: float | None
    unit: str
    newest: datetime
    fact: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many facts of a measure and part say the same."""

    text: str
    number: float | None
    n: int
    newest: datetime
    fact: int


def evidence_held(viewer: Viewer, institution: Institution, items: Iterable[Item]) -> dict[str, list[HeldEvidence]]:
    """What facts that the viewer may see say of some questions, by the code of the question. Hints are left out.

    Cost     1 query
    """
    hooks = {item.code: [hook for hook in item.hooks if hook.strength != _HINT] for item in items}
    counted = _count(viewer, institution, [hook for row in hooks.values() for hook in row])
    found = {}
    for code, row in hooks.items():
        told = [held for hook in row if (held := _tell(hook, counted.get((hook.measure, hook.part), []))) is not None]
        if told:
            found[code] = told
    return found


def _count(viewer: Viewer, institution: Institution, hooks: list[Hook]) -> dict[tuple[str, str], list[_Counted]]:
    if not hooks:
        return {}
    wanted = Q()
    for measure, part in sorted({(hook.measure, hook.part) for hook in hooks}):
        wanted |= Q(measure=measure, part=part)
    rows = values_seen_by(viewer).filter(wanted, institution_key=institution.key).order_by("measure", "part")
    counted = rows.values_list("measure", "part", "text", "number").annotate(
        n=Count("id"), newest=Max("fact__recorded_at"), last=Max("fact_id")
    )
    found: dict[tuple[str, str], list[_Counted]] = {}
    for measure, part, *rest in counted:
        found.setdefault((measure, part), []).append(_Counted(*rest))
    return found


def _tell(hook: Hook, rows: list[_Counted]) -> HeldEvidence | None:
    """What the facts of one hook say; None when nothing was observed."""
    judged = [(row, verdict) for row in rows if (verdict := _judge(hook, row)) is not None]
    if not judged:
        return None
    last = max((row for row, _verdict in judged), key=lambda row: row.fact)
    measure = definitions().measures[hook.measure]
    return HeldEvidence(
        title=measure.title,
        passed=sum(row.n for row, verdict in judged if verdict),
        observed=sum(row.n for row, _verdict in judged),
        value=None if hook.form == "count" else last.number,
        unit=measure.unit,
        newest=max(row.newest for row, _verdict in judged),
        fact=last.fact,
    )


def _judge(hook: Hook, row: _Counted) -> bool | None:
    """Whether facts pass a hook; None when they say nothing about it."""
    if hook.form != "count":
        return True if row.number is not None else None
    if row.text in hook.passes:
        return True
    if row.text in hook.fails:
        return False
    if row.number is None or (hook.at_least is None and hook.at_most is None):
        return None
    over = hook.at_least is None or row.number >= hook.at_least
    return over and (hook.at_most is None or row.number <= hook.at_most)
