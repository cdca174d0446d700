"""Which files of a repository must be read, how, and under which key the answer is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ospolis.engines.components.manifests.kinds import ManifestKind, recognise
from ospolis.engines.components.manifests.reading import VERSION as MANIFEST_VERSION
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.lines import COUNTER, name_for_counting
from ospolis.engines.gitrepo.snapshot import Entry
from ospolis.engines.licences import UNREAD, PathClass, classify_path
from ospolis.engines.licences import VERSION as LICENCE_VERSION

# Part of every key: raised when this module or the box asks the engines for something else.
READING_VERSION = "2"
VERSIONS = f"{READING_VERSION}|{LICENCE_VERSION}|{MANIFEST_VERSION}|{COUNTER}"


@dataclass(frozen=True, slots=True)
class FileNeed:
    """One file and how its content is read: for licences by class, for lines by name, as a manifest by kind."""

    path: str
    oid: str
    path_class: PathClass
    count_name: str
    manifest: ManifestKind | None
    most_bytes: int

    @property
    def key(self) -> bytes:
        """Equal for equal contents that are read in the same way, in any repository."""
        manifest = self.manifest.value if self.manifest else ""
        text = f"{self.oid}|{self.path_class.value}|{self.count_name}|{manifest}|{VERSIONS}"
        return hashlib.blake2b(text.encode(), digest_size=16).digest()


def list_needs(entries: Iterable[Entry], limits: Limits) -> list[FileNeed]:
    """The files of a commit whose content says something, within the limits of size."""
    needs = []
    for entry in entries:
        if entry.kind in ("symlink", "submodule"):
            continue
        size = entry.size or 0
        path_class, manifest = _classify(entry)
        count_name = name_for_counting(entry.path) if path_class == PathClass.SOURCE else ""
        most = limits.lock_file_bytes if manifest else limits.blob_bytes
        if size > most or (path_class in UNREAD and not manifest):
            continue
        needs.append(FileNeed(entry.path, entry.oid, path_class, count_name, manifest, most))
    return needs


def list_oversized(entries: Iterable[Entry], limits: Limits) -> list[str]:
    """The manifests and lock files that are larger than is read."""
    files = (entry for entry in entries if entry.kind not in ("symlink", "submodule"))
    return [entry.path for entry in files if (entry.size or 0) > limits.lock_file_bytes and _classify(entry)[1]]


def _classify(entry: Entry) -> tuple[PathClass, ManifestKind | None]:
    path_class = classify_path(entry.path, int(entry.mode, 8), entry.size or 0)
    is_foreign = path_class in (PathClass.TEST_DATA, PathClass.VENDORED)
    return path_class, None if is_foreign else recognise(entry.path)
