"""The steps on the pages for respondents: keep what was typed, go on, gather what is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ospolis.assessment.answer_pages import Seat, Sheet, open_sheet
from ospolis.assessment.answers import GivenAnswer
from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.choices import DraftState
from ospolis.assessment.questionnaire import Question, Section, is_answered
from ospolis.assessment.selectors.asking import levels_handed_in
from ospolis.assessment.selectors.evidence_held import HeldEvidence, evidence_held
from ospolis.assessment.services.answering import NotAsked, TooManyAttachments, TypedAnswer, attach_file, save_answers
from ospolis.core.access import OfficeRequest, Role
from ospolis.core.files.content import TooLarge
from ospolis.core.files.services import NotRecognised, TooManyFiles
from ospolis.core.limiting import asker_of, count_try
from ospolis.core.limiting.doors import UPLOAD
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_why_not

if TYPE_CHECKING:
    from ospolis.assessment.forms.answering import FileForm, QuestionsForm
    from ospolis.assessment.models import Draft

STOP = "stop"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question on the page to check everything: what was said, and where it is changed."""

    question: Question
    words: str
    comment: str
    files: int
    url: str
    is_open: bool

    @property
    def lang(self) -> str:
        """The language of the words where they are those of a level and not in the language of the page."""
        return self.question.lang if self.words in self.question.anchors else ""


def keep(
    request: OfficeRequest, seat: Seat, form: QuestionsForm, files: FileForm | None = None, code: str = ""
) -> bool:
    """Keep what a form says; False where it was not sent, or has to be mended."""
    sent = form.is_bound and form.is_valid() and (files is None or files.is_valid())
    if not sent:
        return False
    typed = [TypedAnswer(row.item, row.state, row.level, row.comment, row.evidence) for row in form.typed()]
    try:
        save_answers(assignment_id=seat.assignment.pk, answers=typed, actor=seat.viewer, at=seat.now)
    except NotAsked:
        form.add_error(None, _("This question is no longer asked. Go back to the list of sections."))
        return False
    return files is None or _keep_file(request, seat, files, code)


def _keep_file(request: OfficeRequest, seat: Seat, files: FileForm, code: str) -> bool:
    """Take the file that came along; what was typed is kept already."""
    file = files.cleaned_data.get("file")
    # Whose session has ended is asked for the file once more: without an account nobody counts what is given.
    if file is None or not (seat.token or seat.viewer.is_known):
        return True
    problem = ""
    # The store counts by account; whoever came by a link has none and is counted by network.
    if seat.viewer.pk is None and not count_try(door=UPLOAD, asker=asker_of(request), at=seat.now).may:
        problem = _("These are many files at once. Wait an hour and go on.")
    else:
        try:
            attach_file(
                assignment_id=seat.assignment.pk, item=code, name=file.name, portions=file.chunks(),
                actor=seat.viewer, at=seat.now,
            )  # fmt: skip
        except TooLarge:
            problem = _("The file is larger than 2 MB. Choose a smaller one, or give the address of a page.")
        except NotRecognised:
            problem = _("The content does not fit the name of the file. Give it its right ending, or another file.")
        except TooManyFiles:
            problem = _("These are many files at once. Wait an hour and go on.")
        except TooManyAttachments:
            problem = _("An answer has at most five files. Take one off first.")
    if problem:
        files.add_error("file", problem)
    return not problem


def go_on(request: OfficeRequest, seat: Seat, code: str) -> HttpResponse:
    """Lead on from a question that was kept: which ones follow may hang on what was said."""
    if not seat.is_open:
        say_why_not(request, words_when_closed(seat))
        return redirect(seat.address("start"))
    if request.POST.get("then") == STOP:
        return redirect(seat.address("start"))
    later = open_sheet(seat).paper.after(code)
    return redirect(seat.address("question", later.code) if later else seat.address("check"))


def go_on_from(request: OfficeRequest, seat: Seat, code: str) -> HttpResponse:
    """Lead on from a section that was kept."""
    if not seat.is_open:
        say_why_not(request, words_when_closed(seat))
        return redirect(seat.address("start"))
    if request.POST.get("then") == STOP:
        return redirect(seat.address("start"))
    later = open_sheet(seat).paper.section_after(code)
    return redirect(seat.address("section", later.code) if later else seat.address("check"))


def words_when_closed(seat: Seat) -> str:
    """Why answers are kept and not taken."""
    if seat.is_over:
        return _("These questions are closed. What you typed is kept, but can no longer be handed in.")
    return _("These questions are not open yet. What you typed is kept.")


