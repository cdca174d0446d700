"""What the roof itself writes down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal import record
from ospolis.web.events import JournalExported


@transaction.atomic
def note_journal_export(*, realm: str, kind: str, narrowed_to: str, actor: Viewer, at: datetime) -> None:
    """Write down that somebody takes entries of a journal out as a file.

    Raises   nothing of its own
    Emits    web.journal_exported
    """
    event = JournalExported(journal_key=realm, format=kind, narrowed_to=narrowed_to[:300])
    record(event, actor=actor, at=at, realm=realm)
