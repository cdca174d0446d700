"""Changing the own password without losing the session in which it is changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import update_session_auth_hash

from ospolis.core.access import OfficeRequest
from ospolis.people import services
from ospolis.people.models import Account


def change_own_password(request: OfficeRequest, *, password: str, at: datetime) -> None:
    """Set the password, end every other session, and give this one a new name.

    Raises   ValidationError when the password is too weak
    """
    account = request.user
    if not isinstance(account, Account):
        return
    before = request.session.session_key or ""
    services.set_password(account_id=account.pk, password=password, actor=request.viewer, at=at, keep_session=before)
    account.refresh_from_db(fields=["password"])
    update_session_auth_hash(request, account)
    services.rename_session(before=before, after=request.session.session_key or "")
