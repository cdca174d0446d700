"""The releases of a repository: its newest tags, and the files of each, found by what differs between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ospolis.engines.gitrepo.address import Address
from ospolis.engines.gitrepo.command import run_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import COMMITS_ONLY, WITH_FOLDERS, fetch_into, lacks_filter, open_source
from ospolis.engines.gitrepo.paths import decode_path, show_path
from ospolis.engines.gitrepo.sizes import measure_blobs
from ospolis.engines.gitrepo.snapshot import Entry, judge_path, kind_of, read_snapshot
from ospolis.engines.gitrepo.walks import read_time

# Apart from the tags that came with the branch: the history of a branch counts those only.
_REFS = "refs/releases"
_FORMAT = (
    "--format=%(refname:strip=2)%00%(creatordate:unix)%00"
    "%(if)%(*objectname)%(then)%(*objecttype) %(*objectname)%(else)%(objecttype) %(objectname)%(end)"
)
_ALL_DIGITS = re.compile(r"(\d+)")


class Release(NamedTuple):
    """A tag and the commit that it names. Units: at in seconds since 1970 as the tag or its commit says, 0 for none."""

    name: str
    commit: str
    at: int


class Files(NamedTuple):
    """The files of a release, sorted by path; whole: nothing is left out by a limit or by damage."""

    release: Release
    entries: list[Entry]
    whole: bool


def fetch_tags(address: Address, mirror: Path, *, limits: Limits, resolve_to: str = "") -> None:
    """Bring all tags into a mirror, those of other branches too, without folders and contents.

    Raises   GitRefused
    """
    with open_source(address, limits=limits) as (url, _):
        words = ["--force", "--prune", "--no-tags", "--update-shallow", "--", url, f"+refs/tags/*:{_REFS}/*"]
        fetching = partial(fetch_into, words, address=address, target=mirror, limits=limits, resolve_to=resolve_to)
        ending = fetching(without=COMMITS_ONLY)
        if lacks_filter(ending):
            ending = fetching(without=WITH_FOLDERS)
    if ending.code != 0:
        raise ending.refusal()


def list_releases(mirror: Path, *, most: int, limits: Limits) -> tuple[Release, ...]:
    """The newest tags that name commits, the newest first; of several tags of one commit the first by date and name.

    Raises   GitRefused when a tag is damaged
    """
    answer = run_git(["for-each-ref", "--sort=-creatordate", _FORMAT, _REFS], git_dir=mirror, limits=limits)
    found: dict[str, Release] = {}
    for line in answer.or_refuse().split(b"\n"):
        name, _, rest = line.partition(b"\0")
        time, _, named = rest.partition(b"\0")
        kind, _, commit = named.decode("ascii", "replace").partition(" ")
        if kind == "commit":
            found.setdefault(commit, Release(show_path(decode_path(name)), commit, read_time(time)))
        if len(found) == most:
            break
    return tuple(found.values())


def bring_folders(
    address: Address, mirror: Path, releases: Sequence[Release], *, limits: Limits, resolve_to: str = ""
) -> None:
    """Bring the folders of some releases into a mirror, each that is not there yet once.

    Raises   GitRefused
    """
    trees = sorted(set(_trees_of(mirror, releases, limits)))
    walk = ["rev-list", "--objects", "--no-object-names", "--missing=print", f"--filter={WITH_FOLDERS}", "--stdin"]
    walked = run_git(walk, git_dir=mirror, limits=limits, stdin="".join(f"{tree}\n" for tree in trees).encode("ascii"))
    found = walked.output.decode("ascii", "replace").split()
    # Where an uppermost one is missing there is nothing to walk.
    missing = [oid[1:] for oid in found if oid.startswith("?")] if walked.ending.code == 0 else trees
    if not missing:
        return
    with open_source(address, limits=limits) as (url, _):
        ending = fetch_into(
            ["--no-tags", "--stdin", "--", url], address=address, target=mirror, limits=limits, resolve_to=resolve_to,
            config=["fetch.negotiationAlgorithm=noop"], stdin="".join(f"{oid}\n" for oid in missing).encode("ascii"),
        )  # fmt: skip
    if ending.code != 0:
        raise ending.refusal()


def list_files(mirror: Path, releases: Sequence[Release], *, limits: Limits) -> Iterator[Files]:
    """List the files of some releases, in the order of their names: the first one whole, then what differs.

    Where a difference leaves a doubt, each of them is listed whole: the answer is that of `read_snapshot` in any case.

    Raises   GitRefused
    """
    ordered = sorted(releases, key=lambda one: _in_numbers(one.name))
    changes = _list_changes(mirror, ordered, limits) if len(ordered) > 1 else []
    entries: dict[str, Entry] = {}
    for number, release in enumerate(ordered):
        if number and changes is not None:
            _apply(changes[number - 1], entries)
            if len(entries) <= limits.entries:
                yield Files(release, sorted(entries.values()), True)
                continue
        snapshot = read_snapshot(mirror, limits=limits, commit=release.commit)
        if snapshot.state != "whole":
            changes = None
        elif not number:
            entries = {entry.path: entry for entry in snapshot.entries}
        yield Files(release, sorted(snapshot.entries), snapshot.state == "whole")


def _apply(change: Mapping[str, Entry | None], entries: dict[str, Entry]) -> None:
    for path, entry in change.items():
        if entry is None:
            entries.pop(path, None)
        else:
            entries[path] = entry


def _in_numbers(name: str) -> list[tuple[int, str]]:
    """Releases of one line stand together: v2.9 before v2.10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _ALL_DIGITS.split(name[:200])]


