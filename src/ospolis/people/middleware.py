"""Gives every request its viewer, once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ospolis.core.access import ANYBODY, Viewer
from ospolis.people.models import Account
from ospolis.people.selectors import effective_viewer, viewer_of_account
from ospolis.people.sessions import has_second_factor, keep_session


class ViewerMiddleware:
    """Set `request.viewer`; roles are read anew at each request, so an ended role ends at once.

    Without a second factor in the session, roles that need one do not hold.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: self._viewer(request))  # type: ignore[attr-defined]  # our own field
        return self.get_response(request)

    @staticmethod
    def _viewer(request: HttpRequest) -> Viewer:
        keep_session(request, at=timezone.now())
        user = request.user
        if not isinstance(user, Account):
            return ANYBODY
        viewer = viewer_of_account(user, on=timezone.localdate())
        return viewer if has_second_factor(request) else effective_viewer(viewer, user)
