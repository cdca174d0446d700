"""Everything that is kept about somebody, for that person alone."""

from __future__ import annotations

from typing import Any

from ospolis.core.access import Viewer
from ospolis.people.models import Account, FailedLogIn, Person, RoleGrant
from ospolis.people.tries import key_of_account


def own_data_of(viewer: Viewer) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the viewer, for the viewer alone: the copy that a person may ask for.

    Shapes   rows by table, their columns by name; the password is left out
    Cost     5 queries, none for visitors
    """
    if viewer.pk is None:
        return {}
    account = Account.objects.filter(pk=viewer.pk)
    people = account.values_list("person_id", flat=True)
    roles = RoleGrant.objects.filter(person_id__in=people).order_by("starts", "id")
    keys = [key_of_account(email) for email in account.values_list("email", flat=True)]
    failed = FailedLogIn.objects.filter(key__in=keys).order_by("failed_at", "id")
    places = ("office__key", "office__name", "institution__key", "institution__name")
    return {
        "accounts": [{**row} for row in account.values("email", "is_active", "last_login")],
        "people": [{**row} for row in Person.objects.filter(pk__in=people).values("name", "language", "created_at")],
        "failed log-ins": [{**row} for row in failed.values("failed_at")],
        "roles": [{**row} for row in roles.values("role", *places, "starts", "ends")],
    }
