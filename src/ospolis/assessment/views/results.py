"""Where the institutions of an office stand, for the office; and what of it is published."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.assessment import permissions
from ospolis.assessment.pages.framework_levels import list_ways
from ospolis.assessment.pages.office import describe_office
from ospolis.assessment.pages.offices import asked_office
from ospolis.assessment.pages.publication import describe_publication
from ospolis.assessment.pages.ranking import describe_ranking
from ospolis.assessment.pages.tables import office_table
from ospolis.assessment.services.publishing import NothingToPublish, publish_results, withdraw_results
from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.addresses import address_of
from ospolis.core.exports import Format, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not


@requires(permissions.SEE_RESULTS)
@require_safe
def show_office(request: OfficeRequest) -> HttpResponse:
    office = asked_office(request)
    shown = describe_office(request.viewer, office, request.GET)
    leads = office.key in request.viewer.realms(Role.LEAD)
    context = {
        "shown": shown,
        "may_publish": leads,
        "frameworks": list_ways(lambda code: f"{address_of('assessment:framework-levels', code)}?office={office.key}"),
        "page": Page(title=_("Assessment"), description=shown.finding),
    }
    return TemplateResponse(request, "assessment/results.html", context)


@requires(permissions.SEE_RESULTS)
@limited(EXPORT)
@require_safe
def download_office(request: OfficeRequest) -> StreamingHttpResponse:
    office = asked_office(request)
    return export_answer(office_table(request.viewer, office.key), Format.CSV, name=f"levels-{office.key}")


@requires(permissions.SEE_RESULTS)
@require_safe
def show_ranking(request: OfficeRequest) -> HttpResponse:
    office = asked_office(request)
    back = Crumb(_("Assessment"), f"{reverse('assessment:results')}?office={office.key}")
    title = _("How firm an order would be")
    context = {
        "shown": describe_ranking(request.viewer, office, request.GET),
        "page": Page(title=title, crumbs=(back, Crumb(title))),
    }
    return TemplateResponse(request, "assessment/ranking.html", context)


@requires(permissions.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: OfficeRequest) -> HttpResponse:
    office = asked_office(request, everywhere=())
    if office.key not in request.viewer.realms(Role.LEAD):
        return redirect(f"{reverse('assessment:results')}?office={office.key}")
    if request.method == "POST":
        _settle(request, office.key)
        return redirect(f"{reverse('assessment:publish')}?office={office.key}")
    crumbs = (Crumb(_("Assessment"), f"{reverse('assessment:results')}?office={office.key}"), Crumb(_("Publish")))
    context = {
        "shown": describe_publication(request.viewer, office.key),
        "office": office,
        "page": Page(title=_("Publish results"), crumbs=crumbs),
    }
    return TemplateResponse(request, "assessment/publish.html", context)


def _settle(request: OfficeRequest, realm: str) -> None:
    """Publish or take back, and say what was done."""
    if request.POST.get("act") == "withdraw":
        n = withdraw_results(realm=realm, actor=request.viewer, at=timezone.now())
        told = _("The results are public no more.") if n else _("No results were public.")
        (say_done if n else say_why_not)(request, told)
        return
    try:
        n = publish_results(realm=realm, actor=request.viewer, at=timezone.now())
    except NothingToPublish:
        say_why_not(request, _("No institution was assessed yet. There is nothing to publish."))
        return
    words = ngettext(
        "The results are public. %(n)s institution shows its own levels.",
        "The results are public. %(n)s institutions show their own levels.",
        n,
    )
    say_done(request, words % {"n": n})
