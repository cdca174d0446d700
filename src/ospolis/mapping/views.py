"""What was collected, what changed since, and the repositories that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
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
from ospolis.mapping import permissions
from ospolis.mapping.forms import read_change_question, read_repository_question, read_source_question
from ospolis.mapping.pages.changes import describe_changes
from ospolis.mapping.pages.collection import describe_collection
from ospolis.mapping.pages.feed import CONTENT_TYPE, write_feed
from ospolis.mapping.pages.progress import describe_progress
from ospolis.mapping.pages.repositories import describe_repositories
from ospolis.mapping.pages.repository import describe_repository
from ospolis.mapping.pages.source import describe_source
from ospolis.mapping.rows import component_table
from ospolis.mapping.selectors.repositories import components_of, get_repository
from ospolis.mapping.selectors.sources import get_source
from ospolis.offices.asked import about_office

if TYPE_CHECKING:
    from ospolis.offices.models import Office


@requires(permissions.SEE_CHANGES)
@require_safe
@about_office
def show_changes(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_change_question(request.GET)
    shown = describe_changes(request.viewer, office, asked, request.GET)
    context = {"shown": shown, "page": Page(title=_("What changed"))}
    return TemplateResponse(request, "mapping/changes.html", context)


@requires(permissions.SEE_CHANGES)
@require_safe
@about_office
def show_changes_feed(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_change_question(request.GET)
    return HttpResponse(write_feed(request.viewer, office, asked), content_type=CONTENT_TYPE)


@requires(permissions.SEE_COLLECTION)
@require_safe
@about_office
def show_collection(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_source_question(request.GET)
    shown = describe_collection(request.viewer, office, asked, request.GET)
    context = {"shown": shown, "page": Page(title=_("What we collected"))}
    return TemplateResponse(request, "mapping/collection.html", context)


@requires(permissions.SEE_COLLECTION)
@require_safe
@about_office
def show_progress(request: OfficeRequest, office: Office) -> HttpResponse:
    shown = describe_progress(request.viewer, office, watches=request.GET.get("watch") == "1")
    context = {"shown": shown, "page": Page(title=_("How far the collection is"))}
    answer = TemplateResponse(request, "mapping/progress.html", context)
    if shown.watches:
        answer["Refresh"] = "5"  # only who asked for it, and only until the collection ends
    return answer


@requires(permissions.SEE_COLLECTION)
@require_safe
def show_source(request: OfficeRequest, key: str) -> HttpResponse:
    source = take_row(request, get_source, key)
    shown = describe_source(request.viewer, source)
    listed = f"{address_of('mapping:collection')}?office={source.realm}"
    crumbs = (Crumb(_("What we collected"), listed), Crumb(source.shown_location))
    context = {"shown": shown, "page": Page(title=source.shown_location, crumbs=crumbs)}
    return TemplateResponse(request, "mapping/source.html", context)


@requires(permissions.SEE_REPOSITORIES)
@require_safe
@about_office
def list_repositories(request: OfficeRequest, office: Office) -> HttpResponse:
    asked = read_repository_question(request.GET)
    shown = describe_repositories(request.viewer, office, asked, request.GET)
    context = {"shown": shown, "page": Page(title=_("Repositories"))}
    return TemplateResponse(request, "mapping/repositories.html", context)


@requires(permissions.SEE_REPOSITORIES)
@require_safe
def show_repository(request: OfficeRequest, key: str) -> HttpResponse:
    repository = take_row(request, get_repository, key)
    shown = describe_repository(request.viewer, repository)
    listed = f"{address_of('mapping:repositories')}?office={repository.realm}"
    crumbs = (Crumb(_("Repositories"), listed), Crumb(repository.name))
    context = {"shown": shown, "page": Page(title=repository.name, crumbs=crumbs, description=repository.summary)}
    return TemplateResponse(request, "mapping/repository.html", context)


@requires(permissions.SEE_REPOSITORIES)
@limited(EXPORT)
@require_safe
def download_components(request: OfficeRequest, key: str) -> StreamingHttpResponse:
    repository = take_row(request, get_repository, key)
    table = component_table(components_of(request.viewer, repository))
    return export_answer(table, Format.CSV, name=f"components-{repository.key}")
