"""Gives every request its viewer, once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ospolis.core.access import ANYBODY, Viewer
from ospolis.people.models import Account
from ospolis.people.selectors import viewer_of_account
from ospolis.people.sessions import keep_session


class ViewerMiddleware:
    """Set `request.viewer`; roles are read anew at each request, so an ended role ends at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: self._viewer(request))  # type: ignore[attr-defined]  # our own field
        return self.get_response(request)

    @staticmethod
    def _viewer(request: HttpRequest) -> Viewer:
        keep_session(request, at=timezone.now())
        user = request.user
        return viewer_of_account(user, on=timezone.localdate()) if isinstance(user, Account) else ANYBODY
