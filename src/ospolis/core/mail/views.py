"""The page behind the link in a letter that stops letters of its kind: without log-in, with a signed token."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ospolis.core import permissions
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.mail.stopping import find_stop, stop_letters
from ospolis.core.page import Page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.STOP_LETTERS)
def show_stop(request: OfficeRequest, token: str) -> HttpResponse:
    """Show what the link stops; a post stops it, from the page as well as from a reader's mail program (RFC 8058)."""
    found = find_stop(request.viewer, token)
    if found is None:
        raise Http404
    is_stopped = request.method == "POST" and bool(found.kinds)
    if is_stopped:
        stop_letters(token=token, actor=request.viewer, at=timezone.now())
    context = {"page": Page(title=_("Stop letters")), "found": found, "is_stopped": is_stopped}
    return TemplateResponse(request, "core/mail/stop.html", context)
