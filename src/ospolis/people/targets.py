"""Where to go after logging in: the one place that reads `next`."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

DESK = "/desk/"


def safe_target(request: HttpRequest, otherwise: str = DESK) -> str:
    """The address to go to next: one on this site, or `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or otherwise
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours and len(wanted) <= 2048 else otherwise
