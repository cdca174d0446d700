"""Write what is known of forges: tokens, and the budget of calls that all workers share."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.sealing import seal
from ospolis.mapping.events import ForgeTokenRemoved, ForgeTokenSet
from ospolis.mapping.listed import CallsLeft
from ospolis.mapping.models import ForgeHost
from ospolis.mapping.selectors.forges import SEALED_FOR

_UNKNOWN_BUDGET = {"limit": None, "remaining": None, "reset_at": None, "wait_until": None}


@transaction.atomic
def set_forge_token(*, origin: str, token: str, actor: Viewer, at: datetime) -> None:
    """Keep a token for a forge, sealed. Who has a token has another budget.

    Raises   ValueError when the token is too long
    Emits    mapping.forge_token_set
    """
    sealed = seal(token, purpose=SEALED_FOR)
    ForgeHost.objects.update_or_create(origin=origin, defaults={"token": sealed, "token_at": at, **_UNKNOWN_BUDGET})
    record(ForgeTokenSet(origin=origin), actor=actor, at=at)


@transaction.atomic
def remove_forge_token(*, origin: str, actor: Viewer, at: datetime) -> None:
    """Forget the token of a forge.

    Raises   ForgeHost.DoesNotExist when there is none
    Emits    mapping.forge_token_removed
    """
    host = ForgeHost.objects.exclude(token="").get(origin=origin)
    ForgeHost.objects.filter(pk=host.pk).update(token="", token_at=None, **_UNKNOWN_BUDGET)
    record(ForgeTokenRemoved(origin=origin), actor=actor, at=at)


@transaction.atomic
def keep_host(*, origin: str) -> ForgeHost:
    """The row of a forge.

    Raises   nothing of its own
    Emits    nothing: that a forge exists is no event of an office
    """
    return ForgeHost.objects.get_or_create(origin=origin)[0]


@transaction.atomic
def spend_call(*, host_id: int, at: datetime) -> datetime | None:
    """Take one call out of the budget before it is made, so that workers together keep to it.

    Returns  None when the forge may be asked; else until when it may not
    Raises   ForgeHost.DoesNotExist
    Emits    nothing: a call is no event of an office
    """
    host = ForgeHost.objects.select_for_update(of=("self",)).get(pk=host_id)
    if host.wait_until is not None and host.wait_until > at:
        return host.wait_until
    is_over = host.reset_at is not None and host.reset_at <= at
    if host.remaining == 0 and host.reset_at is not None and not is_over:
        return host.reset_at
    host.remaining = None if is_over or not host.remaining else host.remaining - 1
    host.wait_until, host.asked_at, host.calls = None, at, host.calls + 1
    host.save(update_fields=["remaining", "wait_until", "asked_at", "calls"])
    return None


@transaction.atomic
def note_answer(*, host_id: int, left: CallsLeft) -> None:
    """Write down what an answer said of the budget; what it does not say stays.

    Raises   nothing of its own
    Emits    nothing: a call is no event of an office
    """
    told = {"limit": left.limit, "remaining": left.remaining, "reset_at": left.reset_at, "wait_until": left.wait_until}
    said = {name: value for name, value in told.items() if value is not None}
    ForgeHost.objects.filter(pk=host_id).update(unchanged=F("unchanged") + int(left.is_unchanged), **said)
