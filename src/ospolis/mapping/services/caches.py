"""Keep what was found in a content, for every repository that has the same one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from ospolis.mapping.models import BlobReading

_BATCH = 1_000


@transaction.atomic
def keep_readings(*, readings: Mapping[bytes, bytes]) -> None:
    """Keep readings by their keys; one that is kept already stays.

    Raises   nothing of its own
    Emits    nothing: a cache says nothing that cannot be read again
    """
    rows = [BlobReading(key=key, reading=reading) for key, reading in sorted(readings.items())]
    BlobReading.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
