"""Two short texts for machines and for whoever finds a weakness: security.txt and robots.txt."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.web import permissions

# RFC 9116 recommends less than a year; the text is made anew at each request, so it never expires by itself.
_GOOD_FOR = timedelta(days=180)
_NOT_FOR_ROBOTS = (
    "/assessment/answer/", "/assessment/by-link/", "/desk/", "/journal/", "/language/", "/log-in/", "/my-data/",
    "/my-institution/", "/search/",
)  # fmt: skip


@requires(permissions.READ_NOTICES)
@require_safe
def security_text(request: OfficeRequest) -> HttpResponse:
    if not settings.OSPOLIS.security_contact:
        raise Http404
    return _plain(write_security_text(at=timezone.now()))


@requires(permissions.READ_NOTICES)
@require_safe
def robots_text(request: OfficeRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)]
    return _plain("\n".join(lines) + "\n")


def write_security_text(*, at: datetime) -> str:
    """Whom to tell about a weakness, in which languages, until when this holds.

    Source   RFC 9116
    """
    expires = (at + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    config = settings.OSPOLIS
    lines = [
        f"Contact: {config.security_contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(config.languages)}",
        f"Canonical: {config.base_url.rstrip('/')}{reverse('web:security-text')}",
    ]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> HttpResponse:
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
