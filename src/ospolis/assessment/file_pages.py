"""What the pages share that give files and take them: downloads, the way of a file that was handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from ospolis.assessment.carrying import asked_of_respondent, held_answers, institution_of, printing_of
from ospolis.assessment.forms.handing_in import HandInForm
from ospolis.assessment.interchange.answer_sheet import SheetOrder, write_answer_sheet
from ospolis.assessment.interchange.paper import LanguageNotPrintable, PaperOrder, set_paper
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.core.access import OfficeRequest, Viewer
from ospolis.core.exports import download_headers
from ospolis.core.files.choices import Fault, FileState
from ospolis.core.files.content import TooLarge
from ospolis.core.files.reading import find_given
from ospolis.core.files.recognition import XLSX
from ospolis.core.files.services import NotRecognised, TooManyFiles, content_store
from ospolis.core.limiting import asker_of, count_try
from ospolis.core.limiting.doors import UPLOAD
from ospolis.core.page import Crumb, Page

if TYPE_CHECKING:
    from ospolis.assessment.interchange.asked import Asked, Institution
    from ospolis.assessment.models import Assignment
    from ospolis.core.files.models import StoredFile

PDF = "application/pdf"
Take = Callable[[str, Iterator[bytes]], "StoredFile"]


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that somebody handed in, on its way: looked at, refused, or there to be read."""

    file: StoredFile

    @property
    def is_waiting(self) -> bool:
        return self.file.state == FileState.QUARANTINED

    @property
    def fault(self) -> str:
        """Why the file is refused, in words; empty when it is not."""
        return str(Fault(self.file.fault).label) if self.file.state == FileState.REFUSED else ""

    @property
    def is_readable(self) -> bool:
        return self.file.state == FileState.CLEARED

    @property
    def is_sheet(self) -> bool:
        return self.file.media_type == XLSX

    def read(self) -> bytes:
        """The content, once it may be read."""
        with content_store().open(self.file.digest) as content:
            return content.read()


def hand_out(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file as a download."""
    return HttpResponse(content, content_type=media_type, headers=download_headers(name))


def give_sheet(viewer: Viewer, assignment: Assignment, *, is_blank: bool = False) -> HttpResponse:
    """The spreadsheet of one respondent, with what was answered so far unless it is for somebody else to send."""
    held = {} if is_blank else held_answers(drafts_of(viewer, assignment))
    order = SheetOrder(
        asked=asked_of_respondent(viewer, assignment),
        institution=institution_of(assignment.institution),
        role=assignment.role,
        respondent=assignment.pk,
        language=get_language() or "en",
        is_right_to_left=get_language_bidi(),
        held={code: row.answer for code, row in held.items()},
        at=timezone.now(),
    )
    name = f"answers-{assignment.institution.key}-{assignment.role}.xlsx"
    return hand_out(write_answer_sheet(order), XLSX, name)


def give_paper(request: OfficeRequest, asked: Asked, institution: Institution, role: str = "") -> HttpResponse:
    """The questions on paper; a page says so where a language cannot be printed."""
    try:
        content = set_paper(PaperOrder(asked, institution, role, printing_of(timezone.now())))
    except LanguageNotPrintable as problem:
        return show_not_printable(request, str(problem))
    return hand_out(content, PDF, f"questions-{institution.key}.pdf")


def show_not_printable(request: OfficeRequest, why: str) -> HttpResponse:
    """Say that a document cannot be printed in this language, and what to do."""
    context = {"why": why, "page": Page(title=_("This cannot be printed yet"))}
    return TemplateResponse(request, "assessment/not_printable.html", context, status=409)


def arriving_file(purpose: str, key: str) -> Arriving:
    """A file that was handed in on this page.

    Raises   Http404
    """
    found = find_given(purpose, key)
    if found is None:
        raise Http404
    return Arriving(found)


def show_hand_in(request: OfficeRequest, form: HandInForm, context: dict[str, Any]) -> HttpResponse:
    """The page that takes a file."""
    crumbs: tuple[Crumb, ...] = context.pop("crumbs", ())
    page = Page(title=_("Hand in a file with answers"), crumbs=crumbs, has_errors=form.is_bound)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "assessment/hand_in.html", {"form": form, "page": page, **context}, status=status)


def take_file(request: OfficeRequest, form: HandInForm, take: Take) -> StoredFile | None:
    """Take the file of a form in; nothing when there is none, or it has to be another one."""
    if not form.is_bound or not form.is_valid():
        return None
    # The store counts by account; whoever came by a link has none and is counted by network.
    by_network = request.viewer.pk is None
    if by_network and not count_try(door=UPLOAD, asker=asker_of(request), at=timezone.now()).may:
        form.add_error("file", _("These are many files at once. Wait an hour and go on."))
        return None
    file = form.cleaned_data["file"]
    try:
        return take(file.name, file.chunks())
    except TooLarge:
        form.add_error("file", _("The file is too large for answers. Hand in the one that you filled in."))
    except NotRecognised:
        form.add_error("file", _("The content does not fit the name of the file. Save it again."))
    except TooManyFiles as problem:
        form.add_error("file", str(problem))
    return None
