"""Readers of what was kept."""

from __future__ import annotations

from collections.abc import Sequence

from ospolis.core.access import Viewer
from ospolis.mapping.models import BlobReading

_BATCH = 900


def kept_readings(viewer: Viewer, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """The readings that are kept for some keys.

    Cost     1 query for each 900 keys
    """
    found: dict[bytes, bytes] = {}
    for start in range(0, len(keys), _BATCH):
        rows = BlobReading.objects.filter(key__in=keys[start : start + _BATCH]).values_list("key", "reading")
        found.update((bytes(key), bytes(reading)) for key, reading in rows)
    return found
