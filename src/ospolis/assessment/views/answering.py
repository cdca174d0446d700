"""The pages for whoever is asked: read what happens with the answers, answer, check, hand in, decline."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ospolis.assessment import answer_pages, answer_steps, permissions
from ospolis.assessment.answer_pages import Seat, Sheet, by_link, by_log_in, open_sheet
from ospolis.assessment.choices import Channel
from ospolis.assessment.forms.answering import FileForm, QuestionsForm
from ospolis.assessment.services import answering, submitting
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.idempotency import FIELD, new_form_key
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not


def show_start(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """What is asked, why, and what happens with the answers; agreeing opens the questions."""
    if request.method == "POST":
        return _begin(request, seat)
    sheet = open_sheet(seat)
    page = Page(title=seat.campaign.title, crumbs=(*answer_steps.way_to(seat), Crumb(seat.campaign.title)))
    template = "assessment/answer_start.html" if seat.assignment.consented_at else "assessment/answer_consent.html"
    ways = {"decline_url": seat.address("decline"), "check_url": seat.address("check")}
    files = {f"{step.replace('-', '_')}_url": seat.address(step) for step in ("spreadsheet", "paper", "hand-in")}
    return TemplateResponse(request, template, {"seat": seat, "sheet": sheet, "page": page, **ways, **files})


def _begin(request: OfficeRequest, seat: Seat) -> HttpResponse:
    try:
        answering.begin_answering(assignment_id=seat.assignment.pk, actor=seat.viewer, at=seat.now)
    except answering.Closed:
        say_why_not(request, _("These questions are closed. Nothing can be answered any more."))
        return redirect(seat.address("start"))
    return redirect(open_sheet(seat).go_on)


def show_question(request: OfficeRequest, seat: Seat, code: str) -> HttpResponse:
    """One question a page."""
    if seat.assignment.consented_at is None:
        return redirect(seat.address("start"))
    sheet = open_sheet(seat)
    question = sheet.paper.find(code)
    if question is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = QuestionsForm(posted, questions=[question], drafts=sheet.drafts)
    files = FileForm(posted, request.FILES if posted is not None else None)
    if answer_steps.keep(request, seat, form, files, code):
        return answer_steps.go_on(request, seat, code)
    context = {"form": form, "files": files, **answer_steps.around_question(sheet, question, form)}
    return TemplateResponse(request, "assessment/answer_question.html", context, status=422 if form.is_bound else 200)


def show_section(request: OfficeRequest, seat: Seat, code: str) -> HttpResponse:
    """All questions of a section at once."""
    if seat.assignment.consented_at is None:
        return redirect(seat.address("start"))
    sheet = open_sheet(seat)
    section = sheet.paper.section(code)
    if section is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = QuestionsForm(posted, questions=section.questions, drafts=sheet.drafts)
    if answer_steps.keep(request, seat, form):
        return answer_steps.go_on_from(request, seat, code)
    context = {"form": form, **answer_steps.around_section(sheet, section, form)}
    return TemplateResponse(request, "assessment/answer_section.html", context, status=422 if form.is_bound else 200)


def show_check(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """Everything that was answered and what is open; from here it is handed in."""
    if seat.assignment.consented_at is None:
        return redirect(seat.address("start"))
    sheet = open_sheet(seat)
    if request.method == "POST":
        return _hand_in(request, sheet)
    context = answer_steps.around_check(sheet) | {"form_key": new_form_key()}
    return TemplateResponse(request, "assessment/answer_check.html", context)


def _hand_in(request: OfficeRequest, sheet: Sheet) -> HttpResponse:
    seat = sheet.seat
    key = request.POST.get(FIELD, "")[:60]
    try:
        submitting.submit_answers(
            assignment_id=seat.assignment.pk, answers=answer_steps.answers_of(sheet), channel=Channel.WEB,
            sent_at=seat.now, external=f"web:{key}" if key else "", actor=seat.viewer, at=seat.now,
        )  # fmt: skip
    except answering.Closed:
        say_why_not(request, answer_steps.words_when_closed(seat))
    except submitting.AnswersRefused:
        say_why_not(request, _("The questions changed meanwhile. Look at your answers once more."))
    else:
        say_done(request, _("Your answers are handed in. Thank you."))
    return redirect(seat.address("start"))


def decline(request: OfficeRequest, seat: Seat) -> HttpResponse:
    """Say that one will not answer; asks first."""
    if request.method == "POST":
        try:
            answering.decline_asking(assignment_id=seat.assignment.pk, actor=seat.viewer, at=seat.now)
            say_done(request, _("We have noted that you will not answer. No reminder follows."))
        except answering.Closed:
            say_why_not(request, _("This can no longer be declined."))
        return redirect(seat.address("start"))
    context = {"back": seat.address("start"), "page": Page(title=_("You do not want to answer"))}
    return TemplateResponse(request, "assessment/answer_decline.html", context)


def detach(request: OfficeRequest, seat: Seat, attachment_id: int) -> HttpResponse:
    """Take a file off an answer, and go back to its question."""
    try:
        item = answering.detach_file(
            assignment_id=seat.assignment.pk, attachment_id=attachment_id, actor=seat.viewer, at=seat.now
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The file is taken off your answer."))
    return redirect(seat.address("question", item))


@requires(permissions.ANSWER_BY_LINK)
@require_POST
def keep_typed(request: OfficeRequest, ticket: str, code: str) -> HttpResponse:
    """Take a form that was opened by somebody who logged in, and keep what was typed also when the session is over."""
    seat = answer_pages.seat_of_pass(request, ticket)
    if seat is None:
        context = {"page": Page(title=_("This link opens nothing"))}
        return TemplateResponse(request, "assessment/link_over.html", context, status=404)
    view = show_question if "." in code else show_section
    if seat.viewer.is_known:
        return view(request, seat, code)
    answer = view(request, seat, code)
    if answer.status_code != HTTPStatus.FOUND:
        return answer
    page = Page(title=_("You were logged out"))
    then = f"{reverse('people:log-in')}?{urlencode({'next': seat.address('start')})}"
    return TemplateResponse(request, "assessment/answer_kept.html", {"log_in": then, "page": page})


start_by_log_in, start_by_link = by_log_in(show_start), by_link(show_start)
question_by_log_in, question_by_link = by_log_in(show_question), by_link(show_question)
section_by_log_in, section_by_link = by_log_in(show_section), by_link(show_section)
check_by_log_in, check_by_link = by_log_in(show_check), by_link(show_check)
decline_by_log_in, decline_by_link = by_log_in(decline), by_link(decline)
detach_by_log_in, detach_by_link = by_log_in(detach, ("POST",)), by_link(detach, ("POST",))
