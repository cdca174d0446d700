"""Accounts as an operator handles them: by e-mail address, as of today."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from ospolis.core.access import Role, Viewer, system_viewer
from ospolis.people import services
from ospolis.people.selectors import account_of_address, all_grants

OPERATOR: Viewer = system_viewer("command line")


@transaction.atomic
def add_account(
    *, name: str, email: str, password: str, role: str = "", office: str = "", institution: str = ""
) -> None:
    """Give a person an account, and a role from today when one is named; both or nothing.

    Raises   AddressTaken, Office.DoesNotExist, Institution.DoesNotExist; ValidationError
    """
    services.open_account(name=name, email=email, password=password, actor=OPERATOR, at=timezone.now())
    if role:
        grant(email, role, office=office, institution=institution)


def grant(email: str, role: str, *, office: str, institution: str) -> None:
    """Give the person behind an address a role from today.

    Raises   Account.DoesNotExist, Office.DoesNotExist, Institution.DoesNotExist; ValidationError
    """
    account = account_of_address(OPERATOR, email)
    now = timezone.now()
    services.grant_role(
        person_id=account.person_id, role=Role(role), starts=timezone.localdate(now), office_key=office,
        institution_key=institution, actor=OPERATOR, at=now,
    )  # fmt: skip


def change_password(*, email: str, password: str) -> None:
    """Set a new password.

    Raises   Account.DoesNotExist; ValidationError
    """
    account = account_of_address(OPERATOR, email)
    services.set_password(account_id=account.pk, password=password, actor=OPERATOR, at=timezone.now())


def list_roles() -> Iterator[str]:
    """One line for each role, by account number; names and addresses stay in the database."""
    for row in all_grants(OPERATOR):
        where = row.office.key if row.office else row.institution.key if row.institution else "installation"
        until = row.ends.isoformat() if row.ends else "open"
        yield f"account {row.person.account.pk}: {row.role} of {where}, {row.starts.isoformat()} to {until}"
