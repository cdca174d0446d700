"""Assessors read answers and evidence, and propose levels; a workshop agrees on levels in a room."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.assessment import permissions, review_pages
from ospolis.assessment.campaign_pages import asked_institution, own_campaign
from ospolis.assessment.choices import CampaignState
from ospolis.assessment.forms.reviewing import LevelsForm
from ospolis.assessment.review_pages import Desk
from ospolis.assessment.selectors.reviewing import file_given
from ospolis.assessment.services import reviewing
from ospolis.assessment.services.campaigns import NotOpenAnyMore
from ospolis.assessment.services.documents import take_as_document
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.files.reading import address_of
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.REVIEW)
@require_safe
def show_review(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    desk = _desk(request, campaign_id, key)
    lines = review_pages.section_lines(desk, "assessment:review-section")
    page = Page(title=_("Review"), crumbs=review_pages.way_to(desk.campaign, desk.institution, Crumb(_("Review"))))
    return TemplateResponse(request, "assessment/review.html", {"desk": desk, "lines": lines, "page": page})


@requires(permissions.REVIEW)
@require_http_methods(METHODS)
def review_section(request: OfficeRequest, campaign_id: int, key: str, code: str) -> HttpResponse:
    desk = _desk(request, campaign_id, key)
    section = desk.paper.section(code)
    if section is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = LevelsForm(data, questions=section.questions, held=desk.held(section))
    if form.is_bound and form.is_valid():
        agreed = reviewing.propose_levels(
            campaign_id=campaign_id, institution_key=key, levels=_levels(form), actor=request.viewer, at=timezone.now()
        )
        words = ngettext(
            "Your levels are kept. Two assessors agree on %(n)s of these questions.",
            "Your levels are kept. Two assessors agree on %(n)s of these questions.",
            agreed,
        )
        say_done(request, words % {"n": agreed})
        return redirect("assessment:review-section", campaign_id, key, code)
    context = _around(desk, form, code) | {"rows": review_pages.review_rows(desk, section, form), "section": section}
    return TemplateResponse(request, "assessment/review_section.html", context, status=422 if form.is_bound else 200)


@requires(permissions.REVIEW)
@require_http_methods(METHODS)
def take_file(request: OfficeRequest, campaign_id: int, key: str, attachment_id: int) -> HttpResponse:
    desk = _desk(request, campaign_id, key)
    try:
        given = file_given(request.viewer, desk.campaign, desk.institution, attachment_id)
        if request.method == "POST":
            row = take_as_document(
                attachment_id=attachment_id, campaign_id=campaign_id, institution_key=key, actor=request.viewer,
                at=timezone.now(),
            )  # fmt: skip
            return redirect("assessment:grade-document", row.pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    page = Page(title=_("Take a file as a document"), crumbs=review_pages.way_to(desk.campaign, desk.institution))
    context = {"given": given, "url": address_of(given.file), "desk": desk, "page": page}
    return TemplateResponse(request, "assessment/take_file.html", context)


@requires(permissions.REVIEW)
@require_safe
def show_workshop(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    desk = _room(request, campaign_id, key)
    lines = review_pages.section_lines(desk, "assessment:workshop-section")
    page = Page(title=_("Workshop"), crumbs=review_pages.way_to(desk.campaign, desk.institution, Crumb(_("Workshop"))))
    return TemplateResponse(request, "assessment/workshop.html", {"desk": desk, "lines": lines, "page": page})


@requires(permissions.REVIEW)
@require_http_methods(METHODS)
def hold_workshop(request: OfficeRequest, campaign_id: int, key: str, code: str) -> HttpResponse:
    desk = _room(request, campaign_id, key)
    section = desk.paper.section(code)
    if section is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = LevelsForm(data, questions=section.questions, held=desk.held(section))
    if form.is_bound and form.is_valid() and _keep(request, desk, form):
        args = (campaign_id, key)
        return redirect(review_pages.section_after(desk.paper, code, "assessment:workshop", args))
    context = _around(desk, form, code) | {"rows": review_pages.review_rows(desk, section, form), "section": section}
    return TemplateResponse(request, "assessment/workshop_section.html", context, status=422 if form.is_bound else 200)


def _keep(request: OfficeRequest, desk: Desk, form: LevelsForm) -> bool:
    """Keep what a room agreed on; a campaign that closed meanwhile takes nothing, and says so."""
    try:
        reviewing.hold_workshop(
            campaign_id=desk.campaign.pk, institution_key=desk.institution.key, levels=_levels(form),
            actor=request.viewer, at=timezone.now(),
        )  # fmt: skip
    except NotOpenAnyMore:
        say_why_not(request, _("The campaign is not open, so nothing was kept. What you typed still stands here."))
        return False
    say_done(request, _("The levels are kept. They take the place of single answers."))
    return True


def _levels(form: LevelsForm) -> list[reviewing.Proposal]:
    return [reviewing.Proposal(item, level, note) for item, level, note in form.levels()]


def _around(desk: Desk, form: LevelsForm, code: str) -> dict[str, object]:
    section = desk.paper.section(code)
    title = section.title if section else ""
    crumbs = review_pages.way_to(desk.campaign, desk.institution, Crumb(title))
    return {"desk": desk, "form": form, "page": Page(title=title, crumbs=crumbs, has_errors=form.is_bound)}


def _desk(request: OfficeRequest, campaign_id: int, key: str) -> Desk:
    """What an assessor has before them.

    Raises   Http404 for a campaign of another office, one that is not open yet, and an institution that it does not ask
    """
    campaign = own_campaign(request, campaign_id)
    if campaign.state == CampaignState.DRAFT:
        raise Http404
    return review_pages.open_desk(request.viewer, campaign, asked_institution(request, campaign, key))


def _room(request: OfficeRequest, campaign_id: int, key: str) -> Desk:
    """The same, for a campaign that is held in workshops.

    Raises   Http404
    """
    desk = _desk(request, campaign_id, key)
    if not desk.campaign.is_workshop:
        raise Http404
    return desk
