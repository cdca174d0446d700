"""What the office's pages share for files from places without a connection."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.campaign_pages import crumbs_to
from ospolis.assessment.carrying import asked_in_the_field, institution_of
from ospolis.assessment.interchange.field_form import FieldFormOrder, facts_asked, lay_form
from ospolis.assessment.interchange.form_checking import check_form
from ospolis.assessment.interchange.form_tables import write_form
from ospolis.assessment.inventory import HOSTS, NO_HOST
from ospolis.assessment.reading_back import NEW, open_workbook, plan_field, plan_sheet, respondent_named
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.selectors.campaigns import institutions_in
from ospolis.assessment.selectors.carrying import respondents_of
from ospolis.assessment.selectors.inventory import hosts_of, names_of_inventories
from ospolis.assessment.services import handing_in
from ospolis.assessment.services.answering import Closed
from ospolis.assessment.services.submitting import AnswersRefused
from ospolis.core.access import OfficeRequest, Viewer
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not

if TYPE_CHECKING:
    from ospolis.assessment.file_pages import Arriving
    from ospolis.assessment.models import Assignment, Campaign

# A submission takes about 20 ms: more of them than this are handed in by a job.
MOST_AT_ONCE = 40
MOST_INSTITUTIONS = 2_000


class FormNotWhole(RuntimeError):
    """A field form of ours would drop something; it is never handed out."""


def field_form_of(viewer: Viewer, campaign: Campaign, *, at: datetime) -> bytes:
    """The field form of a campaign, held against our own rules before it leaves.

    Cost     1 query, and 2 where a question hangs on the inventory
    Raises   FormNotWhole
    """
    asked = asked_in_the_field(viewer, campaign)
    rows = list(institutions_in(viewer, campaign)[:MOST_INSTITUTIONS])
    names = names_of_inventories(viewer, campaign.realm, rows) if facts_asked(asked) else {}
    hosts = hosts_of(viewer, campaign.realm) if HOSTS in facts_asked(asked) else {}
    institutions = [institution_of(row, {**names.get(row.key, {}), HOSTS: hosts.get(row.key, NO_HOST)}) for row in rows]
    form = lay_form(FieldFormOrder(asked, institutions, at))
    if problems := check_form(form).problems:
        raise FormNotWhole(f"{problems[0].sheet} {problems[0].place}: {problems[0].message}")
    return write_form(form)


def around_campaign(campaign: Campaign) -> dict[str, Any]:
    """What the page shows that takes a file for a campaign."""
    crumbs = (*crumbs_to(campaign), Crumb(_("Hand in a file")))
    return {"campaign": campaign, "crumbs": crumbs, "back": reverse("assessment:campaign", args=[campaign.pk])}


def show_plan(request: OfficeRequest, campaign: Campaign, arriving: Arriving) -> HttpResponse:
    """What would come of a file."""
    context: dict[str, Any] = {"arriving": arriving, "back": reverse("assessment:field-hand-in", args=[campaign.pk])}
    template = "assessment/handed_in_sheet.html"
    if arriving.is_readable and arriving.is_sheet:
        assignment = sheet_is_of(request.viewer, campaign, arriving.read())
        context |= {"is_of_nobody": assignment is None, "of": assignment}
        if assignment is not None:
            drafts = drafts_of(request.viewer, assignment)
            plan = plan_sheet(request.viewer, assignment, arriving.read(), drafts=drafts, at=timezone.now())
            context["plan"] = plan
    elif arriving.is_readable:
        template = "assessment/handed_in_field.html"
        media_type = arriving.file.media_type
        context["plan"] = plan_field(request.viewer, campaign, arriving.read(), media_type, at=timezone.now())
    crumbs = (*crumbs_to(campaign), Crumb(_("Hand in a file"), context["back"]), Crumb(_("What it would change")))
    page = Page(title=_("What the file would change"), crumbs=crumbs)
    return TemplateResponse(request, template, context | {"page": page, "campaign": campaign})


def apply_file(request: OfficeRequest, campaign: Campaign, arriving: Arriving) -> HttpResponse:
    """Hand a file in, whole or not at all."""
    try:
        if is_large(request.viewer, campaign, arriving):
            handing_in.ask_to_hand_in(
                campaign_id=campaign.pk, file_key=arriving.file.key, actor=request.viewer, at=timezone.now()
            )
            say_done(request, _("The file is large. It is being handed in; look again in a minute."))
            return redirect("assessment:field-file", campaign.pk, arriving.file.key)
        done = _apply(request, campaign, arriving)
    except Closed:
        say_why_not(request, _("The campaign is closed. Nothing can be handed in any more."))
        return redirect("assessment:campaign", campaign.pk)
    except (handing_in.FileRefused, AnswersRefused):
        say_why_not(request, _("Nothing was handed in: the file has problems."))
        return redirect("assessment:field-file", campaign.pk, arriving.file.key)
    told = {"taken": done.taken, "kept": done.kept}
    say_done(request, _("Handed in: %(taken)s. Left as it was: %(kept)s.") % told)
    return redirect("assessment:campaign", campaign.pk)


def is_large(viewer: Viewer, campaign: Campaign, arriving: Arriving) -> bool:
    """Whether handing in a file takes longer than somebody should wait for a page."""
    if arriving.is_sheet:
        return False
    plan = plan_field(viewer, campaign, arriving.read(), arriving.file.media_type, at=timezone.now())
    return plan.may_apply and plan.count(NEW) > MOST_AT_ONCE


def _apply(request: OfficeRequest, campaign: Campaign, arriving: Arriving) -> handing_in.HandedIn:
    content, now = arriving.read(), timezone.now()
    if not arriving.is_sheet:
        return handing_in.hand_in_submissions(
            campaign_id=campaign.pk, content=content, media_type=arriving.file.media_type, actor=request.viewer, at=now
        )
    assignment = sheet_is_of(request.viewer, campaign, content)
    if assignment is None:
        raise handing_in.FileRefused(campaign.pk)
    return handing_in.hand_in_sheet(assignment_id=assignment.pk, content=content, actor=request.viewer, at=now)


def sheet_is_of(viewer: Viewer, campaign: Campaign, content: bytes) -> Assignment | None:
    """Whose sheet it is, by the number that we wrote into it; None where that is nobody whom the viewer covers."""
    number = respondent_named(open_workbook(content)[0])
    return next((row for row in respondents_of(viewer, campaign) if row.pk == number), None)
