"""Rows of people to what the engines read, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ospolis.engines.disclosure import Protected, Rule, Table, Totals, protect, share_known
from ospolis.people.models import Snapshot

ALL, UNKNOWN = "all", "unknown"
# Capacity, state and dimension of a table.
Part = tuple[str, str, str]


def protect_snapshots(rows: Iterable[Snapshot], *, threshold: int) -> dict[Part, Protected]:
    """Each dimension of a closed activity as a table of one row that may be shown.

    Shapes   by capacity, state and dimension; how many there were in all is known to those who held the activity
    """
    counted: dict[Part, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counted[row.capacity, row.state, row.dimension][row.value] = row.count
    rule = Rule(threshold=threshold)
    found = {}
    for part, values in sorted(counted.items()):
        names = tuple(sorted(values))
        counts = (tuple(values[name] for name in names),)
        table = Table((ALL,), names, counts, Totals.KNOWN, Totals.ABSENT)
        found[part] = whole(table) if part[2] == ALL else protect(table, rule)
    return found


def whole(table: Table) -> Protected:
    """A table of which nothing is hidden: how many people there were, and nothing about them."""
    totals = tuple(sum(line) for line in table.counts)
    return Protected(table.rows, table.columns, table.counts, totals, (None,) * len(table.columns), sum(totals))


def response_rate(table: Protected, *, threshold: int) -> int | None:
    """Of how many per cent of the people an answer is known; None where that may not be told."""
    unknown = table.count(ALL, UNKNOWN) if UNKNOWN in table.columns else 0
    return share_known(unknown, table.row_totals[0], Rule(threshold=threshold)).percent
