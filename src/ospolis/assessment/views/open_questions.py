"""The questions as open data, and read through other frameworks; for everybody."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.banks import parsed_bank, shipped_content
from ospolis.assessment.pages.frameworks import crosswalks, describe_framework
from ospolis.assessment.pages.question_files import question_document, question_source, question_table
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.addresses import address_of
from ospolis.core.exports import Format, download_headers, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page

_NAME = "ospolis-questions"
_WRITTEN = {"json": (question_document, "application/json"), "yml": (question_source, "application/yaml")}


@requires(permissions.SEE_METHOD)
@limited(EXPORT)
@require_safe
def download_questions(request: OfficeRequest, kind: str) -> HttpResponseBase:
    if kind == Format.CSV:
        return export_answer(question_table(), Format.CSV, name=_NAME)
    if kind not in _WRITTEN:
        raise Http404
    write, media_type = _WRITTEN[kind]
    return HttpResponse(write(), content_type=media_type, headers=download_headers(f"{_NAME}.{kind}"))


@requires(permissions.SEE_METHOD)
@require_safe
def show_framework(request: OfficeRequest, code: str) -> HttpResponse:
    found = crosswalks().get(code)
    if found is None:
        raise Http404
    way = Crumb(_("How levels come about"), address_of("assessment:method"))
    context = {
        "shown": describe_framework(found, parsed_bank(shipped_content())),
        "page": Page(title=found.title, crumbs=(way, Crumb(found.title))),
    }
    return TemplateResponse(request, "assessment/framework.html", context)
