"""Who takes part in what, how many, and the counts of activities that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum

from ospolis.core.access import Role, Viewer
from ospolis.offices.selectors import offices_seen_by
from ospolis.people.models import HeadCount, Participation, Snapshot

if TYPE_CHECKING:
    from ospolis.offices.models import Office


def offices_written_for_by(viewer: Viewer) -> QuerySet[Office]:
    """The offices for which the viewer may write who takes part: own ones of officers and leads, all for the system.

    Cost     1 query when read
    """
    rows = offices_seen_by(viewer).order_by("country", "name", "id")
    if viewer.pk is None and Role.OPERATOR in viewer.roles():
        return rows
    return rows.filter(key__in=viewer.realms(Role.OFFICER))


def participations_of(viewer: Viewer, reference: str) -> QuerySet[Participation]:
    """Who takes part in an activity, for the office that holds it.

    Shapes   Participation rows with person and institution, by name; empty for everybody else
    Cost     1 query when read
    """
    rows = Participation.objects.filter(reference=reference, office__in=offices_written_for_by(viewer).order_by())
    living = rows.filter(person__merged_into__isnull=True)
    return living.select_related("person", "institution").order_by("person__folded_name", "id")


def count_by_state(viewer: Viewer, reference: str) -> dict[tuple[str, str], int]:
    """How many people take part in an activity, by capacity and state, while it goes on.

    Cost     1 query
    """
    rows = participations_of(viewer, reference).order_by("capacity", "state")
    counted = rows.values("capacity", "state").annotate(n=Count("id"))
    return {(row["capacity"], row["state"]): row["n"] for row in counted}


def heads_of(viewer: Viewer, reference: str) -> dict[str, int]:
    """How many people of an activity were counted without being named, by dimension.

    Cost     1 query
    """
    rows = HeadCount.objects.filter(reference=reference, office__in=offices_written_for_by(viewer).order_by())
    counted = rows.order_by("dimension").values("dimension").annotate(n=Sum("count"))
    return {row["dimension"]: row["n"] for row in counted}


def snapshots_of(viewer: Viewer, reference: str) -> list[Snapshot]:
    """The raw counts of a closed activity, small ones too, for the office that holds it: show them through
    `people.totals` only.

    Cost     1 query
    """
    rows = Snapshot.objects.filter(reference=reference, office__in=offices_written_for_by(viewer).order_by())
    return list(rows.order_by("capacity", "state", "dimension", "value"))
