"""What the pages of documents share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.choices import DocumentState, GradeKind
from ospolis.assessment.inventory import HOSTS, NO_HOST
from ospolis.assessment.reviewed import MOST_QUARTERS
from ospolis.assessment.selectors.documents import grades_of, questions_to_document
from ospolis.assessment.selectors.inventory import hosts_of
from ospolis.assessment.services.documents import WrittenProof, hand_in_document
from ospolis.core.files.content import TooLarge
from ospolis.core.files.reading import address_of
from ospolis.core.files.services import NotRecognised, TooManyFiles

if TYPE_CHECKING:
    from django import forms

    from ospolis.assessment.models import Document, Grade
    from ospolis.core.access import Viewer
    from ospolis.institutions.models import Institution

_TONES = {DocumentState.HANDED_IN: "info", DocumentState.GRADED: "good", DocumentState.WITHDRAWN: "none"}


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document as a table shows it."""

    document: Document
    statement: str
    grades: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where the document itself is: its address, or the file."""
        return self.document.address or (address_of(self.document.file) if self.document.file else "")

    @property
    def state(self) -> str:
        return str(DocumentState(self.document.state).label)

    @property
    def tone(self) -> str:
        return _TONES[DocumentState(self.document.state)]

    @property
    def is_withdrawn(self) -> bool:
        return self.document.state == DocumentState.WITHDRAWN

    @property
    def grade_url(self) -> str:
        return reverse("assessment:grade-document", args=[self.document.pk])


def document_lines(viewer: Viewer, realm: str, rows: Sequence[Document]) -> list[DocumentLine]:
    """Documents with the questions that they are for, and their grades.

    Cost     2 queries and 1 for each bank
    """
    questions, grades = questions_to_document(viewer, realm), grades_of(viewer, rows)
    found = []
    for row in rows:
        item = questions.get(row.item)
        words = tuple(grade_in_words(grade) for grade in grades[row.pk])
        notes = tuple(grade.note for grade in grades[row.pk] if grade.note)
        found.append(DocumentLine(row, f"{row.item} {item.statement}" if item else row.item, words, notes))
    return found


def grade_in_words(grade: Grade) -> str:
    """A grade in words, without who gave it."""
    words = _("%(k)s of %(n)s quarters") % {"k": grade.quarters, "n": MOST_QUARTERS}
    return f"{words}, {GradeKind(grade.kind).label}"


def items_to_document(viewer: Viewer, institution: Institution) -> list[tuple[str, str]]:
    """The questions that a document of an institution may be for; those about an office are for its host alone."""
    names = {HOSTS: hosts_of(viewer, institution.realm).get(institution.key, NO_HOST)}
    found = questions_to_document(viewer, institution.realm).values()
    return [(item.code, f"{item.code} {item.statement}") for item in found if item.concerns(names)]


def hand_in(viewer: Viewer, institution: Institution, form: forms.Form) -> bool:
    """Hand in what a form says; False when it has to be mended."""
    values: Mapping[str, Any] = form.cleaned_data
    file = values.get("file")
    proof = WrittenProof(
        item=values["item"], title=values["title"], day=values["day"], address=values["address"],
        file_name=file.name if file else "", portions=file.chunks() if file else None,
    )  # fmt: skip
    try:
        hand_in_document(institution_key=institution.key, proof=proof, actor=viewer, at=timezone.now())
    except ValidationError as problem:
        form.add_error(None, problem.messages)
    except TooLarge:
        form.add_error("file", _("The file is larger than 10 MB. Choose a smaller one, or give an address."))
    except NotRecognised:
        form.add_error("file", _("The content does not fit the name of the file. Give it its right ending."))
    except TooManyFiles:
        form.add_error("file", _("These are many files at once. Wait an hour and go on."))
    except ObjectDoesNotExist:
        form.add_error(None, _("This cannot be chosen here."))
    else:
        return True
    return False
