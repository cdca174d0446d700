"""Read repositories and folders of this machine without a database: the same engines, for the command line.

Contents are opened in this process: the operator points at own files. A repository is read through a mirror in a
temporary folder, never where it stands, so that its own configuration says nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ospolis import __version__
from ospolis.engines.components.component import Component
from ospolis.engines.components.manifests.joining import join_readings
from ospolis.engines.components.manifests.kinds import recognise
from ospolis.engines.components.manifests.opening import read_manifest
from ospolis.engines.components.sbom.reading import Tool
from ospolis.engines.components.sbom.write_cyclonedx import write_cyclonedx
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.blobfetch import fetch_blobs
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import clone_mirror
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import read_snapshot
from ospolis.engines.licences import (
    UNREAD,
    Answer,
    BlobReading,
    Declaration,
    FileReading,
    PathClass,
    QueueItem,
    classify_path,
    conclude_repository,
    find_windows,
    read_blob,
)
from ospolis.mapping.outcomes import as_sentence
from ospolis.mapping.reading.documents_box import say_licence

_LIMITS = Limits()
SecondReader = Callable[[str], dict[str, Any]]


class Unreadable(Exception):
    """A path that cannot be read: why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class OfflineFile:
    """One file: path in the repository or folder, mode as git writes it, id of its content, size, and its bytes."""

    path: str
    mode: int
    blob: str
    size: int
    read: Callable[[], bytes]


def read_file(path: Path, longest: int) -> tuple[bytes, Callable[[], float]]:
    """The bytes of a file, and a clock that tells the seconds since then.

    Raises   Unreadable
    """
    started = time.monotonic()
    try:
        if not path.is_file():
            raise Unreadable("no-file", "There is no such file.")
        if path.stat().st_size > longest:
            raise Unreadable("too-large", f"The file is larger than {longest:,} bytes.")
        return path.read_bytes(), lambda: round(time.monotonic() - started, 4)
    except OSError as error:
        raise Unreadable("unreadable", f"The file cannot be opened: {error.strerror}.") from None


def read_licences(path: Path, *, name_files: bool, second: SecondReader | None = None) -> dict[str, Any]:
    """The licences of a repository or folder, in the form of the contract.

    Shapes   second: what says a second time of a text what it is, for the texts that are not recognised
    Raises   Unreadable
    """
    started = time.monotonic()
    answers: dict[str, Answer] = {}
    readings: list[FileReading] = []
    declared: list[Declaration] = []
    contents: dict[str, tuple[bytes, PathClass]] = {}
    with _open(path) as (commit, files):
        for file in files:
            path_class = classify_path(file.path, file.mode, file.size)
            if path_class in UNREAD:
                readings.append(FileReading(file.path, file.blob, BlobReading(path_class, "not read")))
                continue
            content = file.read()
            reading = read_blob(content, path_class, answers=answers)
            readings.append(FileReading(file.path, file.blob, reading))
            if second and reading.windows:
                contents[file.path] = content, path_class
            if recognise(file.path):
                packages = read_manifest(file.path, content).packages
                declared += [Declaration(file.path, p.licence, p.line) for p in packages if p.licence]
    found = conclude_repository(readings, manifest_declared=_order_declared(declared))
    answer: dict[str, Any] = {
        "path": str(path),
        "commit": commit or None,
        "files": len(readings),
        "unique_blobs": len({reading.blob for reading in readings}),
        "declared": found.declared,
        "detected": found.detected,
        "licence_files": [
            {"path": file.path, "expression": file.expression, "score": file.score} for file in found.licence_files
        ],
        "counts": found.counts,
        "seconds": round(time.monotonic() - started, 3),
    }
    if name_files:
        # The contract gives this key two meanings; with --files the map of files stands in for their number.
        answer["files"] = {file.path: file.expression for file in found.files.values()}
    if second:
        answer["deep"] = [_read_again(item, contents, second) for item in found.queue]
    return answer


def _order_declared(declared: Sequence[Declaration]) -> list[Declaration]:
    """Nearest to the root first."""
    return sorted(declared, key=lambda one: (one.path.count("/"), one.path))


