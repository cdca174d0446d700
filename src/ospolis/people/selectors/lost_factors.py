"""Whom somebody may help who lost a second factor, and which requests wait for a second person."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from ospolis.core.access import Role, Viewer
from ospolis.people.models import Account, FactorReset

# More than a page shows would be a sign that something else is wrong.
MOST_RESETS = 50


def account_to_help(viewer: Viewer, email: str) -> Account:
    """The account of an address, for operators and for the officers of an office in which its person holds a role.

    Cost     1 query
    Raises   Account.DoesNotExist
    """
    return Account.objects.filter(_within_reach(viewer, "person__")).distinct().get(email=email.strip().casefold())


def resets_to_agree(viewer: Viewer) -> QuerySet[FactorReset]:
    """The open requests about people whom the viewer may help, the oldest first; nothing for everybody else.

    Cost     1 query when read
    """
    waiting = FactorReset.objects.filter(done_at__isnull=True, stopped_at__isnull=True)
    found = waiting.filter(_within_reach(viewer, "account__person__")).values("pk")
    return FactorReset.objects.filter(pk__in=found).order_by("asked_at", "id")


def _within_reach(viewer: Viewer, person: str) -> Q:
    """People with a role today in an office of the viewer's, or for an institution of its realm; all for operators."""
    if Role.OPERATOR in viewer.roles():
        return Q(pk__isnull=False)
    realms = viewer.realms(Role.OFFICER)
    if not realms:
        return Q(pk__in=[])
    today: date = timezone.localdate()
    grants = f"{person}grants__"
    place = Q(**{f"{grants}office__key__in": realms}) | Q(**{f"{grants}institution__realm__in": realms})
    holds = Q(**{f"{grants}ends__isnull": True}) | Q(**{f"{grants}ends__gte": today})
    return place & holds & Q(**{f"{grants}starts__lte": today})
