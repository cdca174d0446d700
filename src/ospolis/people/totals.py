"""Totals of closed activities as they may be shown: small counts hidden, the response rate beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ospolis.core.access import Viewer
from ospolis.people.bridge import protect_snapshots, response_rate
from ospolis.people.selectors.participation import snapshots_of

THRESHOLD = 10


@dataclass(frozen=True, slots=True)
class Total:
    """How many people of one capacity and state gave one answer; `count` is None where it is hidden.

    Units    people; response_rate: per cent of `base` whose answer is known, None where that may not be told
    """

    activity: str
    reference: str
    day: date
    capacity: str
    state: str
    dimension: str
    value: str
    count: int | None
    base: int
    response_rate: int | None


def totals_of_activity(viewer: Viewer, reference: str) -> tuple[Total, ...]:
    """The totals of a closed activity, for the office that holds it; empty for everybody else.

    Cost     1 query
    """
    rows = snapshots_of(viewer, reference)
    tables = protect_snapshots(rows, threshold=THRESHOLD)
    return tuple(
        Total(
            activity=rows[0].activity,
            reference=reference,
            day=rows[0].day,
            capacity=capacity,
            state=state,
            dimension=dimension,
            value=value,
            count=table.counts[0][place],
            base=table.row_totals[0] or 0,
            response_rate=response_rate(table, threshold=THRESHOLD),
        )
        for (capacity, state, dimension), table in tables.items()
        for place, value in enumerate(table.columns)
    )
