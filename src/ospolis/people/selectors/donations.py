"""What people told about themselves, for the giver alone; everybody else reads totals of closed activities."""

from __future__ import annotations

from ospolis.core.access import Viewer
from ospolis.people.models import Donation


def own_answers(viewer: Viewer) -> dict[str, tuple[str, str]]:
    """What the viewer told, by question: the answer, and the own words.

    Cost     1 query, none for visitors
    """
    if viewer.pk is None:
        return {}
    rows = Donation.objects.filter(person__account=viewer.pk).order_by("dimension")
    return {row.dimension: (row.value, row.own_words) for row in rows}
