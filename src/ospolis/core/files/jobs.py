"""The job that looks at each file that comes in."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from ospolis.core.access.viewer import Viewer
from ospolis.core.files.choices import FileState
from ospolis.core.files.inspection import inspect_content
from ospolis.core.files.models import StoredFile
from ospolis.core.files.quarantine import look_at, settle_file
from ospolis.core.files.scanner import ScannerAway
from ospolis.core.jobs import job
from ospolis.core.jobs.services import enqueue_job
from ospolis.core.scanbox import FILE, ScanBox

_SHORTEST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)

_log = logging.getLogger(__name__)


@job()
def inspect_file(viewer: Viewer, *, stored_file_id: int) -> None:
    """Look at one file in a box; a repeat is harmless. While the virus scanner is away it comes back by itself."""
    file = StoredFile.objects.filter(pk=stored_file_id, state=FileState.QUARANTINED).first()
    if file is None:
        return
    try:
        with ScanBox(inspect_content, limits=FILE, hidden=(settings.OSPOLIS.data_dir,)) as box:
            fault = look_at(file, box=box)
    except ScannerAway as problem:
        _log.warning("file %s stays in quarantine: %s", file.pk, problem)
        _come_back(file, viewer)
        return
    settle_file(stored_file_id=file.pk, fault=fault, actor=viewer, at=timezone.now())


def _come_back(file: StoredFile, viewer: Viewer) -> None:
    """Ask for another look, the later the longer the file waits already."""
    now = timezone.now()
    wait = min(max(now - file.added_at, _SHORTEST_WAIT), _LONGEST_WAIT)
    enqueue_job(inspect_file, viewer=viewer, at=now, run_after=now + wait, realm=file.realm, stored_file_id=file.pk)
