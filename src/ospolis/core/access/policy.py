"""The policy of routes: each view names one permission, and a route without one is closed to everybody."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from ospolis.core.access.giving import nearest_giver
from ospolis.core.access.viewer import OfficeRequest, Role

P = ParamSpec("P")
View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be done: a stable code, the roles that may do it, and the same in words.

    What is `in_person` is done by somebody who logged in, never by a program with a token.
    """

    code: str
    roles: frozenset[Role]
    words: str
    in_person: bool = False

    def allows(self, roles: frozenset[Role]) -> bool:
        return not self.roles.isdisjoint(roles)


def permission(code: str, *roles: Role, words: str, in_person: bool | None = None) -> Permission:
    """Declare a permission in the `permissions.py` of an app.

    What only an own account opens is done in person, unless it says otherwise.
    """
    own = Role.PARTICIPANT in roles and Role.VISITOR not in roles
    return Permission(code=code, roles=frozenset(roles), words=words, in_person=own if in_person is None else in_person)


def requires(needed: Permission) -> Callable[[View[P]], View[P]]:
    """Let a view in only for viewers with one of the roles of `needed`; others read which role it takes."""

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if needed.in_person and getattr(request, "is_by_token", False):
                return TemplateResponse(request, "403.html", {"by_token": True}, status=403)
            if not needed.allows(request.viewer.roles()):
                return _refuse(request, needed)
            return view(request, *args, **kwargs)

        guarded.permission = needed  # type: ignore[attr-defined]  # read by the middleware and the house test
        return guarded

    return decorate


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """The permission that a view declares, or None: such a view answers nobody."""
    found = getattr(view, "permission", None)
    return found if isinstance(found, Permission) else None


def _refuse(request: OfficeRequest, needed: Permission) -> HttpResponse:
    roles = sorted(needed.roles, key=list(Role).index)
    viewer = request.viewer
    context = {
        "roles": [(role.words, nearest_giver(role)) for role in roles],
        "known": viewer.is_known,
        "held_back": viewer.is_held_back,
    }
    return TemplateResponse(request, "403.html", context, status=403)


def _read_address(request: HttpRequest) -> None:
    """Read the parameters of the address once, so that the page of a refusal finds them read.

    Raises   TooManyFieldsSent, which is answered by 400; the parameters count as none from then on
    """
    try:
        _ = request.GET
    except TooManyFieldsSent:
        request.GET = QueryDict()
        raise


class PolicyMiddleware:
    """Close every route that declares nothing, and keep answers to known people out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _read_address(request)
        response = self.get_response(request)
        viewer = getattr(request, "viewer", None)
        if viewer is not None and viewer.is_known:
            response["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if permission_of(view) is None:
            return TemplateResponse(request, "404.html", status=404)
        return None
