"""Home, the officer's day, search, and what this site is."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import SEARCH
from ospolis.core.page import Page
from ospolis.core.search.selectors import find
from ospolis.offices import permissions as office_permissions
from ospolis.offices.selectors import offices_worked_in_by
from ospolis.people.targets import safe_target
from ospolis.web import permissions
from ospolis.web.desk import describe_day
from ospolis.web.home import describe_home
from ospolis.web.own_institution import describe_own, own_institutions
from ospolis.web.privacy import describe_privacy
from ospolis.web.results import group_results
from ospolis.web.shell import shown_office

_MOST_RESULTS = 60


@requires(permissions.SEE_HOME)
@require_safe
def show_home(request: OfficeRequest) -> HttpResponse:
    office = shown_office(request, request.viewer)
    page = Page(title=_("Public software, built once and shared"))
    if office is None:
        return TemplateResponse(request, "web/first_use.html", {"page": Page(title=_("No office yet"))})
    context = {"home": describe_home(request.viewer, office), "page": page}
    return TemplateResponse(request, "web/home.html", context)


@requires(office_permissions.SEE_DESK)
@require_safe
def show_desk(request: OfficeRequest) -> HttpResponse:
    own = {office.key: office for office in offices_worked_in_by(request.viewer)}
    asked = request.GET.get("office", "") or next(iter(own), "")
    if asked not in own:
        raise Http404
    request.realm = asked
    context = {"day": describe_day(request.viewer, own.pop(asked), own.values()), "page": Page(title=_("Today"))}
    return TemplateResponse(request, "web/desk.html", context)


@requires(permissions.SEE_OWN_INSTITUTION)
@require_safe
def show_own_institution(request: OfficeRequest) -> HttpResponse:
    own = own_institutions(request.viewer)
    asked = request.GET.get("of", "")
    found = next((row for row in own if asked in {"", row.key}), None)
    if asked and found is None:
        raise Http404
    if found:
        request.realm = found.realm
    shown = describe_own(request.viewer, found, own)
    page = Page(title=found.name if found else _("My institution"))
    return TemplateResponse(request, "web/my_institution.html", {"shown": shown, "page": page})


@requires(permissions.SEARCH)
@limited(SEARCH)
@require_safe
def search(request: OfficeRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    found = find(request.viewer, asked, limit=_MOST_RESULTS)
    title = _("Search: %(asked)s") % {"asked": asked} if asked else _("Search")
    context = {
        "asked": asked,
        "groups": group_results(found),
        "total": len(found),
        "most": _MOST_RESULTS,
        "page": Page(title=title),
    }
    return TemplateResponse(request, "web/search.html", context)


@requires(permissions.SEE_HOME)
@require_safe
def show_about(request: OfficeRequest) -> HttpResponse:
    return TemplateResponse(request, "web/about.html", {"page": Page(title=_("How this site is built"))})


@requires(permissions.SEE_HOME)
@require_safe
def show_privacy(request: OfficeRequest) -> HttpResponse:
    office = shown_office(request, request.viewer)
    context = {"privacy": describe_privacy(office), "page": Page(title=_("What this site does with data of people"))}
    return TemplateResponse(request, "web/privacy.html", context)


@requires(permissions.CHOOSE_LANGUAGE)
@require_safe
def set_language(request: OfficeRequest) -> HttpResponse:
    response = redirect(safe_target(request, otherwise="/"))
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
