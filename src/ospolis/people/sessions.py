"""How long a session lasts: 30 minutes after the last page, and 12 hours at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest

LONGEST = timedelta(hours=12)
# A session is written anew at most so often: writing it at each page would cost every page a write.
RENEWED_EVERY = timedelta(minutes=5)

_BEGAN, _RENEWED = "began_at", "renewed_at"


def begin_session(request: HttpRequest, *, at: datetime) -> None:
    """Let a session begin now."""
    request.session[_BEGAN] = request.session[_RENEWED] = at.timestamp()


def keep_session(request: HttpRequest, *, at: datetime) -> None:
    """Renew the session of somebody who is at work; end one that is 12 hours old."""
    if not request.user.is_authenticated:
        return
    began, renewed = request.session.get(_BEGAN), request.session.get(_RENEWED)
    now = at.timestamp()
    if began is None or renewed is None:
        begin_session(request, at=at)
    elif now - began >= LONGEST.total_seconds():
        logout(request)
    elif now - renewed >= RENEWED_EVERY.total_seconds():
        request.session[_RENEWED] = now
