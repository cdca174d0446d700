"""Proving a second factor by a typed code: of the app, or one of the recovery codes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ospolis.core.access import ANYBODY, Viewer
from ospolis.core.limiting import asker_of, count_try, forget_tries, may_try
from ospolis.core.limiting.doors import SECOND_FACTOR
from ospolis.people import services
from ospolis.people.models import Account
from ospolis.people.signing_in.entering import Refusal
from ospolis.people.signing_in.passkeys import WrongPasskey, check_unlocked
from ospolis.people.signing_in.proofs import Proof


def prove_code(request: HttpRequest, account: Account, code: str, *, at: datetime) -> tuple[Proof | None, Refusal]:
    """Take a code, once; wrong ones are counted by account and network.

    Returns  which proof it was, or None and the reason
    """
    asker = asker_of(request, account=str(account.pk))
    if not may_try(ANYBODY, door=SECOND_FACTOR, asker=asker, at=at).may:
        return None, too_many()
    proof = _take(account, code, at=at)
    if proof is None:
        count_try(door=SECOND_FACTOR, asker=asker, at=at)
        return None, Refusal(_("This code does not fit. Wait for the next one of the app, or use a recovery code."))
    forget_tries(door=SECOND_FACTOR, asker=asker)
    return proof, Refusal()


def prove_passkey(
    request: HttpRequest, answer: str, *, account: Account | None, at: datetime
) -> tuple[Account | None, Refusal]:
    """Take the answer of a browser; wrong ones are counted by network, and by account when it is known.

    Returns  whose passkey it was, or None and the reason
    """
    asker = asker_of(request, account=str(account.pk) if account else "")
    if not may_try(ANYBODY, door=SECOND_FACTOR, asker=asker, at=at).may:
        return None, too_many()
    try:
        unlocked = check_unlocked(request, answer, account=account)
    except WrongPasskey:
        count_try(door=SECOND_FACTOR, asker=asker, at=at)
        return None, Refusal(_("This passkey does not open an account here. Try again, or log in another way."))
    owner = unlocked.owner
    actor = Viewer(pk=owner.pk, label=f"account:{owner.pk}")
    if not services.use_passkey(factor_id=unlocked.factor_id, counter=unlocked.counter, actor=actor, at=at):
        count_try(door=SECOND_FACTOR, asker=asker, at=at)
        words = _("This passkey may have been copied, so it was refused. Log in another way, then make a new one.")
        return None, Refusal(words)
    return owner, Refusal()


def too_many() -> Refusal:
    """The reason when there were too many wrong codes."""
    return Refusal(_("There were too many tries. Wait 15 minutes, then try again."), status=429)


def _take(account: Account, code: str, *, at: datetime) -> Proof | None:
    try:
        services.use_totp(account_id=account.pk, code=code, at=at)
    except services.WrongCode:
        owner = Viewer(pk=account.pk, label=f"account:{account.pk}")
        try:
            services.use_recovery_code(account_id=account.pk, code=code, actor=owner, at=at)
        except services.WrongCode:
            return None
        return Proof.RECOVERY_CODE
    return Proof.CODE
