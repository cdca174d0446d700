"""Work in a folder that only one process of a machine may change at a time, such as the mirror of a repository."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Be the only process of this machine that works in a folder, such as a mirror; others wait.

    Locks are files in a folder beside its parent, few of them: two folders that share one only wait for each other. The
    machine lets go of a lock when its holder is killed.
    """
    locks = path.parent.parent / "locks"
    for folder in (path.parent, locks):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (locks / hashlib.blake2b(path.name.encode(), digest_size=1).hexdigest()).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
