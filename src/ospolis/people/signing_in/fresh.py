"""Sensitive actions ask for a proof that is no older than 15 minutes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ospolis.core.access import OfficeRequest
from ospolis.people.sessions import is_fresh

P = ParamSpec("P")
View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def needs_fresh_log_in(view: View[P]) -> View[P]:
    """Ask for a proof first, then lead back; stands below `@requires`.

    A form that was sent too late is not kept: its reader comes back to its page, or to the own account.
    """

    @functools.wraps(view)
    def guarded(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_fresh(request, at=timezone.now()):
            return view(request, *args, **kwargs)
        return ask_again(request.get_full_path() if request.method in ("GET", "HEAD") else "/my-account/")

    return guarded


def ask_again(back: str) -> HttpResponse:
    """Lead to the page that asks for a proof, and from there back."""
    return redirect(f"{reverse('people:log-in-again')}?{urlencode({'next': back})}")
