"""Repositories as engines see them: a list of files and contents in memory, so that only engines are timed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.blobfetch import fetch_blobs
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.history import History, read_history
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import clone_mirror
from ospolis.engines.gitrepo.snapshot import Entry, read_snapshot

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Opened:
    """A repository in memory: what its commit lists, the content of each file by path, and its mirror."""

    entries: tuple[Entry, ...]
    contents: dict[str, bytes]
    mirror: Path

    def read_history(self) -> History:
        return read_history(self.mirror, limits=LIMITS, now=int(time.time()), key=b"benchmark")


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """Take a repository of this machine into memory; not part of what is timed."""
    address = check_address(str(folder), operator=True)
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        mirror = Path(place) / "mirror.git"
        clone_mirror(address, mirror, limits=LIMITS)
        files = [entry for entry in read_snapshot(mirror, limits=LIMITS).entries if entry.kind in _FILES]
        fetch_blobs(address, mirror, [entry.oid for entry in files], limits=LIMITS)
        snapshot = read_snapshot(mirror, limits=LIMITS)
        files = [entry for entry in snapshot.entries if entry.kind in _FILES]
        blobs = read_blobs(mirror, ((entry.oid, LIMITS.lock_file_bytes) for entry in files), limits=LIMITS)
        contents = {
            entry.path: blob.content for entry, blob in zip(files, blobs, strict=True) if blob.content is not None
        }
        yield Opened(tuple(snapshot.entries), contents, mirror)


_FILES = ("file", "executable")


def name_of(folder: Path) -> str:
    """A short name: of the folder that holds the bare repository, or of the folder itself."""
    return folder.parent.name if folder.name in ("repo", "repo.git") else folder.name
