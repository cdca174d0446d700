"""The only reader of people for other apps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.offices.selectors import reach_of
from ospolis.people.models import Account, Person, RoleGrant


def viewer_of_account(account: Account, *, on: date) -> Viewer:
    """The viewer behind an account, with the roles that hold on a day; a closed account is nobody.

    Cost     1 query
    """
    if not account.is_active:
        return ANYBODY
    rows = RoleGrant.objects.filter(Q(ends=None) | Q(ends__gte=on), person=account.person_id, starts__lte=on)
    grants = tuple(_grant(row) for row in rows.select_related("office__host", "institution"))
    return Viewer(pk=account.pk, label=f"account:{account.pk}", grants=grants)


def own_data_of(viewer: Viewer) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the viewer, for the viewer alone: the copy that a person may ask for.

    Shapes   rows by table, their columns by name; the password is left out
    Cost     3 queries, none for visitors
    """
    if viewer.pk is None:
        return {}
    account = Account.objects.filter(pk=viewer.pk)
    people = account.values_list("person_id", flat=True)
    roles = RoleGrant.objects.filter(person_id__in=people).order_by("starts", "id")
    return {
        "accounts": [{**row} for row in account.values("email", "is_active", "last_login")],
        "people": [{**row} for row in Person.objects.filter(pk__in=people).values("name", "language", "created_at")],
        "roles": [{**row} for row in roles.values("role", "office__key", "institution__key", "starts", "ends")],
    }


def account_exists(viewer: Viewer, email: str) -> bool:
    """Whether an address has an account; for operators only, so that nobody else can try addresses.

    Cost     1 query
    """
    return Role.OPERATOR in viewer.roles() and Account.objects.filter(email=email.casefold()).exists()


def _grant(row: RoleGrant) -> Grant:
    return Grant(
        role=Role(row.role),
        realm=row.office.key if row.office else "",
        unit=row.institution.key if row.institution else "",
        reach=reach_of(row.office) if row.office else "",
    )
