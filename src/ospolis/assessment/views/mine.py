"""What somebody is asked: the own list."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.own_tasks import describe_charges, describe_task
from ospolis.assessment.selectors.asking import own_assignments
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.core.paging import take_page


@requires(permissions.ANSWER)
@require_safe
def list_mine(request: OfficeRequest) -> HttpResponse:
    rows = take_page(own_assignments(request.viewer), order=("-id",), query=request.GET)
    lines = [describe_task(row) for row in rows.rows]
    charges = describe_charges(request.viewer)
    context = {"rows": rows, "lines": lines, "charges": charges, "page": Page(title=_("Questions for me"))}
    return TemplateResponse(request, "assessment/mine.html", context)
