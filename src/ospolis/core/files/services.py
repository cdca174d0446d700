"""Take a file in: counted, recognised, kept once, and written into the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer, system_viewer
from ospolis.core.files.content import ContentStore
from ospolis.core.files.jobs import inspect_file
from ospolis.core.files.models import StoredFile
from ospolis.core.files.recognition import recognised_type, safe_name
from ospolis.core.jobs.services import enqueue_job
from ospolis.core.journal import Event, record
from ospolis.core.limiting.askers import Asker
from ospolis.core.limiting.doors import UPLOAD
from ospolis.core.limiting.services import count_try
from ospolis.core.limits import UPLOAD_BYTES


@dataclass(frozen=True)
class FileStored(Event):
    """A file was taken in."""

    verb = "core.file_stored"
    words = _("A file was taken in")
    stored_file_id: int
    digest: str
    size: int


class NotRecognised(ValueError):
    """A file whose content is not what its name says, or is of no kind that is accepted."""


class TooManyFiles(RuntimeError):
    """Somebody has given as many files as one person may for now; the message says when to go on."""


def content_store() -> ContentStore:
    """The store in the data folder."""
    return ContentStore(settings.MEDIA_ROOT)


def store_file(
    *,
    name: str,
    portions: Iterable[bytes],
    realm: str,
    actor: Viewer,
    at: datetime,
    purpose: str = "",
    limit: int = UPLOAD_BYTES,
) -> StoredFile:
    """Keep a file that somebody gave, in quarantine until a job has looked at it.

    The content is written first and its row after it: a content without a row is harmless, a row without is not.
    Raises   TooManyFiles; TooLarge; NotRecognised
    Emits    core.file_stored
    """
    _count_giving(actor, at)
    content = content_store().add(portions, limit=limit)
    media_type = recognised_type(content.head, name)
    if media_type is None:
        raise NotRecognised("The content does not fit the name. Give the file its right extension, or another file.")
    with transaction.atomic():
        row = StoredFile.objects.create(
            digest=content.digest,
            size=content.size,
            media_type=media_type,
            name=safe_name(name),
            original_name=name[:255],
            realm=realm,
            purpose=purpose,
            added_by=actor.pk,
            added_at=at,
        )
        # Looking is the duty of the house: it goes on when the giver's account is closed meanwhile.
        viewer = system_viewer("quarantine")
        enqueue_job(inspect_file, viewer=viewer, at=at, realm=realm, key=f"file:{row.pk}", stored_file_id=row.pk)
        event = FileStored(stored_file_id=row.pk, digest=row.digest, size=row.size)
        record(event, actor=actor, at=at, realm=realm)
    return row


def _count_giving(actor: Viewer, at: datetime) -> None:
    """Count what a person gives; programs of the house give as much as they must."""
    if actor.pk is None:
        return
    verdict = count_try(door=UPLOAD, asker=Asker(account=str(actor.pk)), at=at)
    if not verdict.may:
        raise TooManyFiles(f"These are many files at once. Go on in {verdict.wait_minutes} minutes.")
