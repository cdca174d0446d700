"""The edges of the site: what every request must be, and what every answer says to the browser."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from ospolis.core.limiting.askers import is_proxy
from ospolis.core.limits import ADDRESS_LETTERS, REQUEST_BYTES, REQUEST_SECONDS, UPLOAD_BYTES
from ospolis.core.page import Page

Answer = Callable[[HttpRequest], HttpResponseBase]

_log = logging.getLogger("ospolis.requests")
# What a proxy says about the reader; from anybody else it is a lie.
_SPOKEN_FOR = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
# Fields and boundaries around an upload.
_AROUND_UPLOADS = 1_000_000

# On every answer. The policy for content stands in the settings; a download brings a stricter one of its own.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), browsing-topics=()"
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}


class EdgeMiddleware:
    """The outermost: believes known proxies only, sets the headers of every answer, and notes requests that dragged."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in _SPOKEN_FOR:
                request.META.pop(name, None)
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if seconds > REQUEST_SECONDS:
            # The route and not the address: an address may hold what somebody searched for.
            route = request.resolver_match.route if request.resolver_match else "?"
            _log.warning("slow: %s /%s answered %d after %.1f s", request.method, route, response.status_code, seconds)
        return response


class RequestMiddleware:
    """Turn away, before anything is read, what no browser and no honest program sends."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_readable(request):
            # Before anything is read: the page of the refusal reads the address too.
            request.encoding = "utf-8"
            return _refuse(request, 415, _("This cannot be read"), _("Send text as UTF-8."))
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        if len(request.get_full_path()) > ADDRESS_LETTERS:
            return _refuse(request, 414, _("This address is too long"), _("Ask for less at once."))
        if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in {"", "identity"}:
            return _refuse(request, 415, _("This cannot be read"), _("Send it as it is, without compression."))
        if _announced(request) > _most(request):
            size = _("At most %(most)s MB are taken at once.") % {"most": _most(request) // 1_000_000}
            return _refuse(request, 413, _("This is too large"), size)
        return self.get_response(request)


def _is_readable(request: HttpRequest) -> bool:
    """Whether the text is said to be UTF-8, or nothing is said: other names of codecs bring letters that are none."""
    said = (request.content_params or {}).get("charset", "utf-8")
    return said.strip().strip('"').lower() in {"utf-8", "utf8", "us-ascii"}


def _announced(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isascii() or not said.isdigit():
        raise BadRequest("a length that is no number")
    return int(said)


def _most(request: HttpRequest) -> int:
    is_form = (request.content_type or "").lower() == "multipart/form-data"
    return UPLOAD_BYTES + _AROUND_UPLOADS if is_form else REQUEST_BYTES


def _refuse(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {"page": Page(title=title), "words": words}
    return render(request, "core/refused.html", context, status=status)
