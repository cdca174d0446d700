"""Letters about the safety of an account: what happened, when, and what to do when it was somebody else."""

from __future__ import annotations

from datetime import datetime

from ospolis.core.access import Viewer
from ospolis.core.mail.services import queue_letter
from ospolis.people.mail import ACCOUNT_SAFETY
from ospolis.people.models import Account


def tell_owner(
    account: Account, what: str, *, actor: Viewer, at: datetime, to: str = "", place: str = "", until: str = ""
) -> None:
    """Queue a letter to the owner of an account, inside the transaction of what it tells of.

    what   password_changed, new_place, second_factor_set, second_factor_removed, recovery_code_used,
           recovery_codes_made, address_changed, provider_linked, provider_unlinked, factor_reset_asked,
           factor_reset_agreed, factor_reset_done, passkey_refused
    to     another address than that of the account: the old one, when the address has changed
    """
    queue_letter(
        kind=ACCOUNT_SAFETY,
        to=to or account.email,
        language=account.person.language,
        context={"what": what, "at": at, "place": place, "until": until},
        cause=f"{ACCOUNT_SAFETY.code}:{account.pk}:{what}:{at.timestamp()}",
        actor=actor,
        at=at,
        reader=f"person:{account.person_id}",
    )
