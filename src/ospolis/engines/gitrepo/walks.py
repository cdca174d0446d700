"""Walk the commits of a branch with git: all of them, or those in which it differs from a walk that was kept."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from ospolis.engines.gitrepo.bots import BotName
from ospolis.engines.gitrepo.command import start_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.tally import Clocks, Row, Tally, name_key

_FILE = "ospolis-history"
# Raised when a kept walk means something else than before: pseudonyms, programs, or its form.
_VERSION = 1
_MOST_BYTES = 16_000_000
# Where clocks are so wrong that a difference is not to be trusted, each walk is whole.
_MOST_SPANS = 100
_FIELDS = 7
_FORMAT = "--format=%m%x00%H%x00%ct%x00%P%x00%aN%x00%aE%x00"
_COMMAND = ("log", "-z", "--no-renames", "--encoding=UTF-8")
_CHUNK = 1 << 20


class Commit(NamedTuple):
    """A commit as git tells it. `mark`: > or nothing: of the branch; <: of the branch before; -: of both."""

    mark: bytes
    oid: bytes
    time: bytes
    parents: bytes
    name: bytes
    email: bytes


@dataclass(slots=True)
class Walk:
    """The commits of a branch: their newest, the mailmap that named authors, how many of which kind, their clocks."""

    commit: str
    mailmap: str
    tally: Tally
    clocks: Clocks


def read_time(text: bytes) -> int:
    """Seconds since 1970; 0 for what is no such number."""
    return int(text) if text.isdigit() and len(text) < 16 else 0


def is_object_id(text: str) -> bool:
    """Whether a commit is named by its whole object id."""
    return len(text) in (40, 64) and set(text) <= set("0123456789abcdef")


def walk_all(mirror: Path, commit: str, *, mailmap: str, tally: Tally, limits: Limits) -> tuple[Walk, str]:
    """Walk all commits, at most as many as the limit says.

    Returns  the walk, and the code of why it lacks commits
    """
    walk = Walk("", mailmap, tally, Clocks())
    most, left_out, rows = limits.commits, "", tally.rows
    seen = 0
    with start_git(
        [*_COMMAND, f"--max-count={most + 1}", _FORMAT, commit, "--"], git_dir=mirror, limits=limits,
        config=["log.mailmap=true", mailmap],
    ) as running:  # fmt: skip
        for found in _split_commits(running.output):
            if seen == most:
                left_out = "commits"
                running.stop()
                break
            seen += 1
            row = _take(walk, found)
            rows[row] += 1
        ending = running.wait()
    if ending.code != 0 and not left_out:
        left_out = ending.refusal().code if ending.late else "corrupt"
    return walk, left_out


def _take(walk: Walk, found: Commit) -> Row:
    time, parents = read_time(found.time), found.parents.split()
    walk.commit = walk.commit or found.oid.decode("ascii", "replace")
    walk.clocks.is_odd |= not found.time.isdigit() or len(found.time) > 15
    walk.clocks.meet(found.oid, time, parents)
    return walk.tally.row_of(time, len(parents) > 1, found.name, found.email)


def walk_on(mirror: Path, commit: str, *, kept: Walk, limits: Limits) -> bool:
    """Bring a kept walk to another commit, wherever that lies, by what only one of both can reach.

    Returns  False when git, the clocks of the commits or the kept walk itself leave a doubt: then walk all
    """
    if commit == kept.commit:
        return True
    with start_git(
        [*_COMMAND, "--left-right", "--boundary", _FORMAT, f"{kept.commit}...{commit}", "--"], git_dir=mirror,
        limits=limits, config=["log.mailmap=true", kept.mailmap],
    ) as running:  # fmt: skip
        found: list[Commit] = []
        for one in _split_commits(running.output):
            if len(found) == limits.commits:
                running.stop()
                break
            found.append(one)
        ending = running.wait()
    if ending.code != 0 or not _can_be_trusted(kept.clocks, found):
        return False
    new = [_row(kept.tally, one) for one in found if one.mark == b">"]
    if not kept.tally.take_away([_row(kept.tally, one) for one in found if one.mark == b"<"]):
        return False
    kept.tally.rows.update(new)
    kept.commit = commit
    return kept.tally.rows.total() <= limits.commits


def _row(tally: Tally, one: Commit) -> Row:
    return tally.row_of(read_time(one.time), b" " in one.parents, one.name, one.email)


def _can_be_trusted(clocks: Clocks, found: Sequence[Commit]) -> bool:
    """Whether the dates of commits cannot have misled git; the clocks learn of the new ones."""
    within, across = Clocks(), Clocks()
    own = {one.oid for one in found if one.mark != b"-"}
    if any(not one.time.isdigit() or len(one.time) > 15 for one in found):
        return False
    if clocks.confuse([read_time(one.time) for one in found if one.mark != b"-"]):
        return False
    for one in found:
        parents = one.parents.split() if one.mark != b"-" else []
        within.meet(one.oid, read_time(one.time), [parent for parent in parents if parent in own])
        across.meet(one.oid, read_time(one.time), parents)
    if within.spans or across.lacks_parents:
        return False
    clocks.spans += across.spans
    return True


def _split_commits(output: IO[bytes]) -> Iterator[Commit]:
    rest: list[bytes] = [b""]
    while chunk := output.read(_CHUNK):
        first, *more = chunk.split(b"\0")
        rest[-1] += first
        rest += more
        whole = (len(rest) - 1) // _FIELDS * _FIELDS
        for at in range(0, whole, _FIELDS):
            yield Commit(*rest[at : at + _FIELDS - 1])
        del rest[:whole]


def pack_walk(walk: Walk) -> bytes:
    """A walk as it is kept; nothing when it cannot be gone on from."""
    clocks = walk.clocks
    if not walk.commit or clocks.is_odd or clocks.lacks_parents or len(clocks.spans) > _MOST_SPANS:
        return b""
    names: dict[str | BotName | None, int] = {None: 0}
    times, kinds, numbers = [], [], []
    for (time, is_merge, who), number in walk.tally.rows.items():
        times.append(time)
        kinds.append(2 * names.setdefault(who, len(names)) + is_merge)
        numbers.append(number)
    said = {
        "version": _VERSION, "commit": walk.commit, "mailmap": walk.mailmap, "key": name_key(walk.tally.key),
        "since": walk.tally.since, "spans": clocks.spans, "names": list(names), "times": times, "kinds": kinds,
        "numbers": numbers,
    }  # fmt: skip
    return zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 1)


def unpack_walk(kept: bytes, key: bytes) -> Walk | None:
    """A kept walk; None for what was kept by another version, under another key, or is damaged."""
    if not kept:
        return None
    try:
        said = json.loads(zlib.decompressobj().decompress(kept, _MOST_BYTES))
        if (said["version"], said["key"]) != (_VERSION, name_key(key)):
            return None
        names = [BotName(*name) if isinstance(name, list) else name for name in said["names"]]
        rows = zip(said["times"], said["kinds"], said["numbers"], strict=True)
        counted = Counter({(time, bool(kind % 2), names[kind // 2]): number for time, kind, number in rows})
        spans = [(child, parent) for child, parent in said["spans"]]
        tally, commit = Tally(key, said["since"], counted), said["commit"]
        return Walk(commit, said["mailmap"], tally, Clocks(spans)) if is_object_id(commit) else None
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, zlib.error):
        return None


def read_kept_walk(mirror: Path) -> bytes:
    """What was kept beside a mirror, or nothing."""
    with suppress(OSError), (mirror / _FILE).open("rb") as file:
        return file.read(_MOST_BYTES)
    return b""


def keep_walk(mirror: Path, kept: bytes) -> None:
    """Keep a walk beside a mirror for the next time; where that cannot be written, the next walk is whole."""
    half = mirror / f"{_FILE}.half"
    with suppress(OSError):
        half.write_bytes(kept)
        half.replace(mirror / _FILE)
