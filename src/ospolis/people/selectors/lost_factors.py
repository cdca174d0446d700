"""Whom somebody may help who lost a second factor, and which requests wait for a second person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.people.models import Account, FactorReset, RoleGrant
from ospolis.people.selectors.roles import holding
from ospolis.people.selectors.signing_in import STRICT

# More than a page shows would be a sign that something else is wrong.
MOST_RESETS = 50


def account_to_help(viewer: Viewer, email: str) -> Account:
    """The account of an address, for operators and for the officers of an office in which its person holds a role.

    Cost     1 query
    Raises   Account.DoesNotExist
    """
    return Account.objects.filter(_within_reach(viewer, "person")).get(email=email.strip().casefold())


def resets_to_agree(viewer: Viewer) -> QuerySet[FactorReset]:
    """The open requests about people whom the viewer may help, the oldest first; nothing for everybody else.

    Cost     1 query when read
    """
    waiting = FactorReset.objects.filter(done_at__isnull=True, stopped_at__isnull=True)
    return waiting.filter(_within_reach(viewer, "account__person")).order_by("asked_at", "id")


def _within_reach(viewer: Viewer, person: str) -> Q:
    """People with a role today in an office of the viewer's, or for an institution that it covers; all for operators.

    Whoever has a role that needs a second factor elsewhere too is helped by operators alone: two people of one office
    must not weaken the door to another one, or to the installation.
    """
    if Role.OPERATOR in viewer.roles():
        return Q(pk__isnull=False)
    realms = viewer.realms(Role.OFFICER)
    if not realms:
        return Q(pk__in=[])
    today = timezone.localdate()
    own = Viewer(pk=viewer.pk, grants=viewer.grants_of(Role.OFFICER))
    place = Q(office__key__in=realms) | Q(institution__in=institutions_covered_by(own).order_by())
    rows = RoleGrant.objects.filter(person=OuterRef(person))
    lasting = Q(ended_at=None) & (Q(ends=None) | Q(ends__gte=today))
    elsewhere = rows.filter(lasting, role__in=STRICT).exclude(office__key__in=realms)
    return Q(Exists(rows.filter(holding(today), place))) & ~Q(Exists(elsewhere))
