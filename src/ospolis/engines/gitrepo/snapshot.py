"""List the files of one commit of a mirror, within limits, without reading or following any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, NamedTuple

from ospolis.engines.gitrepo.command import run_git, start_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.paths import decode_path, is_unsafe_path, show_path
from ospolis.engines.gitrepo.refnames import choose_branch
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.sizes import measure_blobs

Kind = Literal["file", "executable", "symlink", "submodule"]

_KINDS: dict[str, Kind] = {"100755": "executable", "120000": "symlink", "160000": "submodule"}
_SAMPLES = 20
_CHUNK = 1 << 20


class Entry(NamedTuple):
    """A file of a commit.

    Shapes   path: lossless (see show_path for a page); mode: octal text as git stores it; oid: of the content, of the
             commit for a submodule; size: None when the content is not in the mirror, and for submodules
    Units    size: bytes
    """

    path: str
    kind: Kind
    mode: str
    oid: str
    size: int | None

    @property
    def shown(self) -> str:
        """The path as a page may show it."""
        return show_path(self.path)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a snapshot does not hold: code, how often, the limit (0: none), and a few shown paths."""

    code: str
    count: int
    limit: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of one commit.

    Shapes   state: whole; partial (left_out says why); empty (no commit yet); corrupt (the commit cannot be read);
             object_format: sha1, sha256; branch: empty when the head is a bare commit or another commit was asked for
    Units    committed_at: seconds since 1970 as the commit says, which may be absurd
    """

    state: Literal["whole", "partial", "empty", "corrupt"]
    object_format: str = "sha1"
    commit: str = ""
    branch: str = ""
    committed_at: int = 0
    entries: tuple[Entry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(slots=True)
class _Gaps:
    """Counts what is left out, with a few samples of each kind."""

    limits: Limits
    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, code: str, path: str = "") -> None:
        self.counts[code] = self.counts.get(code, 0) + 1
        kept = self.samples.setdefault(code, [])
        if path and len(kept) < _SAMPLES:
            kept.append(show_path(path[:200]))

    def list(self) -> tuple[LeftOut, ...]:
        limits = {
            "entries": self.limits.entries,
            "path-depth": self.limits.path_depth,
            "path-bytes": self.limits.path_bytes,
            "listing-bytes": self.limits.listing_bytes,
            "wall-limit": self.limits.wall_seconds,
            "cpu-limit": self.limits.cpu_seconds,
            "memory-limit": self.limits.memory_bytes,
        }
        return tuple(
            LeftOut(code, count, limits.get(code, 0), tuple(self.samples[code]))
            for code, count in sorted(self.counts.items())
        )


def read_snapshot(mirror: Path, *, limits: Limits, commit: str | None = None) -> Snapshot:
    """List the files of a commit.

    Shapes   mirror: a bare repository; commit: an object id, or None for the head
    Returns  Snapshot; a limit, an empty repository and damage are ordinary answers
    Raises   GitRefused("missing") when there is no repository at `mirror`; GitRefused("bad-commit")
    Source   SECURITY.md sections 3 and 5
    """
    if not (mirror / "objects").is_dir():
        raise GitRefused("missing", "there is no repository in this folder", "clone it first")
    gaps = _Gaps(limits)
    branch, wanted = "", commit or "HEAD"
    if commit is None:
        branch, wanted = _find_head(mirror, limits, gaps)
        if not wanted:
            return Snapshot("empty", object_format=_read_format(mirror))
    elif len(commit) not in (40, 64) or not set(commit) <= set("0123456789abcdef"):
        raise GitRefused("bad-commit", "a commit is named by its whole object id", "give 40 or 64 hexadecimal digits")
    facts = run_git(
        ["log", "-1", "--no-show-signature", "--format=%H%x00%ct", wanted, "--"], git_dir=mirror, limits=limits
    )
    found, _, time = facts.output.decode("ascii", "replace").strip().partition("\0")
    if facts.ending.code != 0 or not found:
        gaps.note(facts.ending.refusal().code if facts.ending.late else "corrupt")
        return Snapshot("corrupt", object_format=_read_format(mirror), branch=branch, left_out=gaps.list())
    entries = tuple(_list_entries(mirror, found, limits, gaps))
    return Snapshot(
        state="partial" if gaps.counts.keys() - {"head-missing", "not-here"} else "whole",
        object_format="sha256" if len(found) == 64 else "sha1",
        commit=found,
        branch=branch,
        committed_at=int(time) if time.lstrip("-").isdigit() else 0,
        entries=entries,
        left_out=gaps.list(),
    )


def _read_format(mirror: Path) -> str:
    config = mirror / "config"
    return "sha256" if config.is_file() and "sha256" in config.read_text("utf-8", "replace")[:10_000] else "sha1"


def _find_head(mirror: Path, limits: Limits, gaps: _Gaps) -> tuple[str, str]:
    """Give the branch and what to read: the head, else the branch that stands in for it, else nothing."""
    head = (mirror / "HEAD").read_bytes()[:1_024].decode("utf-8", "replace").strip()
    branch = head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else ""
    answer = run_git(["for-each-ref", "--format=%(refname)", "refs/heads"], git_dir=mirror, limits=limits)
    names = [name.removeprefix("refs/heads/") for name in answer.output.decode("utf-8", "replace").split("\n") if name]
    if branch in names or not branch:
        return ("" if branch == "detached" else branch), "HEAD"
    chosen = choose_branch(names)
    if not chosen:
        return "", ""
    gaps.note("head-missing")
    return chosen, f"refs/heads/{chosen}"


def _list_entries(mirror: Path, commit: str, limits: Limits, gaps: _Gaps) -> Iterator[Entry]:
    kept: dict[str, tuple[Kind, str, str]] = {}
    with start_git(["ls-tree", "-r", "-t", "-z", "--full-tree", commit], git_dir=mirror, limits=limits) as running:
        stopped = _keep_records(running.output, kept, limits, gaps)
        if stopped:
            running.stop()
        ending = running.wait()
    if not stopped and ending.code != 0:
        gaps.note(ending.refusal().code if ending.late else "corrupt")
    sizes = measure_blobs(mirror, (oid for kind, _, oid in kept.values() if kind != "submodule"), limits=limits)
    for path, (kind, mode, oid) in kept.items():
        size = sizes.get(oid) if kind != "submodule" else None
        if size is None and kind != "submodule":
            gaps.note("not-here")
        yield Entry(path, kind, mode, oid, size)


def _keep_records(output: IO[bytes], kept: dict[str, tuple[Kind, str, str]], limits: Limits, gaps: _Gaps) -> bool:
    """Keep what may be kept of a listing; True when a limit ended it early.

    Folders are listed too and counted apart: a tree of empty folders says nothing otherwise, and never ends.
    """
    folders = 0
    for record in _split_records(output, limits, gaps):
        head, _, raw = record.partition(b"\t")
        if head.startswith(b"040000") or head.startswith(b"40000"):
            folders += 1
            if folders > limits.entries:
                gaps.note("entries")
                return True
            continue
        if len(kept) == limits.entries:
            gaps.note("entries")
            return True
        mode, _, oid = head.split(b" ")
        path = decode_path(raw)
        reason = judge_path(path, raw, limits) or ("twice" if path in kept else "")
        if reason:
            gaps.note(reason, path)
        else:
            octal = mode.decode("ascii")
            kept[path] = (kind_of(octal), octal, oid.decode("ascii"))
    return "listing-bytes" in gaps.counts


def _split_records(output: IO[bytes], limits: Limits, gaps: _Gaps) -> Iterator[bytes]:
    rest, seen = b"", 0
    while chunk := output.read1(_CHUNK):  # type: ignore[attr-defined]  # the pipe of Popen is a BufferedReader
        seen += len(chunk)
        if seen > limits.listing_bytes:
            gaps.note("listing-bytes")
            return
        *records, rest = (rest + chunk).split(b"\0")
        yield from records


def kind_of(mode: str) -> Kind:
    """What an entry is, by its mode as git writes it."""
    return _KINDS.get(mode, "file")


def judge_path(path: str, raw: bytes, limits: Limits) -> str:
    """Give the code of why a path is not read, or an empty text."""
    if len(raw) > limits.path_bytes:
        return "path-bytes"
    if path.count("/") >= limits.path_depth:
        return "path-depth"
    return "unsafe-path" if is_unsafe_path(path) else ""
