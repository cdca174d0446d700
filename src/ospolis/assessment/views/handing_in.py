"""For whoever is asked: the questions in a spreadsheet and on paper, and the way back of the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from ospolis.assessment.answer_pages import Seat, by_link, by_log_in
from ospolis.assessment.carrying import asked_of_respondent, institution_of
from ospolis.assessment.file_pages import Arriving, arriving_file, give_paper, give_sheet, show_hand_in, take_file
from ospolis.assessment.forms.handing_in import HandInForm
from ospolis.assessment.reading_back import plan_sheet
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.services import handing_in
from ospolis.assessment.services.answering import Closed
from ospolis.assessment.services.submitting import AnswersRefused
from ospolis.core.access import OfficeRequest
from ospolis.core.page import Page
from ospolis.core.said import say_done, say_why_not

if TYPE_CHECKING:
    from ospolis.core.files.models import StoredFile

READING = ("GET", "HEAD")
_PLAN = "assessment/handed_in_sheet.html"


def download_spreadsheet(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """The questions in a spreadsheet, with what was answered so far."""
    if seat.assignment.consented_at is None:
        return redirect(seat.address("start"))
    return give_sheet(seat.viewer, seat.assignment)


def download_paper(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """The questions on paper: nothing of the respondent is on it, so nobody has to agree first."""
    asked = asked_of_respondent(seat.viewer, seat.assignment)
    return give_paper(request, asked, institution_of(seat.assignment.institution), seat.assignment.role)


def hand_in(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """Take the spreadsheet that was filled in; what would come of it is shown first."""
    if seat.assignment.consented_at is None:
        return redirect(seat.address("start"))
    form = HandInForm(request.FILES if request.method == "POST" else None, accepts=".xlsx")
    if not seat.is_open:
        return show_hand_in(request, form, {"is_closed": True, "back": seat.address("start")})
    if (file := take_file(request, form, partial(_take, seat))) is not None:
        return redirect(seat.address("handed-in", file.key))
    return show_hand_in(request, form, {"is_sheet": True, "back": seat.address("start"), "seat": seat})


def show_handed_in(request: OfficeRequest, seat: Seat, key: str) -> HttpResponse:
    """What would come of a spreadsheet; the button hands it in."""
    arriving = arriving_file(handing_in.purpose_of_sheet(seat.assignment.pk), key)
    if request.method == "POST" and arriving.is_readable:
        return _apply(request, seat, arriving)
    plan = None
    if arriving.is_readable:
        drafts = drafts_of(seat.viewer, seat.assignment)
        plan = plan_sheet(seat.viewer, seat.assignment, arriving.read(), drafts=drafts, at=seat.now)
    page = Page(title=_("What your file would change"))
    context = {"arriving": arriving, "plan": plan, "page": page, "seat": seat, "back": seat.address("hand-in")}
    return TemplateResponse(request, _PLAN, context)


def _take(seat: Seat, name: str, portions: Iterator[bytes]) -> StoredFile:
    return handing_in.take_sheet(
        assignment_id=seat.assignment.pk, name=name, portions=portions, actor=seat.viewer, at=seat.now
    )


def _apply(request: OfficeRequest, seat: Seat, arriving: Arriving) -> HttpResponse:
    try:
        done = handing_in.hand_in_sheet(
            assignment_id=seat.assignment.pk, content=arriving.read(), actor=seat.viewer, at=seat.now
        )
    except Closed:
        say_why_not(request, _("These questions are closed. Nothing can be answered any more."))
        return redirect(seat.address("start"))
    except (handing_in.FileRefused, AnswersRefused):
        return redirect(seat.address("handed-in", arriving.file.key))
    say_done(request, _("Your answers are handed in: %(count)s.") % {"count": done.taken})
    return redirect(seat.address("start"))


spreadsheet_by_log_in = by_log_in(download_spreadsheet, methods=READING)
spreadsheet_by_link = by_link(download_spreadsheet, methods=READING)
paper_by_log_in, paper_by_link = by_log_in(download_paper, methods=READING), by_link(download_paper, methods=READING)
hand_in_by_log_in, hand_in_by_link = by_log_in(hand_in), by_link(hand_in)
handed_in_by_log_in, handed_in_by_link = by_log_in(show_handed_in), by_link(show_handed_in)
