"""The store of contents: each lies once, under its digest, outside the web root, readable by its owner only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_PORTION = 1 << 16


class TooLarge(ValueError):
    """A stream that went on beyond its limit; nothing of it was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The file is larger than {limit:,} bytes. Give a smaller one.")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Content:
    """What lies in the store: its digest (SHA-256, hexadecimal), its size in bytes, its first bytes."""

    digest: str
    size: int
    head: bytes


class ContentStore:
    """A folder of contents. Nothing is ever overwritten or renamed by a user's word."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, portions: Iterable[bytes], *, limit: int) -> Content:
        """Write a stream to disk while counting it, then give it its place; equal contents are kept once.

        Raises   TooLarge when the stream is longer than `limit` bytes
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".coming-")
        coming = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                content = _write_counted(portions, file, limit)
                file.flush()
                os.fsync(file.fileno())
            self._give_place(coming, content.digest)
        finally:
            coming.unlink(missing_ok=True)
        return content

    def open(self, digest: str) -> BufferedReader:
        """Open a content for reading.

        Raises   FileNotFoundError when there is none; ValueError when `digest` is no digest
        """
        return self.path(digest).open("rb")

    def path(self, digest: str) -> Path:
        """Where a content lies, for readers that need a path."""
        if not _DIGEST.match(digest):
            raise ValueError("a digest has 64 hexadecimal digits")
        return self.folder / digest[:2] / digest

    def holds(self, digest: str) -> bool:
        """Say whether a content is there."""
        return self.path(digest).is_file()

    def verify(self, digest: str) -> bool:
        """Say whether a content still has its digest."""
        with self.open(digest) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest

    def digests(self) -> Iterator[str]:
        """Every digest in the store, in order."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            yield path.name

    def _give_place(self, coming: Path, digest: str) -> None:
        """Link the finished file to its place: whole or absent, also when two bring the same content at once."""
        place = self.path(digest)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            os.link(coming, place)
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write_counted(portions: Iterable[bytes], file: BinaryIO, limit: int) -> Content:
    digest = hashlib.sha256()
    size, head = 0, b""
    for portion in portions:
        size += len(portion)
        if size > limit:
            raise TooLarge(limit)
        if len(head) < _PORTION:
            head += portion[: _PORTION - len(head)]
        digest.update(portion)
        file.write(portion)
    return Content(digest=digest.hexdigest(), size=size, head=head)


def portions_of(file: BinaryIO) -> Iterator[bytes]:
    """An open file as portions."""
    while portion := file.read(_PORTION):
        yield portion
