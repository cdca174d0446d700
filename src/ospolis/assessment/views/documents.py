"""Documents: read and graded by assessors."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.assessment import campaign_pages, document_pages, permissions
from ospolis.assessment.choices import GradeKind
from ospolis.assessment.forms.reviewing import GradeForm
from ospolis.assessment.selectors.documents import document_in_care, documents_waiting
from ospolis.assessment.services import documents as services
from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.page import Crumb, Page
from ospolis.core.paging import take_page
from ospolis.core.said import say_done


@requires(permissions.REVIEW)
@require_safe
def list_documents(request: OfficeRequest) -> HttpResponse:
    office = campaign_pages.own_office(request)
    found = documents_waiting(request.viewer, office.key)
    rows = take_page(found, order=("added_at", "id"), query=request.GET)
    lines = document_pages.document_lines(request.viewer, office.key, rows.rows)
    crumbs = (campaign_pages.to_campaigns(office.key), Crumb(_("Documents")))
    context = {"office": office, "rows": rows, "lines": lines, "page": Page(title=_("Documents"), crumbs=crumbs)}
    return TemplateResponse(request, "assessment/documents.html", context)


@requires(permissions.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: OfficeRequest, document_id: int) -> HttpResponse:
    try:
        row = document_in_care(request.viewer, document_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if row.realm not in request.viewer.realms(Role.OFFICER):
        raise Http404
    request.realm = row.realm
    form = GradeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            services.grade_document(
                document_id=document_id, quarters=int(values["quarters"]), kind=GradeKind(values["kind"]),
                note=values["note"], actor=request.viewer, at=timezone.now(),
            )  # fmt: skip
            say_done(request, _("Your grade is kept. Two assessors who agree count for more than one."))
            return redirect(f"{reverse('assessment:documents')}?office={row.realm}")
        except services.Withdrawn:
            form.add_error(None, _("The document was taken back, so it is not graded."))
    line = document_pages.document_lines(request.viewer, row.realm, [row])[0]
    page = Page(title=row.title, crumbs=_way(row.realm, row.title), has_errors=form.is_bound)
    context = {"form": form, "line": line, "page": page}
    return TemplateResponse(request, "assessment/document_grade.html", context, status=422 if form.is_bound else 200)


def _way(realm: str, title: str) -> tuple[Crumb, ...]:
    documents = Crumb(_("Documents"), f"{reverse('assessment:documents')}?office={realm}")
    return (campaign_pages.to_campaigns(realm), documents, Crumb(title))