def around_question(sheet: Sheet, question: Question, form: QuestionsForm) -> dict[str, Any]:
    """What stands around one question."""
    seat, questions = sheet.seat, sheet.paper.questions
    before, section = sheet.paper.before(question.code), sheet.paper.section(question.dimension)
    return {
        "seat": seat,
        "sheet": sheet,
        "action": seat.form_address(question.code),
        "section": section,
        "number": questions.index(question) + 1,
        "back": seat.address("question", before.code) if before else seat.address("start"),
        "all_at_once": seat.address("section", question.dimension),
        "attached": [
            (row.file.name, seat.address("detach", row.pk)) for row in sheet.files.get(question.code, [])
        ],
        "evidence": _evidence_for(seat, question),
        "page": Page(title=question.statement, crumbs=_way(seat), has_errors=form.is_bound),
    }  # fmt: skip


def _evidence_for(seat: Seat, question: Question) -> list[HeldEvidence]:
    """What the ledger holds for a question, for focal points: others answer without having seen it.

    Cost     1 query, none for others
    """
    if seat.token or seat.assignment.institution.key not in seat.viewer.units(Role.FOCAL_POINT):
        return []
    item = parsed_bank(seat.campaign.bank.content).item(question.code)
    found = evidence_held(seat.viewer, seat.assignment.institution, [item] if item else [])
    return found.get(question.code, [])


def around_section(sheet: Sheet, section: Section, form: QuestionsForm) -> dict[str, Any]:
    """What stands around all questions of a section."""
    seat = sheet.seat
    return {
        "seat": seat,
        "sheet": sheet,
        "action": seat.form_address(section.code),
        "section": section,
        "one_by_one": seat.address("question", section.questions[0].code),
        "page": Page(title=section.title, crumbs=_way(seat), has_errors=form.is_bound),
    }


def around_check(sheet: Sheet) -> dict[str, Any]:
    """What the page to check everything shows."""
    lines = [(section, [_line(sheet, question) for question in section.questions]) for section in sheet.paper.sections]
    page = Page(title=_("Check your answers"), crumbs=_way(sheet.seat))
    return {"seat": sheet.seat, "sheet": sheet, "lines": lines, "open": sheet.total - sheet.answered, "page": page}


def answers_of(sheet: Sheet) -> list[GivenAnswer]:
    """What is handed in: every answer that was given or confirmed to a question that is asked; and a withdrawal of
    each that was handed in before and is now open, not known, or no longer asked.

    Cost     1 query
    """
    given = list(_given(sheet))
    named = {row.item for row in given}
    before = levels_handed_in(sheet.seat.viewer, sheet.seat.assignment)
    gone = [GivenAnswer(item, level, withdrawn=True) for item, level in before.items() if item not in named]
    return [*given, *gone]


def _given(sheet: Sheet) -> Iterator[GivenAnswer]:
    for question in sheet.paper.questions:
        draft = sheet.drafts.get(question.code)
        if draft is None or draft.is_prefill or draft.state == DraftState.NOT_KNOWN:
            continue
        yield GivenAnswer(
            question.code, draft.level, not_applicable=draft.state == DraftState.NOT_APPLICABLE,
            comment=draft.comment, evidence=draft.evidence,
        )  # fmt: skip


def _line(sheet: Sheet, question: Question) -> AnswerLine:
    draft = sheet.drafts.get(question.code)
    return AnswerLine(
        question,
        words=_said(question, draft),
        comment=draft.comment if draft else "",
        files=len(sheet.files.get(question.code, [])),
        url=sheet.seat.address("question", question.code),
        is_open=not is_answered(draft),
    )


def _said(question: Question, draft: Draft | None) -> str:
    """An answer in words."""
    if draft is None:
        return _("No answer yet")
    if draft.is_prefill:
        return _("Carried over from last time. It waits for you to confirm it.")
    if draft.state == DraftState.LEVEL and draft.level is not None:
        return question.anchors[draft.level]
    return _("I do not know") if draft.state == DraftState.NOT_KNOWN else _("This does not apply to us")


def way_to(seat: Seat) -> tuple[Crumb, ...]:
    """The way to what is asked: from the own list, for whoever logged in."""
    return () if seat.token else (Crumb(_("Questions for me"), reverse("assessment:mine")),)


def _way(seat: Seat) -> tuple[Crumb, ...]:
    return (*way_to(seat), Crumb(seat.campaign.title, seat.address("start")))
