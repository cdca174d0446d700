"""Whom a campaign asks in one institution: named, written to again, released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ospolis.assessment import campaign_pages, permissions
from ospolis.assessment.campaign_pages import RespondentLine, asked_institution, own_campaign
from ospolis.assessment.forms.campaigns import RespondentForm
from ospolis.assessment.selectors.campaigns import assignments_in, get_assignment
from ospolis.assessment.services import inviting
from ospolis.assessment.services.campaigns import AnswersThere, NotOpenAnyMore
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import INVITATION
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Campaign

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.RUN_CAMPAIGNS)
@limited(INVITATION, methods=("POST",))
@require_http_methods(METHODS)
def show_respondents(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    campaign = own_campaign(request, campaign_id)
    institution = asked_institution(request, campaign, key)
    form = _form(request, campaign)
    if form.is_bound and form.is_valid() and _ask(request, campaign_id, key, form):
        return redirect("assessment:respondents", campaign_id, key)
    lines = [RespondentLine(row) for row in assignments_in(request.viewer, campaign, institution)]
    page = Page(
        title=institution.name, crumbs=(*campaign_pages.crumbs_to(campaign), Crumb(institution.name)),
        has_errors=form.is_bound,
    )  # fmt: skip
    context = {"campaign": campaign, "institution": institution, "form": form, "lines": lines, "page": page}
    return TemplateResponse(request, "assessment/respondents.html", context, status=422 if form.is_bound else 200)


@requires(permissions.RUN_CAMPAIGNS)
@limited(INVITATION)
@require_POST
def write_again(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    row = _own(request, assignment_id)
    try:
        inviting.write_again(assignment_id=assignment_id, actor=request.viewer, at=timezone.now())
        say_done(request, _("The letter is on its way again."))
    except NotOpenAnyMore:
        say_why_not(request, _("No letter is sent: the campaign is not open, or the answers are there."))
    return redirect("assessment:respondents", row.campaign_id, row.institution.key)


@requires(permissions.RUN_CAMPAIGNS)
@require_POST
def release(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    row = _own(request, assignment_id)
    try:
        inviting.release_respondent(assignment_id=assignment_id, actor=request.viewer, at=timezone.now())
        say_done(request, _("The person is no longer asked. The link in the letter opens nothing any more."))
    except AnswersThere:
        say_why_not(request, _("This person has handed in answers, so the name stays."))
    except NotOpenAnyMore:
        say_why_not(request, _("The campaign is closed."))
    return redirect("assessment:respondents", row.campaign_id, row.institution.key)


def _own(request: OfficeRequest, assignment_id: int) -> Assignment:
    """Somebody whom an own campaign asks.

    Raises   Http404
    """
    try:
        return get_assignment(request.viewer, assignment_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _form(request: OfficeRequest, campaign: Campaign) -> RespondentForm:
    data = request.POST if request.method == "POST" else None
    return RespondentForm(
        data, people=campaign_pages.people_to_ask(request.viewer), roles=campaign_pages.roles_of(campaign),
        sections=campaign_pages.sections_of(request.viewer, campaign),
    )  # fmt: skip


def _ask(request: OfficeRequest, campaign_id: int, key: str, form: RespondentForm) -> bool:
    """Ask the person that a form names; False when it has to be mended."""
    values = form.cleaned_data
    try:
        inviting.ask_respondent(
            campaign_id=campaign_id, institution_key=key, person_id=int(values["person"]), role=values["role"],
            sections=values["sections"], actor=request.viewer, at=timezone.now(),
        )  # fmt: skip
    except inviting.AlreadyAsked:
        form.add_error("person", _("This person is asked in this role already."))
    except (NotOpenAnyMore, ObjectDoesNotExist):
        form.add_error(None, _("Nobody can be asked here any more."))
    else:
        say_done(request, _("The person is asked."))
        return True
    return False
