"""The account behind a session, a job or an address, and the viewer that it makes."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from ospolis.core.access import ANYBODY, Grant, Role, Viewer, system_viewer
from ospolis.offices.selectors import reach_of
from ospolis.people.models import Account, RoleGrant
from ospolis.people.selectors.roles import grants_of_account, holds_on

SESSION = system_viewer("session")


def viewer_of_account(account: Account, *, on: date) -> Viewer:
    """The viewer behind an account, with the roles that hold on a day; a closed account is nobody.

    Cost     1 query, none for an account that `people.backends` has read
    """
    if not account.is_active:
        return ANYBODY
    held = getattr(account, "held_grants", None)
    rows = grants_of_account(SESSION, account.pk) if held is None else held
    grants = tuple(_grant(row) for row in rows if holds_on(row, on))
    return Viewer(pk=account.pk, label=f"account:{account.pk}", grants=grants)


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
        is_deputy=row.deputises_for_id is not None,
    )
