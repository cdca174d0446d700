"""What an office published of its assessment, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.pages.published import describe_profile
from ospolis.assessment.selectors.publication import public_result
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.addresses import address_of
from ospolis.core.page import Crumb, Page
from ospolis.offices.asked import about_office

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
    page = Page(title=result.row.name, crumbs=(way, Crumb(result.row.name)))
    return TemplateResponse(request, "assessment/published_institution.html", {"result": result, "page": page})