def _trees_of(mirror: Path, releases: Sequence[Release], limits: Limits) -> list[str]:
    commits = [release.commit for release in releases]
    words = ["log", "--no-walk=unsorted", "--no-show-signature", "--format=%T", *commits, "--"]
    return run_git(words, git_dir=mirror, limits=limits).or_refuse().decode("ascii", "replace").split()


def _list_changes(mirror: Path, ordered: Sequence[Release], limits: Limits) -> list[dict[str, Entry | None]] | None:
    """For each release but the first, the files that differ from the one before it; None where there is a doubt."""
    trees = _trees_of(mirror, ordered, limits)
    pairs = [f"{one} {other}".encode() for one, other in pairwise(trees)]
    words = ["diff-tree", "--stdin", "-r", "-z", "--no-renames"]
    answer = run_git(words, git_dir=mirror, limits=limits, stdin=b"".join(pair + b"\n" for pair in pairs))
    if answer.cut or answer.ending.code != 0:
        return None
    changes = _read_changes(answer.output, pairs, limits)
    return None if changes is None else _measure(mirror, changes, limits)


def _read_changes(
    output: bytes, pairs: Sequence[bytes], limits: Limits
) -> list[dict[str, tuple[str, str] | None]] | None:
    """Mode and object id of what differs by path, for each pair of folders; None where one lacks or a path is odd."""
    changes: list[dict[str, tuple[str, str] | None]] = []
    told_of: list[bytes] = []
    words = iter(output.split(b"\0"))
    while True:
        *heads, told = next(words).split(b"\n")
        changes += [{} for _ in heads]
        told_of += heads
        if not told:
            break
        _, mode, _, oid, _ = told.split(b" ")
        raw = next(words)
        path = decode_path(raw)
        if judge_path(path, raw, limits):
            return None
        changes[-1][path] = None if mode == b"000000" else (mode.decode("ascii"), oid.decode("ascii"))
    return changes if told_of == pairs else None


def _measure(
    mirror: Path, changes: list[dict[str, tuple[str, str] | None]], limits: Limits
) -> list[dict[str, Entry | None]]:
    named = (found for change in changes for found in change.values() if found is not None)
    sizes = measure_blobs(mirror, (oid for mode, oid in named if kind_of(mode) != "submodule"), limits=limits)
    return [
        {path: None if found is None else _entry(path, *found, sizes) for path, found in change.items()}
        for change in changes
    ]


def _entry(path: str, mode: str, oid: str, sizes: Mapping[str, int]) -> Entry:
    kind = kind_of(mode)
    return Entry(path, kind, mode, oid, sizes.get(oid) if kind != "submodule" else None)
