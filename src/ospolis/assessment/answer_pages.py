"""What the pages for respondents share: where somebody sits, what is asked, how far it is, and where one goes on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ospolis.assessment import permissions
from ospolis.assessment.choices import CampaignState, RespondentRole
from ospolis.assessment.questionnaire import Paper, Section, count_answered, first_open, paper_of
from ospolis.assessment.selectors.asking import assignment_of_link, attachments_of, drafts_of, own_assignment
from ospolis.assessment.selectors.campaigns import takes_answers
from ospolis.core.access import ANYBODY, OfficeRequest, Viewer, requires
from ospolis.core.limiting import asker_of, count_try, may_try, refuse_for_now
from ospolis.core.limiting.doors import LETTER_LINK
from ospolis.core.page import Page

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Attachment, Campaign, Draft

_SALT = "ospolis.assessment.pass"
# As long as a session may last at most.
_GOOD_FOR = timedelta(hours=12)
METHODS = ("GET", "HEAD", "POST")
# Each step has an address for whoever logged in, and one for whoever holds the link of the letter.
_STEPS = {
    "start": ("assessment:answer", "assessment:by-link"),
    "question": ("assessment:answer-question", "assessment:by-link-question"),
    "section": ("assessment:answer-section", "assessment:by-link-section"),
    "check": ("assessment:answer-check", "assessment:by-link-check"),
    "decline": ("assessment:answer-decline", "assessment:by-link-decline"),
    "detach": ("assessment:answer-detach", "assessment:by-link-detach"),
    "paper": ("assessment:answer-paper", "assessment:by-link-paper"),
    "spreadsheet": ("assessment:answer-spreadsheet", "assessment:by-link-spreadsheet"),
    "hand-in": ("assessment:answer-hand-in", "assessment:by-link-hand-in"),
    "handed-in": ("assessment:answer-handed-in", "assessment:by-link-handed-in"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: what was asked, and the way in."""

    assignment: Assignment
    viewer: Viewer
    now: datetime
    token: str = ""

    def address(self, step: str, *more: object) -> str:
        """Where a step of this seat lies."""
        by_log_in, by_link = _STEPS[step]
        way = by_link if self.token else by_log_in
        return reverse(way, args=[self.token or self.assignment.pk, *more])

    def form_address(self, code: str) -> str:
        """Where a form is sent: by a pass that keeps what is typed also when the session has ended meanwhile."""
        if self.token:
            return ""
        ticket = signing.dumps([self.assignment.pk, self.viewer.pk], salt=_SALT)
        return reverse("assessment:answer-kept", args=[ticket, code])

    @property
    def campaign(self) -> Campaign:
        return self.assignment.campaign

    @property
    def is_open(self) -> bool:
        return takes_answers(self.campaign, on=timezone.localdate(self.now))

    @property
    def is_over(self) -> bool:
        closed = self.campaign.state == CampaignState.CLOSED
        return closed or self.campaign.closes < timezone.localdate(self.now)

    @property
    def role(self) -> str:
        return str(RespondentRole(self.assignment.role).label)


SeatView = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in the list of what is asked: how many of its questions were answered."""

    section: Section
    answered: int
    url: str

    @property
    def total(self) -> int:
        return len(self.section.questions)

    @property
    def is_done(self) -> bool:
        return self.answered == self.total

    @property
    def tone(self) -> str:
        return "good" if self.is_done else "none"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that pages of one seat show: the questions, what was typed, and the files beside it."""

    seat: Seat
    paper: Paper
    drafts: Mapping[str, Draft]
    files: Mapping[str, list[Attachment]]

    @property
    def answered(self) -> int:
        return count_answered(self.paper, self.drafts)

    @property
    def total(self) -> int:
        return len(self.paper.questions)

    @property
    def lines(self) -> list[SectionLine]:
        """The sections, with how far each is."""
        return [
            SectionLine(
                section, count_answered(Paper((section,)), self.drafts), self.seat.address("section", section.code)
            )
            for section in self.paper.sections
        ]

    @property
    def go_on(self) -> str:
        """Where the next open question is; the page to check everything once there is none."""
        found = first_open(self.paper, self.drafts)
        return self.seat.address("question", found.code) if found else self.seat.address("check")


def open_sheet(seat: Seat) -> Sheet:
    """Read what a seat shows.

    Cost     4 queries
    """
    drafts = drafts_of(seat.viewer, seat.assignment)
    paper = paper_of(seat.viewer, seat.assignment, drafts)
    return Sheet(seat, paper, drafts, attachments_of(seat.viewer, seat.assignment))


def seat_of_pass(request: OfficeRequest, ticket: str) -> Seat | None:
    """Where a form was opened, for whoever opened it; None for every other pass, and for one of yesterday.

    Cost     1 query
    """
    try:
        assignment_id, account = signing.loads(ticket, salt=_SALT, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    try:
        found = own_assignment(Viewer(pk=account), assignment_id)
    except ObjectDoesNotExist:
        return None
    request.realm = found.campaign.realm
    return Seat(found, request.viewer if request.viewer.pk == account else ANYBODY, timezone.now())


def by_log_in(view: SeatView, methods: Sequence[str] = METHODS) -> Callable[..., HttpResponseBase]:
    """The view for whoever was asked and logged in; anybody else meets nothing."""

    def seated(request: OfficeRequest, assignment_id: int, **more: Any) -> HttpResponse:
        try:
            found = own_assignment(request.viewer, assignment_id)
        except ObjectDoesNotExist:
            raise Http404 from None
        request.realm = found.campaign.realm
        return view(request, Seat(found, request.viewer, timezone.now()), **more)

    functools.update_wrapper(seated, view)
    return requires(permissions.ANSWER)(require_http_methods(list(methods))(seated))


def by_link(view: SeatView, methods: Sequence[str] = METHODS) -> Callable[..., HttpResponseBase]:
    """The view for whoever holds the link; links that open nothing are counted, so that nobody tries them all."""

    def seated(request: OfficeRequest, token: str, **more: Any) -> HttpResponse:
        now, asker = timezone.now(), asker_of(request)
        verdict = may_try(request.viewer, door=LETTER_LINK, asker=asker, at=now)
        if not verdict.may:
            return refuse_for_now(request, verdict)
        found = assignment_of_link(request.viewer, token, at=now)
        if found is None:
            count_try(door=LETTER_LINK, asker=asker, at=now)
            context = {"page": Page(title=_("This link opens nothing"))}
            return TemplateResponse(request, "assessment/link_over.html", context, status=404)
        request.realm = found.campaign.realm
        return view(request, Seat(found, request.viewer, now, token), **more)

    functools.update_wrapper(seated, view)
    return requires(permissions.ANSWER_BY_LINK)(never_cache(require_http_methods(list(methods))(seated)))
