"""Letting somebody in: the count of failures first, then the proofs, then the session and the entry in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import ANYBODY
from ospolis.core.limiting import asker_of, count_try, forget_tries, may_try
from ospolis.core.limiting.doors import LOG_IN
from ospolis.people import services
from ospolis.people.models import Account
from ospolis.people.selectors import effective_viewer, viewer_of_account
from ospolis.people.sessions import begin_session, note_proof
from ospolis.people.signing_in.places import device_of, stretch_of
from ospolis.people.signing_in.proofs import Proof, is_second_factor_proved, last_proof, record_proof
from ospolis.people.targets import start_page


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in, in words, and the status of the answer."""

    words: str = ""
    status: int = 422


def enter(
    request: HttpRequest, email: str, password: str, *, target: str, at: datetime
) -> tuple[HttpResponse | None, Refusal]:
    """Let somebody in who knows the password of an account that is open, or lead to the next step.

    An account that does not exist is counted, and costs the same work, as one that does: nothing tells them apart.

    Returns  where to go, or None and the reason
    """
    address = email.strip().casefold()
    asker = asker_of(request, account=address)
    if not may_try(ANYBODY, door=LOG_IN, asker=asker, at=at).may:
        words = _("There were too many tries. Wait 15 minutes, then try again, or ask your office for a new password.")
        return None, Refusal(words, status=429)
    found = authenticate(request, username=address, password=password)
    if not isinstance(found, Account):
        count_try(door=LOG_IN, asker=asker, at=at)
        words = _("The address and the password do not fit together. Check both and try again.")
        return None, Refusal(words)
    forget_tries(door=LOG_IN, asker=asker)
    return go_on(request, found, Proof.PASSWORD, target=target), Refusal()


def go_on(
    request: HttpRequest, account: Account, proof: Proof, *, target: str, counts_as_second: bool = False
) -> HttpResponse:
    """Take the step after a proof: to the second factor, or into the session."""
    record_proof(request, account, proof, counts_as_second=counts_as_second)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=target))
    return answer


def finish_log_in(request: HttpRequest, account: Account, *, target: str) -> HttpResponse:
    """Open the session: note what was proved, write the journal, go to where the reader wanted or begins."""
    at = timezone.now()
    is_second = is_second_factor_proved(request, account)
    note_proof(request, at=at, second_factor=is_second)
    viewer = viewer_of_account(account, on=timezone.localdate(at))
    services.note_log_in(
        account_id=account.pk, proof=last_proof(request, account), session_key=request.session.session_key or "",
        actor=viewer, at=at,
    )  # fmt: skip
    if not is_second:
        viewer = effective_viewer(viewer, account)
    if viewer.is_held_back:
        return redirect("people:second-factor")
    return redirect(target or start_page(viewer))


def list_new_session(sender: Any, request: HttpRequest, user: Account, **more: Any) -> None:
    """Put each session that begins on its owner's list, whichever way it began."""
    at = timezone.now()
    begin_session(request, at=at)
    services.list_session(
        account_id=user.pk, session_key=request.session.session_key or "", network=stretch_of(request),
        device=device_of(request), at=at,
    )  # fmt: skip


def drop_session(sender: Any, request: HttpRequest, user: Account | None, **more: Any) -> None:
    """Note the end of a session when somebody logs out of it."""
    if request.session.session_key:
        services.close_session(session_key=request.session.session_key, at=timezone.now())
