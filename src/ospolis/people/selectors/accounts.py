"""The account behind a session, a job or an address, and the viewer that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from ospolis.core.access import ANYBODY, Grant, Role, Viewer, system_viewer
from ospolis.offices.selectors import reach_of
from ospolis.people.models import Account, FailedLogIn, RoleGrant
from ospolis.people.selectors.roles import grants_of_account
from ospolis.people.tries import MOST_FAILURES, WITHIN

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


def _grant(row: RoleGrant) -> Grant:
    return Grant(
        role=Role(row.role),
        realm=row.office.key if row.office else "",
        unit=row.institution.key if row.institution else "",
        reach=reach_of(row.office) if row.office else "",
    )
