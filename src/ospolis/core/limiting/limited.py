"""A view that answers so often only, and what it says to whom it makes wait."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access.viewer import OfficeRequest
from ospolis.core.limiting.askers import asker_of
from ospolis.core.limiting.doors import Door
from ospolis.core.limiting.selectors import Verdict
from ospolis.core.limiting.services import count_try
from ospolis.core.page import Page

P = ParamSpec("P")
View = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def limited(door: Door, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View[P]], View[P]]:
    """Count each request of these methods at a door; stands below `@requires`, so that only the let-in are counted."""

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def counted(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in methods:
                asker = asker_of(request, form=request.path)
                verdict = count_try(door=door, asker=asker, at=timezone.now())
                if not verdict.may:
                    return refuse_for_now(request, verdict)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def refuse_for_now(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The answer to somebody who must wait: in words, and in seconds for programs."""
    context = {"page": Page(title=_("Wait a little")), "minutes": verdict.wait_minutes}
    headers = {"Retry-After": str(verdict.wait_seconds), "Cache-Control": "no-store"}
    return TemplateResponse(request, "429.html", context, status=429, headers=headers)
