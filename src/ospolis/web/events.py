"""What happens on the roof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class JournalExported(Event):
    """Entries of the journal were taken out as a file."""

    verb: ClassVar[str] = "web.journal_exported"
    words = _("Entries of the journal were taken out as a file")

    journal_key: str
    format: str
    narrowed_to: str
