"""The same levels by the criteria of another framework: of an institution, and of an office."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.pages.framework_levels import read_institution, read_office
from ospolis.assessment.pages.frameworks import crosswalks
from ospolis.assessment.pages.offices import asked_office
from ospolis.assessment.pages.own import crumbs_to, take_institution
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.items import item_middles
from ospolis.assessment.selectors.results import institution_result
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_institution(request: OfficeRequest, key: str, code: str) -> HttpResponse:
    institution = take_institution(request, key)
    crosswalk, result = crosswalks().get(code), institution_result(request.viewer, key)
    if crosswalk is None or result is None:
        raise Http404
    crumbs = (*crumbs_to(request.viewer, institution), Crumb(crosswalk.title))
    context = {
        "shown": read_institution(crosswalk, result),
        "name": institution.name,
        "page": Page(title=f"{crosswalk.title}: {institution.name}", crumbs=crumbs),
    }
    return TemplateResponse(request, "assessment/framework_levels.html", context)


@requires(permissions.SEE_RESULTS)
@require_safe
def show_office(request: OfficeRequest, code: str) -> HttpResponse:
    office = asked_office(request)
    crosswalk = crosswalks().get(code)
    if crosswalk is None:
        raise Http404
    bank = bank_in_use(request.viewer, office.key).bank
    back = Crumb(_("Assessment"), f"{reverse('assessment:results')}?office={office.key}")
    context = {
        "shown": read_office(crosswalk, bank, item_middles(request.viewer, office.key)),
        "name": office.name,
        "is_office": True,
        "page": Page(title=f"{crosswalk.title}: {office.name}", crumbs=(back, Crumb(crosswalk.title))),
    }
    return TemplateResponse(request, "assessment/framework_levels.html", context)
