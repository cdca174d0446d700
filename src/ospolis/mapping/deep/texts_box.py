"""What runs inside the box: it cuts the texts that are to be shown out of the contents of one repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.licences import PathClass, find_windows


def read_texts(payload: bytes) -> Iterator[dict[str, Any]]:
    """Cut windows out of contents, just as the detector does.

    Shapes   payload: JSON with mirror, windows [[window id, blob, class], ...]
    Returns  rows {window, text}; what is no longer there is left out
    """
    order = json.loads(payload)
    limits, windows = Limits(), order["windows"]
    blobs = read_blobs(Path(order["mirror"]), ((oid, limits.blob_bytes) for _, oid, _ in windows), limits=limits)
    for (wanted, _, path_class), blob in zip(windows, blobs, strict=True):
        if blob.content is None:
            continue
        scan = find_windows(blob.content, PathClass(path_class))
        for window, text in zip(scan.windows, scan.texts, strict=True):
            if window.id == wanted:
                yield {"window": wanted, "text": text}
                break
