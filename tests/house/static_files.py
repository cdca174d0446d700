"""Static files are looked through once in a process: each client of a test would else do so at its first request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware


@contextmanager
def look_through_static_files_once() -> Iterator[None]:
    """What was found in a folder stays known until the folder changes, or files are served by other settings."""
    known: dict[tuple[object, ...], dict[str, Any]] = {}
    look_through = WhiteNoiseMiddleware.update_files_dictionary

    def recall(server: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        told = (server.static_prefix, server.max_age, server.charset, str(settings.STORAGES["staticfiles"]))
        place = (root, prefix, Path(root).stat().st_mtime_ns, *told)
        if place not in known:
            before = dict(server.files)
            look_through(server, root, prefix)
            known[place] = {url: file for url, file in server.files.items() if before.get(url) is not file}
        server.files.update(known[place])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "update_files_dictionary", recall)
        yield
