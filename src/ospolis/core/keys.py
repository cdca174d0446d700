"""Keys of the installation: made once, kept in the data folder, readable by their owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def secret_key(given: str, data_dir: Path) -> str:
    """Return the signing key: the one given, else the one kept in the data folder, else a new one that is kept."""
    return given or kept_key(data_dir / "secret-key")


def kept_key(path: Path) -> str:
    """Read a key from its file, or make it; processes that start together agree on one key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole beside its place and then linked there, so that nobody ever reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):  # another process was first; its key counts
                os.link(file.name, path)
    return path.read_text(encoding="ascii").strip()
