"""What the pages of invitations show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ospolis.core.access import Role, Viewer
from ospolis.people.selectors.invitations import account_of_invitation

if TYPE_CHECKING:
    from ospolis.people.models import Invitation


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation as a table shows it."""

    invitation: Invitation
    now: datetime

    @property
    def role(self) -> str:
        return Role(self.invitation.role).words

    @property
    def where(self) -> str:
        return _host(self.invitation)

    @property
    def state(self) -> str:
        row = self.invitation
        if row.accepted_at:
            return "accepted"
        if row.withdrawn_at:
            return "withdrawn"
        return "late" if row.expires_at <= self.now else "waits"

    @property
    def is_open(self) -> bool:
        return self.state in {"waits", "late"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to whoever holds the link.

    asks_password  nobody has an account with the address yet, and nobody is logged in
    may_take       whoever has the account with the address is logged in
    must_log_in    the address has an account, and nobody is logged in
    """

    name: str
    email: str
    role: str
    host: str
    starts: date
    ends: date | None
    asks_password: bool
    may_take: bool
    must_log_in: bool


def describe_offer(viewer: Viewer, invitation: Invitation) -> Offer:
    """What an invitation offers, and what its reader has to do."""
    account = account_of_invitation(viewer, invitation)
    return Offer(
        name=invitation.name, email=invitation.email, role=Role(invitation.role).words, host=_host(invitation),
        starts=invitation.starts, ends=invitation.ends,
        asks_password=account is None and not viewer.is_known,
        may_take=account is not None and account == viewer.pk,
        must_log_in=account is not None and not viewer.is_known,
    )  # fmt: skip


def _host(row: Invitation) -> str:
    return row.office.name if row.office else row.institution.name if row.institution else ""
