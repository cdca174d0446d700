"""Programs that ask in a person's name: a token in the header `Authorization`, as `Bearer` or as a password in `Basic`.

A token never opens a session, and a session cookie beside it counts for nothing: who sends a token is that token.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from ospolis.core.access import ANYBODY
from ospolis.core.limiting import asker_of, count_try, may_try, refuse_for_now
from ospolis.core.limiting.doors import API
from ospolis.people.choices import TokenVerb
from ospolis.people.selectors.accounts import SESSION
from ospolis.people.selectors.tokens import Bearer, bearer_of_token
from ospolis.people.services.tokens import digest_of_token, note_token_use

_LONGEST_HEADER = 500
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenMiddleware:
    """Answer as the bearer of the token, or refuse: a token that does not hold is never taken for a visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        header = request.headers.get("Authorization", "")
        if not header:
            return self.get_response(request)
        now = timezone.now()
        _forget_session(request)
        asker = asker_of(request)
        verdict = may_try(ANYBODY, door=API, asker=asker, at=now)
        if not verdict.may:
            return _rendered(refuse_for_now(request, verdict))
        bearer = _bearer(header)
        if bearer is None:
            count_try(door=API, asker=asker, at=now)
            return _refuse(request)
        if not bearer.may(TokenVerb.READ if request.method in _SAFE else TokenVerb.WRITE):
            return render(request, "people/token_refused.html", {"verbs": True}, status=403)
        if bearer.token.last_used_on != timezone.localdate(now):
            note_token_use(token_id=bearer.token.pk, at=now)
        request.viewer = bearer.viewer  # type: ignore[attr-defined]  # our own field
        request.is_by_token = True  # type: ignore[attr-defined]  # read by the policy
        return self.get_response(request)


def _forget_session(request: HttpRequest) -> None:
    """Leave the cookies of a request with a token aside. Without a cookie there is nothing that a foreign page could
    ride on, so such a request needs no token against forgery."""
    request.viewer = ANYBODY  # type: ignore[attr-defined]  # our own field
    request.user = AnonymousUser()
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # Django's own way to say so


def _bearer(header: str) -> Bearer | None:
    """Who a header speaks for; None when it names no token that holds."""
    secret = token_of_header(header)
    return bearer_of_token(SESSION, digest_of_token(secret), at=timezone.now()) if secret else None


def token_of_header(header: str) -> str:
    """The token in a header, or nothing when there is none in it.

    Shapes   `Bearer TOKEN`, or `Basic` with any name and the token as password
    """
    kind, _, value = header[:_LONGEST_HEADER].strip().partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]


def _rendered(answer: HttpResponse) -> HttpResponse:
    """The answer with its page drawn: nobody draws it later for a middleware."""
    return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer


def _refuse(request: HttpRequest) -> HttpResponse:
    answer = render(request, "people/token_refused.html", {"verbs": False}, status=401)
    answer["WWW-Authenticate"] = 'Bearer realm="Ospolis"'
    return answer
