"""Look at a file that somebody gave, and let it out of quarantine or refuse it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.files.choices import Fault, FileState
from ospolis.core.files.content import ContentStore, portions_of
from ospolis.core.files.inspection import write_order
from ospolis.core.files.models import StoredFile
from ospolis.core.files.recognition import XLSX
from ospolis.core.files.scanner import is_infected
from ospolis.core.journal import Event, record
from ospolis.core.scanbox import BoxAnswer, BoxKind, BoxOutcome

_UNFOLDED = frozenset({"application/zip", XLSX})


@dataclass(frozen=True)
class FileCleared(Event):
    """A file was looked at and let out of quarantine."""

    verb = "core.file_cleared"
    words = _("A file was looked at and let out of quarantine")
    stored_file_id: int
    digest: str


@dataclass(frozen=True)
class FileRefused(Event):
    """A file was looked at and refused."""

    verb = "core.file_refused"
    words = _("A file was looked at and refused")
    stored_file_id: int
    digest: str
    fault: str


class BoxFailed(RuntimeError):
    """The box ended without an answer; the file stays in quarantine."""


class Box(Protocol):
    """In what contents are opened."""

    kind: BoxKind

    def run(self, payload: bytes) -> BoxAnswer: ...


def look_at(file: StoredFile, *, box: Box) -> Fault | None:
    """What is wrong with the content of a file, if anything; reads the store and writes nothing.

    Raises   BoxFailed; ScannerAway when the operator's virus scanner does not answer
    """
    store = ContentStore(settings.MEDIA_ROOT)
    fault = _look_in_box(file, store, box)
    if fault is None and settings.OSPOLIS.clamd:
        with store.open(file.digest) as content:
            if is_infected(settings.OSPOLIS.clamd, portions_of(content)):
                return Fault.VIRUS
    return fault


@transaction.atomic
def settle_file(*, stored_file_id: int, fault: Fault | None, actor: Viewer, at: datetime) -> bool:
    """Let a file out of quarantine, or refuse it; of two that looked at it at once the first one settles it.

    Returns  whether this call settled it
    Raises   StoredFile.DoesNotExist
    Emits    core.file_cleared or core.file_refused
    """
    row = StoredFile.objects.select_for_update(of=("self",)).get(pk=stored_file_id)
    if row.state != FileState.QUARANTINED:
        return False
    row.state = FileState.CLEARED if fault is None else FileState.REFUSED
    row.fault, row.judged_at = fault or "", at
    row.save(update_fields=["state", "fault", "judged_at"])
    event: Event = FileCleared(stored_file_id=row.pk, digest=row.digest)
    if fault is not None:
        event = FileRefused(stored_file_id=row.pk, digest=row.digest, fault=fault.value)
    record(event, actor=actor, at=at, realm=row.realm)
    return True


def _look_in_box(file: StoredFile, store: ContentStore, box: Box) -> Fault | None:
    if file.media_type in _UNFOLDED and not box.kind.is_strong:
        return Fault.NO_BOX
    answer = box.run(write_order(file.name, file.media_type, store.path(file.digest).read_bytes()))
    if answer.outcome is BoxOutcome.LIMIT:
        return Fault.TOO_COSTLY
    if answer.outcome is BoxOutcome.CRASHED or len(answer.lines) != 1:
        raise BoxFailed(answer.message or "the box gave no answer")
    return _read_fault(answer.lines[0])


def _read_fault(line: bytes) -> Fault | None:
    """Read the one line of an answer; the box has read hostile content, so only known codes count.

    Raises   BoxFailed
    """
    try:
        code = json.loads(line)["fault"]
        return Fault(code) if code else None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BoxFailed("the box gave an answer that is none") from None
