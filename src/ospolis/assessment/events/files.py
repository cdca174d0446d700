"""What happens to files with answers that were filled in without a connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class AnswerFileHandedIn(Event):
    """A file of answers was handed in: `taken` of its answers or submissions, `kept` stayed behind newer ones."""

    verb: ClassVar[str] = "assessment.answer_file_handed_in"
    words = _("A file of answers was handed in")

    campaign_id: int
    channel: str
    taken: int
    kept: int
