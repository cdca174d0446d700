"""For the office that asks: field forms, paper and spreadsheets of a campaign, and files that come back."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.assessment import field_pages, permissions
from ospolis.assessment.campaign_pages import asked_institution, own_campaign
from ospolis.assessment.carrying import asked_of_institution, institution_of
from ospolis.assessment.field_pages import field_form_of
from ospolis.assessment.file_pages import arriving_file, give_paper, give_sheet, hand_out, show_hand_in, take_file
from ospolis.assessment.forms.handing_in import HandInForm
from ospolis.assessment.selectors.campaigns import get_assignment, takes_answers
from ospolis.assessment.services import handing_in
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.files.recognition import XLSX
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT

METHODS = ["GET", "HEAD", "POST"]
_ACCEPTS = ".xlsx,.csv,.json,.xml"


@requires(permissions.RUN_CAMPAIGNS)
@limited(EXPORT)
@require_safe
def download_field_form(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """The questions of a campaign as a form for ODK and KoboToolbox."""
    campaign = own_campaign(request, campaign_id)
    content = field_form_of(request.viewer, campaign, at=timezone.now())
    return hand_out(content, XLSX, f"field-form-{campaign.pk}.xlsx")


@requires(permissions.RUN_CAMPAIGNS)
@limited(EXPORT)
@require_safe
def download_paper(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    """The questions of an institution on paper, whatever the role: for a meeting, or for the post."""
    campaign = own_campaign(request, campaign_id)
    institution = asked_institution(request, campaign, key)
    return give_paper(request, asked_of_institution(request.viewer, campaign, institution), institution_of(institution))


@requires(permissions.RUN_CAMPAIGNS)
@limited(EXPORT)
@require_safe
def download_spreadsheet(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    """The spreadsheet of one respondent, for the office to send; without what that person typed so far."""
    try:
        found = get_assignment(request.viewer, assignment_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = found.campaign.realm
    return give_sheet(request.viewer, found, is_blank=True)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def hand_in(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """Take a file that came to the office from a place without a connection."""
    campaign = own_campaign(request, campaign_id)
    form = HandInForm(request.FILES if request.method == "POST" else None, accepts=_ACCEPTS)
    context = field_pages.around_campaign(campaign)
    if not takes_answers(campaign, on=timezone.localdate()):
        return show_hand_in(request, form, {"is_closed": True, **context})
    file = take_file(
        request, form,
        lambda name, portions: handing_in.take_field_file(
            campaign_id=campaign_id, name=name, portions=portions, actor=request.viewer, at=timezone.now()
        ),
    )  # fmt: skip
    return redirect("assessment:field-file", campaign_id, file.key) if file else show_hand_in(request, form, context)


@requires(permissions.RUN_CAMPAIGNS)
@require_http_methods(METHODS)
def show_field_file(request: OfficeRequest, campaign_id: int, key: str) -> HttpResponse:
    """What would come of a file that came to the office; the button hands it in."""
    campaign = own_campaign(request, campaign_id)
    arriving = arriving_file(handing_in.purpose_of_field(campaign_id), key)
    if request.method == "POST" and arriving.is_readable:
        return field_pages.apply_file(request, campaign, arriving)
    return field_pages.show_plan(request, campaign, arriving)