def _read_again(
    item: QueueItem, contents: Mapping[str, tuple[bytes, PathClass]], second: SecondReader
) -> dict[str, Any]:
    """What the second reader says of a text that is not recognised, with its first place."""
    place = item.places[0]
    scan = find_windows(*contents[place.path])
    texts = {window.id: text for window, text in zip(scan.windows, scan.texts, strict=True)}
    lines = {"first_line": place.first_line, "last_line": place.last_line}
    return {"path": place.path, **lines, "reason": item.reason, **second(texts[item.window])}


def read_components(path: Path) -> dict[str, Any]:
    """The components of a repository or folder.

    Raises   Unreadable
    """
    started = time.monotonic()
    commit, components, remarks = _join(path)
    return {
        "path": str(path),
        "commit": commit or None,
        "components": [
            {
                "purl": one.purl, "name": one.name, "version": one.version, "range": one.version_range,
                "scope": one.scope.value, "relation": one.relation.value, "licence": say_licence(one.declared),
                "evidence": [{"path": place.path, "line": place.line} for place in one.evidence[:5]],
            }
            for one in components
        ],
        "problems": remarks,
        "seconds": round(time.monotonic() - started, 3),
    }  # fmt: skip


def write_component_list(paths: Sequence[Path]) -> bytes:
    """The components of repositories or folders as one CycloneDX 1.6 list.

    Raises   Unreadable
    """
    components = [component for path in paths for component in _join(path)[1]]
    created = datetime.now(tz=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return write_cyclonedx(
        components, created=created, serial=f"urn:uuid:{uuid.uuid4()}", tool=Tool(name="ospolis", version=__version__)
    )


def _join(path: Path) -> tuple[str, tuple[Component, ...], list[dict[str, Any]]]:
    with _open(path) as (commit, files):
        joined = join_readings([read_manifest(file.path, file.read()) for file in files if recognise(file.path)])
    remarks = [
        {"path": where, "line": remark.line, "code": remark.code, "message": remark.message}
        for where, remark in joined.diagnostics
    ]
    return commit, joined.components, remarks


@contextmanager
def _open(path: Path) -> Iterator[tuple[str, Iterator[OfflineFile]]]:
    if not path.is_dir():
        raise Unreadable("no-folder", "There is no such folder.")
    is_repository = (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())
    if not is_repository:
        yield "", _walk(path)
        return
    with tempfile.TemporaryDirectory(prefix="ospolis-mirror-") as folder:
        mirror = Path(folder) / "mirror.git"
        try:
            address = check_address(str(path.resolve()), operator=True)
            clone_mirror(address, mirror, limits=_LIMITS)
            snapshot = read_snapshot(mirror, limits=_LIMITS)
            oids = {entry.oid for entry in snapshot.entries if entry.kind in ("file", "executable")}
            fetch_blobs(address, mirror, sorted(oids), limits=_LIMITS)
        except GitRefused as refused:
            raise Unreadable(refused.code, f"{as_sentence(refused.message)} {as_sentence(refused.remedy)}") from None
        snapshot = read_snapshot(mirror, limits=_LIMITS)
        yield snapshot.commit, _list_mirror(mirror, snapshot.entries)


def _list_mirror(mirror: Path, entries: Sequence[Any]) -> Iterator[OfflineFile]:
    wanted = [entry for entry in entries if entry.kind in ("file", "executable")]
    blobs = read_blobs(mirror, ((entry.oid, _LIMITS.lock_file_bytes) for entry in wanted), limits=_LIMITS)
    for entry, blob in zip(wanted, blobs, strict=True):
        content = blob.content or b""
        yield OfflineFile(entry.path, int(entry.mode, 8), entry.oid, entry.size or 0, partial(bytes, content))


def _walk(root: Path) -> Iterator[OfflineFile]:
    """Every regular file below a folder, in order; links are not followed."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink() or not file.is_file():
                continue
            size = file.stat().st_size
            if size > _LIMITS.lock_file_bytes:
                continue
            relative = file.relative_to(root).as_posix()
            content = file.read_bytes()
            digest = blob_id(content)
            yield OfflineFile(relative, 0o100644, digest, size, partial(bytes, content))


def blob_id(content: bytes) -> str:
    """The id that git gives a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
