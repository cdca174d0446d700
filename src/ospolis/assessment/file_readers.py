"""Who may have the files of answers and documents, beside the office that keeps them."""

from __future__ import annotations

from ospolis.assessment.selectors.files import may_see_answer_file, may_see_document_file
from ospolis.core.files.reading import register_file_readers

ANSWER_FILE, DOCUMENT_FILE = "assessment.answer", "assessment.document"


def register_readers() -> None:
    """Tell the file store."""
    register_file_readers(ANSWER_FILE, may_see_answer_file)
    register_file_readers(DOCUMENT_FILE, may_see_document_file)
