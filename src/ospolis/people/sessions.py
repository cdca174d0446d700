"""What a session knows: how long it lasts, what its owner proved, and when.

It lasts 30 minutes after the last page, and 12 hours at most. A clock that goes back ends it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest

from ospolis.people.services import renew_session

LONGEST = timedelta(hours=12)
# A session is written anew at most so often: writing it at each page would cost every page a write.
RENEWED_EVERY = timedelta(minutes=5)
# What is sensitive asks for a proof that is no older.
FRESH = timedelta(minutes=15)
# Two machines of one site may differ by so much.
CLOCKS_DIFFER = timedelta(minutes=1)

_BEGAN, _RENEWED = "began_at", "renewed_at"
_PROVED, _SECOND = "proved_at", "second_factor_at"


def begin_session(request: HttpRequest, *, at: datetime) -> None:
    """Let a session begin now."""
    request.session[_BEGAN] = request.session[_RENEWED] = at.timestamp()


def keep_session(request: HttpRequest, *, at: datetime) -> None:
    """Renew the session of somebody who is at work; end one that is 12 hours old, or that comes from the future."""
    if not request.user.is_authenticated:
        return
    began, renewed = request.session.get(_BEGAN), request.session.get(_RENEWED)
    now = at.timestamp()
    if began is None or renewed is None:
        begin_session(request, at=at)
    elif now - began >= LONGEST.total_seconds() or renewed - now > CLOCKS_DIFFER.total_seconds():
        logout(request)
    elif now - renewed >= RENEWED_EVERY.total_seconds():
        request.session[_RENEWED] = now
        renew_session(session_key=request.session.session_key or "", at=at)


def note_proof(request: HttpRequest, *, at: datetime, second_factor: bool = False) -> None:
    """Note that the owner of the session has just proved to be the owner; with a second factor, that too."""
    request.session[_PROVED] = at.timestamp()
    if second_factor:
        request.session[_SECOND] = at.timestamp()


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or later strengthened, with a second factor."""
    return request.session.get(_SECOND) is not None


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the owner proved to be the owner within the last 15 minutes; a proof from the future is none."""
    proved = request.session.get(_PROVED)
    if proved is None or not request.user.is_authenticated:
        return False
    age = at.timestamp() - float(proved)
    return bool(-CLOCKS_DIFFER.total_seconds() <= age < FRESH.total_seconds())
