"""The only writer of requests to take a lost second factor off: two people agree, then a day passes."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.written import spell_day
from ospolis.people.events import FactorResetAgreed, FactorResetAsked, FactorResetDone, FactorResetStopped
from ospolis.people.models import Account, FactorReset
from ospolis.people.selectors.lost_factors import account_to_help, resets_to_agree
from ospolis.people.services.notices import tell_owner
from ospolis.people.services.sessions import close_all_sessions

NOTICE = timedelta(hours=24)


class NotYours(ValueError):
    """Somebody asks or agrees who may not: about oneself, or twice the same person."""


@transaction.atomic
def ask_for_factor_reset(*, email: str, actor: Viewer, at: datetime) -> FactorReset:
    """Ask to take the second factor off an account of the own office; an open request is returned as it is.

    Raises   Account.DoesNotExist when nobody whom the actor may help has this address; NotYours about oneself
    Emits    people.factor_reset_asked
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_to_help(actor, email).pk)
    if actor.pk is None or account.pk == actor.pk:
        raise NotYours("about oneself")
    if found := _open(account.pk).first():
        return found
    row = FactorReset.objects.create(account=account, asked_by=actor.pk, asked_at=at)
    tell_owner(account, "factor_reset_asked", actor=actor, at=at)
    record(FactorResetAsked(person_id=account.person_id), actor=actor, at=at)
    return row


@transaction.atomic
def agree_to_factor_reset(*, reset_id: int, actor: Viewer, at: datetime) -> None:
    """Agree as the second person; the second factor goes a day later.

    Raises   FactorReset.DoesNotExist when it is not the actor's to agree to; NotYours for the one who asked, and
             for the owner
    Emits    people.factor_reset_agreed
    """
    rows = resets_to_agree(actor).filter(agreed_by__isnull=True).select_for_update(of=("self",))
    row = rows.select_related("account__person").get(pk=reset_id)
    if actor.pk is None or actor.pk in (row.asked_by, row.account_id):
        raise NotYours("a second person agrees")
    row.agreed_by, row.agreed_at, row.due_at = actor.pk, at, at + NOTICE
    row.save(update_fields=["agreed_by", "agreed_at", "due_at"])
    local = timezone.localtime(row.due_at)
    until = f"{spell_day(local)}, {local:%H:%M}"
    tell_owner(row.account, "factor_reset_agreed", actor=actor, at=at, until=until)
    record(FactorResetAgreed(person_id=row.account.person_id), actor=actor, at=at)


@transaction.atomic
def stop_factor_reset(*, reset_id: int, actor: Viewer, at: datetime) -> None:
    """Stop a request: the owner still has the factor, or somebody entitled was wrong.

    Raises   FactorReset.DoesNotExist when it is neither one's own nor one's to agree to
    Emits    people.factor_reset_stopped
    """
    own = _open(actor.pk or 0).values_list("pk", flat=True)
    allowed = set(own) | set(resets_to_agree(actor).values_list("pk", flat=True))
    rows = FactorReset.objects.select_for_update(of=("self",)).filter(pk__in=allowed, done_at__isnull=True)
    row = rows.select_related("account").get(pk=reset_id, stopped_at__isnull=True)
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    record(FactorResetStopped(person_id=row.account.person_id), actor=actor, at=at)


def take_due_factors_off(*, actor: Viewer, at: datetime) -> int:
    """Carry out every request whose day is over; returns how many.

    Raises   nothing of its own
    Emits    nothing: each that is carried out has its own entry
    """
    due = FactorReset.objects.filter(due_at__lte=at, done_at__isnull=True, stopped_at__isnull=True)
    keys = list(due.order_by("id").values_list("pk", flat=True))
    for key in keys:
        take_factors_off(reset_id=key, actor=actor, at=at)
    return len(keys)


@transaction.atomic
def take_factors_off(*, reset_id: int, actor: Viewer, at: datetime) -> None:
    """Take every second factor off an account that two people agreed about a day ago; its sessions end.

    Raises   FactorReset.DoesNotExist when it is stopped, done, or not due
    Emits    people.factor_reset_done
    """
    rows = FactorReset.objects.select_for_update(of=("self",)).select_related("account__person")
    row = rows.get(pk=reset_id, due_at__lte=at, done_at__isnull=True, stopped_at__isnull=True)
    Authenticator.objects.filter(user_id=row.account_id).delete()
    row.done_at = at
    row.save(update_fields=["done_at"])
    close_all_sessions(account_id=row.account_id, at=at)
    tell_owner(row.account, "factor_reset_done", actor=actor, at=at)
    record(FactorResetDone(person_id=row.account.person_id), actor=actor, at=at)


def _open(account_id: int) -> QuerySet[FactorReset]:
    return FactorReset.objects.filter(account_id=account_id, done_at__isnull=True, stopped_at__isnull=True)
