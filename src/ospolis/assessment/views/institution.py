"""What a focal point does for the own institution: read what was handed in, sign it off, hand in documents."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.assessment import document_pages, institution_pages, permissions
from ospolis.assessment.forms.reviewing import DocumentForm
from ospolis.assessment.institution_pages import own_institution
from ospolis.assessment.selectors.documents import documents_of
from ospolis.assessment.services import documents as document_services
from ospolis.assessment.services import signing_off
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.SIGN_OFF)
@require_safe
def show_institution(request: OfficeRequest, key: str) -> HttpResponse:
    institution = own_institution(request, key)
    lines = institution_pages.campaign_lines(request.viewer, institution)
    rows = documents_of(request.viewer, institution)
    papers = document_pages.document_lines(request.viewer, institution.realm, rows)
    crumbs = institution_pages.way_to(Crumb(institution.name))
    context = {"institution": institution, "lines": lines, "papers": papers}
    return TemplateResponse(
        request, "assessment/institution.html", context | {"page": Page(title=institution.name, crumbs=crumbs)}
    )


@requires(permissions.SIGN_OFF)
@require_http_methods(METHODS)
def show_answers(request: OfficeRequest, key: str, campaign_id: int) -> HttpResponse:
    institution = own_institution(request, key)
    campaign = institution_pages.campaign_of(request, institution, campaign_id)
    if request.method == "POST":
        try:
            signing_off.sign_off_answers(
                campaign_id=campaign_id, institution_key=key, actor=request.viewer, at=timezone.now()
            )
            say_done(request, _("The answers are signed off."))
        except signing_off.NothingToSignOff:
            say_why_not(request, _("Nothing was handed in that is not signed off yet."))
        return redirect("assessment:own-institution", key)
    told = institution_pages.tell_answers(request.viewer, campaign, institution)
    crumbs = institution_pages.way_to(institution_pages.crumb_to(institution), Crumb(campaign.title))
    page = Page(title=campaign.title, crumbs=crumbs)
    context = {"institution": institution, "campaign": campaign, "told": told, "page": page}
    return TemplateResponse(request, "assessment/institution_answers.html", context)


@requires(permissions.SIGN_OFF)
@require_http_methods(METHODS)
def hand_in(request: OfficeRequest, key: str) -> HttpResponse:
    institution = own_institution(request, key)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    items = document_pages.items_to_document(request.viewer, institution)
    form = DocumentForm(data, files, items=items)
    if form.is_bound and form.is_valid() and document_pages.hand_in(request.viewer, institution, form):
        say_done(request, _("The document is handed in. An assessor reads it."))
        return redirect("assessment:own-institution", key)
    crumbs = institution_pages.way_to(institution_pages.crumb_to(institution), Crumb(_("Hand in a document")))
    page = Page(title=_("Hand in a document"), crumbs=crumbs, has_errors=form.is_bound)
    context = {"institution": institution, "form": form, "page": page}
    return TemplateResponse(request, "assessment/document_form.html", context, status=422 if form.is_bound else 200)


@requires(permissions.SIGN_OFF)
@require_POST
def withdraw_document(request: OfficeRequest, key: str, document_id: int) -> HttpResponse:
    own_institution(request, key)
    try:
        document_services.withdraw_document(document_id=document_id, actor=request.viewer, at=timezone.now())
        say_done(request, _("The document is taken back. Its grades count no longer."))
    except document_services.Withdrawn:
        say_why_not(request, _("The document was taken back before."))
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect("assessment:own-institution", key)
