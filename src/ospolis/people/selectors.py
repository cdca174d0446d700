"""The only reader of people for other apps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from ospolis.core.access import ANYBODY, Grant, Role, Viewer, system_viewer
from ospolis.offices.selectors import reach_of
from ospolis.people.models import Account, FailedLogIn, Person, RoleGrant
from ospolis.people.tries import MOST_FAILURES, WITHIN, key_of_account

SESSION = system_viewer("session")


def viewer_of_account(account: Account, *, on: date) -> Viewer:
    """The viewer behind an account, with the roles that hold on a day; a closed account is nobody.

    Cost     1 query, none for an account that `people.backends` has read
    """
    if not account.is_active:
        return ANYBODY
    held = getattr(account, "held_grants", None)
    rows = grants_of_account(SESSION, account.pk) if held is None else held
    grants = tuple(_grant(row) for row in rows if _holds(row, on))
    return Viewer(pk=account.pk, label=f"account:{account.pk}", grants=grants)


def grants_of_account(viewer: Viewer, account_id: int) -> list[RoleGrant]:
    """Every role that the person behind an account ever held, each with the account, the office and the institution.

    Shapes   empty for everybody but the system itself, which asks who stands behind a session
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return []
    rows = RoleGrant.objects.filter(person__account=account_id).order_by("id")
    return list(rows.select_related("person__account", "office__host", "institution"))


def _holds(row: RoleGrant, on: date) -> bool:
    """Whether a role holds on a day; an office that has ended takes its roles with it."""
    begun = row.starts <= on and (row.ends is None or row.ends >= on)
    return begun and not (row.office and row.office.ended and row.office.ended < on)


def is_locked_out(viewer: Viewer, keys: Sequence[str], *, at: datetime) -> bool:
    """Whether one of the keys of a try has failed too often to be tried again now.

    Cost     1 query
    """
    failed = FailedLogIn.objects.filter(key__in=keys, failed_at__gt=at - WITHIN).order_by("key")
    counted = failed.values("key").annotate(n=Count("id"))
    return any(row["n"] >= MOST_FAILURES for row in counted)


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


def viewer_of_account_id(account_id: int) -> Viewer | None:
    """The viewer behind an account as of today, or None when there is none: for jobs that run in its name.

    Cost     2 queries
    """
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    return viewer_of_account(account, on=timezone.localdate()) if account else None


def account_of_address(viewer: Viewer, email: str) -> Account:
    """The account of an e-mail address, for operators only, so that nobody else can try addresses.

    Cost     1 query
    Raises   Account.DoesNotExist
    """
    if Role.OPERATOR not in viewer.roles():
        raise Account.DoesNotExist
    return Account.objects.get(email=email.strip().casefold())


def all_grants(viewer: Viewer) -> QuerySet[RoleGrant]:
    """Every role of people with an account, for operators only.

    Cost     1 query when read
    """
    if Role.OPERATOR not in viewer.roles():
        return RoleGrant.objects.none()
    rows = RoleGrant.objects.filter(person__account__isnull=False)
    return rows.select_related("person__account", "office", "institution").order_by("person_id", "role", "id")


def _grant(row: RoleGrant) -> Grant:
    return Grant(
        role=Role(row.role),
        realm=row.office.key if row.office else "",
        unit=row.institution.key if row.institution else "",
        reach=reach_of(row.office) if row.office else "",
    )
