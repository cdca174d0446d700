"""Letting somebody in: the count of failures first, then the password, then the entry in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import ANYBODY, Viewer
from ospolis.people import services
from ospolis.people.models import Account
from ospolis.people.selectors import is_locked_out, viewer_of_account
from ospolis.people.sessions import begin_session
from ospolis.people.tries import keys_of_try


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in, in words, and the status of the answer."""

    words: str = ""
    status: int = 422


def enter(request: HttpRequest, email: str, password: str, *, at: datetime) -> tuple[Viewer | None, Refusal]:
    """Let somebody in who knows the password of an account that is open.

    An account that does not exist is counted, and costs the same work, as one that does: nothing tells them apart.

    Returns  the viewer, or None and the reason
    """
    keys = keys_of_try(request, email)
    if is_locked_out(ANYBODY, keys, at=at):
        words = _("There were too many tries. Wait 15 minutes, then try again, or ask your office for a new password.")
        return None, Refusal(words, status=429)
    found = authenticate(request, username=email.strip().casefold(), password=password)
    if not isinstance(found, Account):
        services.note_failed_log_in(keys=keys, at=at)
        words = _("The address and the password do not fit together. Check both and try again.")
        return None, Refusal(words)
    login(request, found)
    begin_session(request, at=at)
    services.forget_failed_log_ins(key=keys[0])
    viewer = viewer_of_account(found, on=timezone.localdate(at))
    services.note_log_in(account_id=found.pk, actor=viewer, at=at)
    return viewer, Refusal()
