"""Read one repository: list it, ask what is kept, open the rest in the box, and put everything together."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from ospolis.core.access import Viewer
from ospolis.core.scanbox import BoxAnswer
from ospolis.engines.gitrepo.address import Address
from ospolis.engines.gitrepo.blobfetch import BlobFetch, fetch_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.paths import show_path
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import Snapshot, read_snapshot
from ospolis.engines.gitrepo.walks import keep_walk
from ospolis.engines.practices import wanted_paths
from ospolis.mapping.outcomes import NOT_FETCHED, SourceTrouble, Trouble, as_sentence
from ospolis.mapping.reading.answers import (
    Contents,
    accepting_answers,
    first_positions,
    pack,
    sort_rows,
    take_rows,
    unpack,
)
from ospolis.mapping.reading.needs import FileNeed, list_needs, list_oversized
from ospolis.mapping.selectors.caches import kept_readings
from ospolis.mapping.services.caches import keep_readings


class Box(Protocol):
    """What reads hostile content: a call of bytes in, rows out."""

    def run(self, payload: bytes) -> BoxAnswer: ...


@dataclass(frozen=True, slots=True)
class RepositoryOrder:
    """What to read: a mirror at a commit, as of a moment, with the key that makes pseudonyms of authors."""

    address: Address
    mirror: Path
    commit: str
    now: datetime
    pseudonym_key: bytes
    resolve_to: str = ""


@dataclass(frozen=True, slots=True)
class RepositoryReading:
    """A repository as it was read: its list of files, how each was read, and what the contents say.

    Shapes   too_large: paths of manifests and lock files that are larger than is read
    """

    snapshot: Snapshot
    needs: Sequence[FileNeed]
    contents: Contents
    unique_blobs: int
    kept_before: int
    opened: Sequence[int] = ()
    too_large: Sequence[str] = ()

    def keep(self, mirror: Path) -> None:
        """Keep what the box read for the next time. Only once it was understood: a broken answer must not stay."""
        if self.contents.walk:
            keep_walk(mirror, self.contents.walk)
        fresh = [position for position in self.opened if position in self.contents.fresh]
        said: dict[int, bytes] = {}
        keep_readings(readings={self.needs[p].key: pack(self.contents.readings.get(p, {}), said) for p in fresh})


def read_repository(order: RepositoryOrder, box: Box, viewer: Viewer, limits: Limits) -> RepositoryReading:
    """Read a repository whose mirror is there.

    Raises   SourceTrouble when its list of files cannot be read at all
    """
    try:
        snapshot = read_snapshot(order.mirror, limits=limits, commit=order.commit or None)
    except GitRefused as refused:
        raise SourceTrouble(Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy))) from None
    if snapshot.state == "corrupt":
        raise SourceTrouble(_corrupt(snapshot))
    needs = list_needs(snapshot.entries, limits)
    contents = Contents(trouble=_explain_gaps(snapshot))
    if snapshot.state == "empty":
        return RepositoryReading(snapshot, (), contents, 0, 0)
    keys = [need.key for need in needs]
    firsts = first_positions(keys)
    kept = kept_readings(viewer, list(firsts))
    missing = [position for key, position in firsts.items() if key not in kept]
    _open_missing(order, box, snapshot, needs, missing, contents, limits)
    said: dict[bytes, dict[str, Any]] = {}
    for key, position in firsts.items():
        if key in kept:
            contents.readings[position] = unpack(kept[key], said)
    for position, key in enumerate(keys):
        if position != firsts[key] and firsts[key] in contents.readings:
            contents.readings[position] = contents.readings[firsts[key]]
    blobs = {entry.oid for entry in snapshot.entries if entry.kind != "submodule"}
    too_large = list_oversized(snapshot.entries, limits)
    return RepositoryReading(snapshot, needs, contents, len(blobs), len(kept), missing, too_large)


def _open_missing(
    order: RepositoryOrder,
    box: Box,
    snapshot: Snapshot,
    needs: Sequence[FileNeed],
    missing: Sequence[int],
    contents: Contents,
    limits: Limits,
) -> None:
    """Fetch what lies elsewhere, then let the box open it."""
    oids = {entry.path: entry.oid for entry in snapshot.entries if entry.kind in ("file", "executable")}
    paths = [entry.path for entry in snapshot.entries]
    wanted = {path: oids[path] for path in (*wanted_paths(paths), "publiccode.yml", "publiccode.yaml") if path in oids}
    asked = [needs[position].oid for position in missing] + list(wanted.values())
    if asked:
        try:
            fetched = fetch_blobs(order.address, order.mirror, asked, limits=limits, resolve_to=order.resolve_to)
            contents.trouble = explain_unfetched(fetched) or contents.trouble
        except GitRefused as refused:
            contents.trouble = Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy))
            if refused.code == "disk-full":  # of this machine: nothing that should be kept of the repository
                raise SourceTrouble(contents.trouble) from None
    payload = {
        "mirror": str(order.mirror),
        "commit": snapshot.commit,
        "now": int(order.now.timestamp()),
        "key": base64.b64encode(order.pseudonym_key).decode(),
        "files": [ask_for(position, needs[position]) for position in missing],
        "paths": [show_path(path) for path in paths],
        "complete": snapshot.state == "whole",
        "wanted": wanted,
    }
    rows, trouble = take_rows(box.run(json.dumps(payload, ensure_ascii=True).encode()))
    contents.trouble = trouble or contents.trouble
    with accepting_answers():
        sort_rows(rows, contents)


def explain_unfetched(fetched: BlobFetch) -> Trouble | None:
    """Why contents are not here that the server may have.

    Raises   SourceTrouble when not one came
    """
    lost = sum(code in _NOT_BROUGHT for code in fetched.left_out.values())
    if not lost:
        return None
    said = f"{lost:,} of {fetched.asked:,} contents of the repository could not be fetched."
    remedy = "Look at the disk of this machine and the line to the server; the next collection reads it again."
    trouble = Trouble(NOT_FETCHED, said, remedy)
    if lost == fetched.asked:
        raise SourceTrouble(trouble)
    return trouble


# What git says when it is to blame, its machine or the line, and not the content.
_NOT_BROUGHT = frozenset({"git-failed", "fetch-attempts"})


def ask_for(position: int, need: FileNeed) -> list[object]:
    manifest = show_path(need.path) if need.manifest else ""
    return [position, need.oid, need.path_class.value, need.count_name, manifest, need.most_bytes]


def _corrupt(snapshot: Snapshot) -> Trouble:
    code = snapshot.left_out[0].code if snapshot.left_out else "corrupt"
    return Trouble(
        code,
        "The newest commit of the repository cannot be read.",
        "Ask its owner to run `git fsck --full` and mend what it reports.",
    )


_GAPS = {
    "entries": "it has more files than are read",
    "listing-bytes": "its list of files is longer than is read",
    "path-depth": "some folders lie deeper than is read",
    "path-bytes": "some paths are longer than is read",
    "unsafe-path": "some paths could escape a folder and are not read",
    "twice": "some paths stand in it twice",
    "corrupt": "parts of it are damaged",
    "wall-limit": "listing it took longer than allowed",
    "cpu-limit": "listing it took more processor time than allowed",
    "memory-limit": "listing it took more memory than allowed",
}


def _explain_gaps(snapshot: Snapshot) -> Trouble | None:
    """Why a list of files is not whole; a default branch that is missing and contents not fetched yet are no gap."""
    gaps = [gap for gap in snapshot.left_out if gap.code in _GAPS]
    if not gaps:
        return None
    reasons = "; ".join(_GAPS[gap.code] + (f" (limit {gap.limit:,})" if gap.limit else "") for gap in gaps)
    first = f" First: {gaps[0].samples[0]}" if gaps[0].samples else ""
    return Trouble(
        gaps[0].code,
        f"The repository was read in part: {reasons}.{first}",
        "Name a part of it as a source of its own, or ask its owner to mend the paths that are named.",
    )
