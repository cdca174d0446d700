"""The documents that institutions show, for them and for the office that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from ospolis.assessment.choices import DocumentState
from ospolis.assessment.models import Document, Grade
from ospolis.assessment.selectors.banks import offered_banks
from ospolis.assessment.selectors.wording import say_bank
from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from ospolis.engines.maturity import Item
    from ospolis.institutions.models import Institution


def questions_to_document(viewer: Viewer, realm: str) -> dict[str, Item]:
    """The questions for which documents may be handed in, by their codes: those of every bank that the office uses.

    Cost     1 query and 1 for each bank, one more for each that is in another language
    """
    used = offered_banks(viewer, realm).values()
    return {item.code: item for one in used for item in say_bank(viewer, realm, one.bank).items}


def document_in_care(viewer: Viewer, document_id: int) -> Document:
    """A document of an institution that the viewer works for, as focal point or in its office.

    Cost     1 query
    Raises   Document.DoesNotExist
    """
    rows = Document.objects.filter(institution__in=institutions_covered_by(viewer).order_by())
    return rows.select_related("institution", "file").get(pk=document_id)


def documents_of(viewer: Viewer, institution: Institution) -> list[Document]:
    """The newest documents of one institution, withdrawn ones too; the caller found the institution.

    Cost     1 query
    """
    rows = Document.objects.filter(institution=institution).select_related("file")
    return list(rows.order_by("-added_at", "-id")[:100])


def documents_waiting(viewer: Viewer, realm: str) -> QuerySet[Document]:
    """The documents of an office that count and that the viewer covers, the longest waiting first.

    Shapes   Document rows with institution; empty for whoever does not work in the office
    Cost     1 query when read
    """
    if realm not in viewer.realms(Role.OFFICER):
        return Document.objects.none()
    rows = Document.objects.filter(realm=realm, institution__in=institutions_covered_by(viewer).order_by())
    rows = rows.exclude(state=DocumentState.WITHDRAWN)
    return rows.select_related("institution", "file").order_by("added_at", "id")


def grades_of(viewer: Viewer, documents: Sequence[Document]) -> dict[int, list[Grade]]:
    """The grades of some documents, by the number of the document, the newest first; each document has its entry.

    Cost     1 query
    """
    found: dict[int, list[Grade]] = {row.pk: [] for row in documents}
    rows = Grade.objects.filter(document__in=documents).select_related("assessor__account")
    for grade in rows.order_by("document", "-graded_at", "-id"):
        found[grade.document_id].append(grade)
    return found
