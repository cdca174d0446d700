"""Campaigns: listed, prepared, changed, opened, closed; which institutions they ask."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.assessment import campaign_pages, permissions
from ospolis.assessment.campaign_pages import CampaignLine, own_campaign
from ospolis.assessment.choices import CampaignState
from ospolis.assessment.selectors import campaigns as selectors
from ospolis.assessment.services import campaigns as services
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.core.paging import take_page
from ospolis.core.said import say_done, say_why_not

METHODS = ["GET", "HEAD", "POST"]
Change = Callable[..., None]


@requires(permissions.RUN_CAMPAIGNS)
@require_safe
def list_campaigns(request: OfficeRequest) -> HttpResponse:
    office = campaign_pages.own_office(request)
    rows = take_page(
        selectors.campaigns_of(request.viewer, office.key), order=("-opens", "-id"), query=request.GET
    )  # fmt: skip
    page = Page(title=_("Campaigns"), crumbs=(Crumb(_("Campaigns")),))
    context = {"office": office, "rows": rows, "lines": [CampaignLine(row) for row in rows.rows], "page": page}
    return TemplateResponse(request, "assessment/campaigns.html", context)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def prepare(request: OfficeRequest) -> HttpResponse:
    office = campaign_pages.own_office(request)
    form = campaign_pages.campaign_form(request, office.key)
    if form.is_bound and form.is_valid():
        wish = campaign_pages.wish_of(office.key, form.cleaned_data)
        try:
            row = services.prepare_campaign(realm=office.key, wish=wish, actor=request.viewer, at=timezone.now())
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            say_done(request, _("The campaign is prepared. Nobody is asked anything before you open it."))
            return redirect("assessment:campaign", row.pk)
    crumbs = (campaign_pages.to_campaigns(office.key), Crumb(_("Prepare a campaign")))
    page = Page(title=_("Prepare a campaign"), crumbs=crumbs, has_errors=form.is_bound)
    context = {"form": form, "button": _("Prepare the campaign"), "page": page}
    return TemplateResponse(request, "assessment/campaign_form.html", context, status=422 if form.is_bound else 200)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def change(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = own_campaign(request, campaign_id)
    if campaign.state != CampaignState.DRAFT:
        raise Http404
    form = campaign_pages.campaign_form(request, campaign.realm, campaign)
    if form.is_bound and form.is_valid():
        wish = campaign_pages.wish_of(campaign.realm, form.cleaned_data)
        try:
            services.change_campaign(campaign_id=campaign_id, wish=wish, actor=request.viewer, at=timezone.now())
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            say_done(request, _("The changes are kept."))
            return redirect("assessment:campaign", campaign_id)
    crumbs = (*campaign_pages.crumbs_to(campaign), Crumb(_("Change")))
    page = Page(title=_("Change the campaign"), crumbs=crumbs, has_errors=form.is_bound)
    context = {"form": form, "button": _("Keep the changes"), "page": page}
    return TemplateResponse(request, "assessment/campaign_form.html", context, status=422 if form.is_bound else 200)


@requires(permissions.RUN_CAMPAIGNS)
@require_safe
def show_campaign(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = own_campaign(request, campaign_id)
    only_silent = request.GET.get("show") == "silent"
    found = selectors.institutions_in(request.viewer, campaign, silent_only=only_silent)
    rows = take_page(found, order=("name", "id"), query=request.GET)
    page = Page(title=campaign.title, crumbs=(campaign_pages.to_campaigns(campaign.realm), Crumb(campaign.title)))
    lines = campaign_pages.institution_lines(request.viewer, campaign, rows.rows)
    context = campaign_pages.around_campaign(request.viewer, campaign) | {
        "rows": rows, "lines": lines, "only_silent": only_silent, "page": page,
    }  # fmt: skip
    return TemplateResponse(request, "assessment/campaign.html", context)


@requires(permissions.RUN_CAMPAIGNS)
@require_POST
def open_campaign(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    own_campaign(request, campaign_id)
    try:
        services.open_campaign(campaign_id=campaign_id, actor=request.viewer, at=timezone.now())
        say_done(request, _("The campaign is open. Letters go out within a few minutes."))
    except services.NobodyToAsk:
        say_why_not(request, _("The campaign asks no institution yet. Add one first."))
    except services.NotOpenAnyMore:
        say_why_not(request, _("The campaign was opened before."))
    except ValidationError as problem:
        say_why_not(request, " ".join(problem.messages))
    return redirect("assessment:campaign", campaign_id)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def close_campaign(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = own_campaign(request, campaign_id)
    if campaign.state != CampaignState.OPEN:
        raise Http404
    if request.method == "POST":
        services.close_campaign(campaign_id=campaign_id, actor=request.viewer, at=timezone.now())
        say_done(request, _("The campaign is closed. Drafts are kept, and nothing is taken any more."))
        return redirect("assessment:campaign", campaign_id)
    crumbs = (*campaign_pages.crumbs_to(campaign), Crumb(_("Close")))
    progress = selectors.progress_of(request.viewer, campaign)
    context = {"campaign": campaign, "progress": progress, "page": Page(title=_("Close the campaign"), crumbs=crumbs)}
    return TemplateResponse(request, "assessment/campaign_close.html", context)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def add_institution(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = own_campaign(request, campaign_id)
    if campaign.state == CampaignState.CLOSED:
        raise Http404
    if key := request.POST.get("institution", ""):
        return _act_on(request, campaign_id, key, services.add_institution)
    words = request.GET.get("q", "")[:200]
    found = list(selectors.institutions_to_add(request.viewer, campaign, words)[:50])
    crumbs = (*campaign_pages.crumbs_to(campaign), Crumb(_("Add institutions")))
    page = Page(title=_("Add institutions"), crumbs=crumbs)
    context = {"campaign": campaign, "found": found, "words": words, "page": page}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "assessment/campaign_add.html", context, status=status)


@requires(permissions.RUN_CAMPAIGNS)
@require_POST
def leave_institution_out(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    own_campaign(request, campaign_id)
    return _act_on(request, campaign_id, key, services.leave_institution_out)


def _act_on(request: OfficeRequest, campaign_id: int, key: str, act: Change) -> HttpResponse:
    """Add or take out one institution, and go back to where one was."""
    try:
        act(campaign_id=campaign_id, institution_key=key, actor=request.viewer, at=timezone.now())
        say_done(request, _("The list of institutions is changed."))
    except services.AnswersThere:
        say_why_not(request, _("Somebody of this institution has handed in answers, so it stays."))
    except services.NotOpenAnyMore:
        say_why_not(request, _("The campaign is closed."))
    except ObjectDoesNotExist:
        raise Http404 from None
    way = "assessment:add-institution" if act is services.add_institution else "assessment:campaign"
    return redirect(way, campaign_id)
