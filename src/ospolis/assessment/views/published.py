"""What an office published of its assessment, for everybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.pages.data_package import describe_package
from ospolis.assessment.pages.published import describe_profile, draw_published
from ospolis.assessment.pages.tables import profile_table, public_table
from ospolis.assessment.pages.words import say_stage
from ospolis.assessment.selectors.publication import public_profile, public_result, public_results
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.addresses import address_of
from ospolis.core.exports import Format, download_headers, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.offices.asked import about_office
from ospolis.offices.selectors import office_asked_for

if TYPE_CHECKING:
    from ospolis.offices.models import Office


@requires(permissions.SEE_PUBLISHED)
@require_safe
@about_office
def show_profile(request: OfficeRequest, office: Office) -> HttpResponse:
    title = _("Maturity of public institutions")
    context = {
        "shown": describe_profile(request.viewer, office.key),
        "office": office,
        "page": Page(title=title, crumbs=(Crumb(title),)),
    }
    return TemplateResponse(request, "assessment/published.html", context)


@requires(permissions.SEE_PUBLISHED)
@require_safe
def show_institution(request: OfficeRequest, key: str) -> HttpResponse:
    try:
        result = public_result(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    if result is None:
        raise Http404
    way = Crumb(_("Maturity of public institutions"), address_of("assessment:published"))
    context = {
        "result": result,
        "stage": say_stage(result.row.staged_level),
        "chart": draw_published(result.row.dimensions),
        "page": Page(title=result.row.name, crumbs=(way, Crumb(result.row.name))),
    }
    return TemplateResponse(request, "assessment/published_institution.html", context)


@requires(permissions.SEE_PUBLISHED)
@limited(EXPORT)
@require_safe
def download(request: OfficeRequest, kind: str) -> HttpResponseBase:
    office = office_asked_for(request.viewer, request.GET.get("office", ""))
    if office is None or kind not in (Format.CSV, Format.JSON):
        raise Http404
    request.office = office
    if request.GET.get("of") == "institutions":
        table = public_table(public_results(request.viewer, office.key))
        return export_answer(table, Format(kind), name=f"institution-levels-{office.key}")
    profile = public_profile(request.viewer, office.key)
    if profile is None:
        raise Http404
    return export_answer(profile_table(profile), Format(kind), name=f"profile-{office.key}")


@requires(permissions.SEE_PUBLISHED)
@limited(EXPORT)
@require_safe
def download_package(request: OfficeRequest) -> HttpResponse:
    office = office_asked_for(request.viewer, request.GET.get("office", ""))
    profile = public_profile(request.viewer, office.key) if office else None
    if office is None or profile is None:
        raise Http404
    request.office = office
    package = describe_package(profile, office, settings.OSPOLIS.base_url.rstrip("/"))
    headers = download_headers("datapackage.json")
    return HttpResponse(json.dumps(package, ensure_ascii=False, indent=1), "application/json", headers=headers)
