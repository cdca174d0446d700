"""Where a process works: the data folder of its mirrors, and which folders of the operator it can see."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from ospolis.core.keys import kept_key

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def place_of(data_dir: Path) -> str:
    """The short name of a data folder: made once, the same for every process that uses the folder."""
    return hashlib.blake2b(kept_key(data_dir / "place").encode(), digest_size=8).hexdigest()


def new_name(data_dir: Path) -> str:
    """A name for leases that no process of any machine has, nor had: place, number of the process, chance."""
    return f"{place_of(data_dir)}-{os.getpid()}-{secrets.token_hex(4)}"


def sight_of(folder: Path) -> str:
    """Equal for processes that see the same folder on the same machine; empty where there is none.

    A container sees a folder of its host when it lies on the same file system, wherever it is mounted.
    """
    try:
        found = folder.stat()
        booted = _BOOT.read_text("ascii").strip()
    except OSError:
        return ""
    return hashlib.blake2b(f"{booted} {found.st_dev} {found.st_ino} {folder}".encode(), digest_size=8).hexdigest()


def fingerprint(secret: bytes) -> str:
    """A text by which two places find out whether they hold the same key, without telling it."""
    return hashlib.blake2b(secret, digest_size=8, person=b"ospolis-place").hexdigest()
