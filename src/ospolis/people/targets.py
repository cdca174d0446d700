"""Where to go after logging in: the one place that reads `next`, and the first page of each role."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from ospolis.core.access import Role, Viewer

# One slash, then none of what browsers read as a second one or leave out: our own addresses hold neither, unquoted.
_BEGINNING = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*\Z")


def start_page(viewer: Viewer) -> str:
    """Where somebody begins: an officer at the desk, a focal point at the own institution, everybody else at home."""
    if viewer.realms(Role.OFFICER):
        return "/desk/"
    return "/my-institution/" if viewer.units(Role.FOCAL_POINT) else "/"


def safe_target(request: HttpRequest, *, otherwise: str) -> str:
    """The address to go to next: one on this site, or `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = _BEGINNING.match(wanted) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and len(wanted) <= 2048 else otherwise
