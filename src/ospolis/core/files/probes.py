"""What the health of an installation says of files: are contents there, and does quarantine flow?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from ospolis.core.doctor import HealthLine, Light
from ospolis.core.files.choices import FileState
from ospolis.core.files.models import StoredFile
from ospolis.core.files.scanner import greet_scanner
from ospolis.core.files.services import content_store

_LATE = timedelta(hours=1)
_LOOKED_AT = 100


def look_at_files() -> Iterator[HealthLine]:
    """Whether the contents of the files that were given last are in the store."""
    digests = set(StoredFile.objects.order_by("-id").values_list("digest", flat=True)[:_LOOKED_AT])
    store = content_store()
    missing = sum(not store.holds(digest) for digest in digests)
    if missing:
        value = f"{missing} of the last {len(digests)} contents are missing"
        yield HealthLine("files", Light.RED, value, "Restore the folder of files from a backup.")
    else:
        yield HealthLine("files", Light.GREEN, f"the last {len(digests)} contents are there")


def look_at_quarantine() -> Iterator[HealthLine]:
    """Files that wait for too long, files that were refused, and whether the virus scanner answers."""
    waiting = StoredFile.objects.filter(state=FileState.QUARANTINED)
    if late := waiting.filter(added_at__lt=timezone.now() - _LATE).count():
        remedy = "Start a worker: ospolis work. Look at jobs that were set aside, and at the virus scanner."
        yield HealthLine("quarantine", Light.YELLOW, f"{late} files wait for more than an hour", remedy)
    else:
        yield HealthLine("quarantine", Light.GREEN, f"{waiting.count()} files are being looked at")
    if refused := StoredFile.objects.filter(state=FileState.REFUSED).count():
        remedy = "Nobody gets them. The journal says why each was refused."
        yield HealthLine("files refused", Light.GREEN, str(refused), remedy)
    yield _look_at_scanner()


def _look_at_scanner() -> HealthLine:
    if not settings.OSPOLIS.clamd:
        remedy = "Install clamd, and set OSPOLIS_CLAMD to its socket."
        return HealthLine("virus scanner", Light.YELLOW, "none: files are judged by kind only", remedy)
    if fault := greet_scanner(settings.OSPOLIS.clamd):
        remedy = "Start clamd, or check OSPOLIS_CLAMD. Until then every new file stays in quarantine."
        return HealthLine("virus scanner", Light.RED, fault, remedy)
    return HealthLine("virus scanner", Light.GREEN, "answers")
