"""Small counts of people: what a table may show without saying something about one of them.

tables.py      Rule, Table, Totals in; Protected out
network.py     between which bounds a reader can place a cell that is not shown
protecting.py  protect(table, rule): hides small counts, and what they could be worked out from
shares.py      percentages with their base
"""

from ospolis.engines.disclosure.protecting import protect
from ospolis.engines.disclosure.shares import Share, share_known, share_of
from ospolis.engines.disclosure.tables import LEAST_THRESHOLD, BadTable, Protected, Rule, Table, Totals

__all__ = [
    "LEAST_THRESHOLD",
    "BadTable",
    "Protected",
    "Rule",
    "Share",
    "Table",
    "Totals",
    "protect",
    "share_known",
    "share_of",
]
