"""The map, the institutions and the systems of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.addresses import address_of
from ospolis.core.asked import take_row
from ospolis.core.exports import Format, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.institutions.permissions import SEE_INVENTORY
from ospolis.institutions.selectors import get_institution, get_system
from ospolis.offices.asked import about_office
from ospolis.offices.selectors import office_asked_for
from ospolis.publishing import permissions
from ospolis.publishing.forms import read_institution_question
from ospolis.publishing.pages.export import institution_export, system_components
from ospolis.publishing.pages.institution import describe_institution
from ospolis.publishing.pages.institution_table import describe_table
from ospolis.publishing.pages.map import describe_map
from ospolis.publishing.pages.system import describe_system

if TYPE_CHECKING:
    from ospolis.offices.models import Office


@requires(permissions.SEE_MAP)
@require_safe
@about_office
def show_map(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_institution_question(request.GET)
    shown = describe_map(request.viewer, office, asked, request.GET)
    context = {"shown": shown, "page": Page(title=_("National map"), description=shown.finding)}
    return TemplateResponse(request, "publishing/map.html", context)


@requires(permissions.SEE_MAP)
@limited(EXPORT)
@require_safe
def download_institutions(request: OfficeRequest) -> StreamingHttpResponse:
    office = office_asked_for(request.viewer, request.GET.get("office", ""))
    if office is None:
        raise Http404
    request.office = office
    table = institution_export(request.viewer, office.key)
    return export_answer(table, Format.CSV, name=f"institutions-{office.key}")


@requires(SEE_INVENTORY)
@require_safe
@about_office
def list_institutions(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_institution_question(request.GET)
    table = describe_table(request.viewer, office, asked, request.GET, path=address_of("publishing:institutions"))
    context = {"table": table, "page": Page(title=_("Institutions"))}
    return TemplateResponse(request, "publishing/institutions.html", context)


@requires(SEE_INVENTORY)
@require_safe
def show_institution(request: OfficeRequest, key: str) -> HttpResponse:
    institution = take_row(request, get_institution, key)
    shown = describe_institution(request.viewer, institution)
    listed = f"{address_of('publishing:institutions')}?office={institution.realm}"
    crumbs = (Crumb(_("Institutions"), listed), Crumb(institution.name))
    context = {"shown": shown, "page": Page(title=institution.name, crumbs=crumbs)}
    return TemplateResponse(request, "publishing/institution.html", context)


@requires(SEE_INVENTORY)
@require_safe
def show_system(request: OfficeRequest, key: str) -> HttpResponse:
    system = take_row(request, get_system, key)
    shown = describe_system(request.viewer, system)
    owner = address_of("publishing:institution", system.institution.key)
    crumbs = (Crumb(_("Institutions"), address_of("publishing:institutions")), Crumb(system.institution.name, owner))
    context = {"shown": shown, "page": Page(title=system.name, crumbs=(*crumbs, Crumb(system.name)))}
    return TemplateResponse(request, "publishing/system.html", context)


@requires(SEE_INVENTORY)
@limited(EXPORT)
@require_safe
def download_components(request: OfficeRequest, key: str) -> StreamingHttpResponse:
    system = take_row(request, get_system, key)
    return export_answer(system_components(request.viewer, system), Format.CSV, name=f"components-{system.key}")
