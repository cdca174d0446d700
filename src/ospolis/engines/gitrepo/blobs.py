"""Read many contents of a mirror through one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from ospolis.engines.gitrepo.command import start_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.refusal import LIMIT_CODES

_CHUNK = 1 << 20

# The time limit of a process also runs while the caller works on what it was given, so one process gives only so many.
_RUN = 5_000
_RESTARTS = 100


class Blob(NamedTuple):
    """A content, or the code of why it is not read: missing, not-a-blob, blob-size, corrupt, or a limit."""

    oid: str
    content: bytes | None
    left_out: str


def read_blobs(mirror: Path, wanted: Iterable[tuple[str, int]], *, limits: Limits) -> Iterator[Blob]:
    """Read contents in the order asked for; memory is one content at a time.

    Shapes   wanted: (oid, most bytes); what `read_snapshot` says is larger had better not be asked for: it is
             unpacked and thrown away
    Returns  one Blob for each; damage is an ordinary answer
    Source   SECURITY.md sections 3 and 5
    """
    rest, restarts = list(wanted), 0
    while rest:
        part, answered = rest[:_RUN], 0
        command = ["cat-file", "--batch", "--buffer"]
        names = "".join(f"{oid}\n" for oid, _ in part).encode("ascii")
        with start_git(command, git_dir=mirror, limits=limits, stdin=names) as running:
            for oid, most in part:
                blob = _read_one(running.output, oid, most)
                if blob is None:
                    break
                answered += 1
                yield blob
            ending = running.wait()
        rest = rest[answered:]
        if answered == len(part):
            continue
        code = ending.refusal().code
        code = code if code in LIMIT_CODES else "corrupt"
        restarts += 1
        last = len(rest) if code == "wall-limit" or restarts == _RESTARTS else 1
        yield from (Blob(oid, None, code) for oid, _ in rest[:last])
        rest = rest[last:]


def _read_one(output: IO[bytes], oid: str, most: int) -> Blob | None:
    """Read the answer to one name; None when git broke off."""
    words = output.readline().split()
    if not words:
        return None
    if len(words) != 3:
        return Blob(oid, None, "missing")
    size = int(words[2])
    if words[1] != b"blob" or size > most:
        code = "blob-size" if words[1] == b"blob" else "not-a-blob"
        return Blob(oid, None, code) if _skip(output, size + 1) else None
    content = output.read(size + 1)
    return Blob(oid, content[:-1], "") if len(content) == size + 1 else None


def _skip(output: IO[bytes], size: int) -> bool:
    while size:
        chunk = output.read(min(size, _CHUNK))
        if not chunk:
            return False
        size -= len(chunk)
    return True
