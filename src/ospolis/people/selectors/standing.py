"""What is weak about accounts and roles, in numbers and without names, for the operator's doctor."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Q

from ospolis.core.access import Role, Viewer
from ospolis.offices.selectors import offices_seen_by
from ospolis.people.models import Account, RoleGrant
from ospolis.people.selectors.roles import holding
from ospolis.people.selectors.signing_in import INVENTED, STRICT


def count_without_factor(viewer: Viewer, *, on: date) -> int:
    """How many open accounts hold a role that needs a second factor, and have none.

    Shapes   0 for everybody but operators; printed log-ins of the sample do not count while the sample is on
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return 0
    asking = offices_seen_by(viewer).filter(requires_second_factor=True).order_by().values("key")
    needs = Q(role__in=STRICT) | Q(office__key__in=asking) | Q(institution__realm__in=asking)
    held = RoleGrant.objects.filter(holding(on), needs).values("person")
    proved = Authenticator.objects.exclude(type="recovery_codes").values("user")
    rows = Account.objects.filter(is_active=True, person__in=held).exclude(pk__in=proved)
    return (rows.exclude(email__endswith=INVENTED) if settings.OSPOLIS.sample else rows).count()


def offices_without_lead(viewer: Viewer, *, on: date) -> list[str]:
    """Keys of the offices that nobody leads on a day.

    Shapes   empty for everybody but operators
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return []
    led = RoleGrant.objects.filter(holding(on), role=Role.LEAD, person__account__is_active=True)
    running = offices_seen_by(viewer).filter(Q(ended=None) | Q(ended__gte=on))
    rows = running.exclude(pk__in=led.values("office"))
    return list(rows.order_by("key").values_list("key", flat=True))


def roles_without_end(viewer: Viewer, *, on: date) -> dict[str, int]:
    """How many roles hold without a last day, by the key of their office; an empty key for what belongs to none.

    Shapes   empty for everybody but operators
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return {}
    rows = RoleGrant.objects.filter(holding(on), ends=None, person__account__is_active=True)
    found: dict[str, int] = {}
    counted = rows.order_by("office__key", "institution__realm").values_list("office__key", "institution__realm")
    for office, realm, count in counted.annotate(count=Count("pk")):
        key = office or realm or ""
        found[key] = found.get(key, 0) + count
    return dict(sorted(found.items()))
