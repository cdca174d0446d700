"""The only writer of the list of sessions, and the only one who ends them."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import SessionsEnded
from ospolis.people.models import Account, OpenSession


def list_session(*, account_id: int, session_key: str, network: str, device: str, at: datetime) -> None:
    """Put a session that has just begun on its owner's list.

    Raises   nothing of its own
    Emits    nothing: the log-in that opened it has its own entry
    """
    values = {"account_id": account_id, "network": network, "device": device, "began_at": at, "seen_at": at}
    OpenSession.objects.update_or_create(session_key=session_key, defaults={**values, "ended_at": None})


def renew_session(*, session_key: str, at: datetime) -> None:
    """Note that a session is still used.

    Raises   nothing of its own
    Emits    nothing: that somebody reads a page is no event of the office
    """
    OpenSession.objects.filter(session_key=session_key).update(seen_at=at)


def store_session(*, session: SessionBase) -> None:
    """Write a session now instead of at the end of the request.

    Raises   nothing of its own
    Emits    nothing: what a session remembers is no event of the office
    """
    session.save()


def rename_session(*, before: str, after: str) -> None:
    """Follow a session to its new key.

    Raises   nothing of its own
    Emits    nothing: the change that gave it a new key has its own entry
    """
    OpenSession.objects.filter(session_key=before).update(session_key=after)


def close_session(*, session_key: str, at: datetime) -> None:
    """Note that the owner of a session has logged out of it.

    Raises   nothing of its own
    Emits    nothing: the end of one's own session is no event of the office
    """
    OpenSession.objects.filter(session_key=session_key, ended_at__isnull=True).update(ended_at=at)


def drop_late_session(*, session_key: str, at: datetime) -> None:
    """Delete a session whose time is over, so that it does not live again when the clock is set back.

    A cookie that was never a session of ours costs a reading only.
    Raises   nothing of its own
    Emits    nothing: sessions end by themselves all day
    """
    if Session.objects.filter(session_key=session_key, expire_date__lte=at).exists():
        Session.objects.filter(session_key=session_key, expire_date__lte=at).delete()
        close_session(session_key=session_key, at=at)


@transaction.atomic
def end_session(*, account_id: int, session_id: int, actor: Viewer, at: datetime) -> None:
    """End one session of an account, by its place in the list.

    Raises   OpenSession.DoesNotExist when it is not one of this account's
    Emits    people.sessions_ended
    """
    row = OpenSession.objects.select_related("account").get(pk=session_id, account_id=account_id)
    Session.objects.filter(session_key=row.session_key).delete()
    OpenSession.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at)
    record(SessionsEnded(person_id=row.account.person_id, count=1), actor=actor, at=at)


@transaction.atomic
def end_sessions_of(*, account_id: int, actor: Viewer, at: datetime, except_key: str = "") -> int:
    """End every session of an account, save perhaps the one that asks; returns how many.

    Raises   Account.DoesNotExist
    Emits    people.sessions_ended
    """
    account = Account.objects.get(pk=account_id)
    count = close_all_sessions(account_id=account_id, at=at, except_key=except_key)
    record(SessionsEnded(person_id=account.person_id, count=count), actor=actor, at=at)
    return count


def close_all_sessions(*, account_id: int, at: datetime, except_key: str = "") -> int:
    """End sessions inside a change that has its own entry, such as a new password; returns how many.

    Raises   nothing of its own
    Emits    nothing: the change that ends them has its own entry
    """
    rows = OpenSession.objects.filter(account_id=account_id, ended_at__isnull=True).exclude(session_key=except_key)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).update(ended_at=at)
    return len(keys)
