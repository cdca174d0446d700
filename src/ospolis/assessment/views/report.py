"""The printed report of an institution."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.assessment import permissions
from ospolis.assessment.banks import CORE
from ospolis.assessment.carrying import printing_of
from ospolis.assessment.file_pages import PDF, hand_out, show_not_printable
from ospolis.assessment.interchange.paper import LanguageNotPrintable
from ospolis.assessment.interchange.report import set_report
from ospolis.assessment.plain_report import draw_report
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.results import institution_result, institutions_assessed_for
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Page


@requires(permissions.SEE_OWN_RESULT)
@limited(EXPORT)
@require_safe
def download_report(request: OfficeRequest, key: str) -> HttpResponse:
    """The results of an institution in plain words, as PDF; a page says so while there are none."""
    try:
        institution = institutions_assessed_for(request.viewer).get(key=key)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = institution.realm
    result = institution_result(request.viewer, key, bank=request.GET.get("bank", CORE)[:64])
    if result is None:
        context = {"institution": institution, "page": Page(title=_("There is no report yet"))}
        return TemplateResponse(request, "assessment/no_report.html", context)
    used = bank_in_use(request.viewer, institution.realm, result.bank_code)
    try:
        content = set_report(draw_report(result, used.bank), printing_of(timezone.now()))
    except LanguageNotPrintable as problem:
        return show_not_printable(request, str(problem))
    return hand_out(content, PDF, f"report-{key}-{result.row.day or ''}.pdf")
