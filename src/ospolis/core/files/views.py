"""The one door through which files leave: as attachments that no browser runs, to those who may have them."""

from __future__ import annotations

from http import HTTPStatus

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core import permissions
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.exports.downloads import download_headers
from ospolis.core.files.choices import Fault, FileState
from ospolis.core.files.models import StoredFile
from ospolis.core.files.reading import find_file
from ospolis.core.files.services import content_store
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Page


@require_safe
@requires(permissions.GET_FILE)
@limited(EXPORT)
def download_file(request: OfficeRequest, key: str) -> HttpResponseBase:
    """Hand out a file that was cleared; say in words why another one is not handed out."""
    file = find_file(request.viewer, key)
    if file is None:
        raise Http404
    request.realm = file.realm
    if file.state == FileState.CLEARED:
        return _hand_out(file) if content_store().holds(file.digest) else _say_missing(request)
    if file.state == FileState.QUARANTINED:
        return _say_waiting(request)
    return _say_refused(request, file)


def _hand_out(file: StoredFile) -> FileResponse:
    headers = download_headers(file.name)
    # Written anew by the answer itself, which can name a file in every script.
    del headers["Content-Disposition"]
    return FileResponse(
        content_store().open(file.digest),
        as_attachment=True,
        filename=file.name or "file",
        content_type=file.media_type,
        headers=headers,
    )


def _say_waiting(request: OfficeRequest) -> HttpResponse:
    words = _("This file is being looked at. That takes a minute or two. Then it can be fetched here.")
    return _say(request, _("A file that is being looked at"), words, HTTPStatus.CONFLICT)


def _say_refused(request: OfficeRequest, file: StoredFile) -> HttpResponse:
    words = _("This file was looked at and is not handed out. %(reason)s") % {"reason": Fault(file.fault).label}
    return _say(request, _("A file that was refused"), words, HTTPStatus.GONE)


def _say_missing(request: OfficeRequest) -> HttpResponse:
    words = _("The content of this file is not there. Tell the operator of this site: a backup can bring it back.")
    return _say(request, _("A file without content"), words, HTTPStatus.SERVICE_UNAVAILABLE)


def _say(request: OfficeRequest, title: str, words: str, status: HTTPStatus) -> HttpResponse:
    headers = {"Cache-Control": "no-store, private"}
    context = {"page": Page(title=title), "words": words}
    return TemplateResponse(request, "core/file_kept_back.html", context, status=status, headers=headers)
