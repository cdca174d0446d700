"""What reading one repository may cost."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one repository may cost before the answer becomes partial.

    Units    *_bytes: bytes; *_seconds: seconds, for each git process; path_depth: folders and file name in one
             path; memory_bytes: address space of one git process; the rest: counts
    Source   SECURITY.md section 3, row "git repository", and section 2, boundary 4 (memory, processor time)
    """

    pack_bytes: int = 500 * MB
    entries: int = 200_000
    commits: int = 100_000
    tags: int = 1_000
    blob_bytes: int = 1 * MB
    lock_file_bytes: int = 20 * MB
    path_depth: int = 256
    path_bytes: int = 4_096
    listing_bytes: int = 128 * MB
    wall_seconds: int = 300
    cpu_seconds: int = 120
    memory_bytes: int = 1 << 30
    refs: int = 200_000
    fetch_attempts: int = 64
