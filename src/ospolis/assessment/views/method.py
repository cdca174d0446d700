"""How levels come about, and the questions, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.banks import parsed_bank, policy_in_use, shipped_content
from ospolis.assessment.pages.frameworks import criteria_of, list_frameworks
from ospolis.assessment.pages.limits import LIMITS
from ospolis.assessment.pages.method import work_example
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.addresses import address_of
from ospolis.core.page import Crumb, Page


@requires(permissions.SEE_METHOD)
@require_safe
def show_method(request: OfficeRequest) -> HttpResponse:
    policy = policy_in_use()
    bank = parsed_bank(shipped_content())
    context = {
        "bank": bank,
        "policy": policy,
        "frameworks": list_frameworks(bank),
        "limits": LIMITS,
        "example": work_example(policy.policy),
        "page": Page(title=_("How levels come about"), crumbs=(Crumb(_("How levels come about")),)),
    }
    return TemplateResponse(request, "assessment/method.html", context)


@requires(permissions.SEE_METHOD)
@require_safe
def show_dimension(request: OfficeRequest, code: str) -> HttpResponse:
    bank = parsed_bank(shipped_content())
    dimension = next((one for one in bank.dimensions if one.code == code), None)
    if dimension is None:
        raise Http404
    way = Crumb(_("How levels come about"), address_of("assessment:method"))
    context = {
        "bank": bank,
        "dimension": dimension,
        "items": [(item, criteria_of(item.code)) for item in bank.items_of(code)],
        "page": Page(title=f"{dimension.code} {dimension.title}", crumbs=(way, Crumb(dimension.code))),
    }
    return TemplateResponse(request, "assessment/dimension.html", context)
