"""The roles that people hold or held."""

from __future__ import annotations

from django.db.models import QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.people.models import RoleGrant


def grants_of_account(viewer: Viewer, account_id: int) -> list[RoleGrant]:
    """Every role that the person behind an account ever held, each with the account, the office and the institution.

    Shapes   empty for everybody but the system itself, which asks who stands behind a session
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return []
    rows = RoleGrant.objects.filter(person__account=account_id).order_by("id")
    return list(rows.select_related("person__account", "office__host", "institution"))


def all_grants(viewer: Viewer) -> QuerySet[RoleGrant]:
    """Every role of people with an account, for operators only.

    Cost     1 query when read
    """
    if Role.OPERATOR not in viewer.roles():
        return RoleGrant.objects.none()
    rows = RoleGrant.objects.filter(person__account__isnull=False)
    return rows.select_related("person__account", "office", "institution").order_by("person_id", "role", "id")
