"""Whose time is over, where one field of a row alone cannot tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.people.models import Account, Merge, Participation, Person, RoleGrant


def quiet_people(viewer: Viewer, *, at: datetime, days: int) -> QuerySet[Person]:
    """People without an account, without a role that holds or held of late, who took part in nothing of late.

    Cost     1 query when read
    """
    before = timezone.localdate(at) - timedelta(days=days)
    row = OuterRef("pk")
    of_late = Q(ended_at__isnull=True) | Q(ended_at__gt=at - timedelta(days=days))
    busy = RoleGrant.objects.filter(of_late, Q(ends__isnull=True) | Q(ends__gte=before), person=row)
    seen = Participation.objects.filter(person=row, day__gte=before)
    open_merge = Merge.objects.filter(Q(kept=row) | Q(gone=row))
    quiet = Person.objects.filter(erased_at__isnull=True, created_at__lte=at - timedelta(days=days))
    kept_by = (Account.objects.filter(person=row), busy, seen, open_merge)
    return quiet.filter(*(~Exists(rows) for rows in kept_by)).order_by("pk")


def old_participations(viewer: Viewer, *, at: datetime, days: int) -> QuerySet[Participation]:
    """Rows of taking part that are older than so many days and still lead to somebody.

    Cost     1 query when read
    """
    before = timezone.localdate(at) - timedelta(days=days)
    return Participation.objects.filter(day__lt=before, person__erased_at__isnull=True).order_by("pk")
