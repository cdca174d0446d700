"""Who may have a file that came with an answer or as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ospolis.assessment.models import Attachment, Document
from ospolis.assessment.selectors.institution import institutions_in_care
from ospolis.core.access import Viewer

if TYPE_CHECKING:
    from ospolis.core.files.models import StoredFile


def may_see_answer_file(viewer: Viewer, file: StoredFile) -> bool:
    """Whoever gave it with an answer, and the focal point of the institution.

    Cost     1 query, none for visitors
    """
    if viewer.pk is None:
        return False
    own = Q(assignment__person__account=viewer.pk)
    care = Q(assignment__institution__in=institutions_in_care(viewer).order_by())
    return Attachment.objects.filter(own | care, file=file).exists()


def may_see_document_file(viewer: Viewer, file: StoredFile) -> bool:
    """The focal point of the institution that handed it in.

    Cost     1 query, none for visitors
    """
    if viewer.pk is None:
        return False
    return Document.objects.filter(file=file, institution__in=institutions_in_care(viewer).order_by()).exists()
