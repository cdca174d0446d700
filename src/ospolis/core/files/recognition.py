"""What a file is by its content, and under which name it may be kept."""

from __future__ import annotations

import re
import unicodedata

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY_EXTENSION = {
    "application/zip": {"zip": "application/zip", "xlsx": XLSX},
    "text/plain": {
        "csv": "text/csv",
        "json": "application/json",
        "md": "text/markdown",
        "spdx": "text/spdx",
        "txt": "text/plain",
        "yaml": "application/yaml",
        "yml": "application/yaml",
    },
    "application/json": {"json": "application/json"},
    "text/xml": {"xml": "text/xml"},
    "application/pdf": {"pdf": "application/pdf"},
    "image/png": {"png": "image/png"},
    "image/jpeg": {"jpg": "image/jpeg", "jpeg": "image/jpeg"},
}
ARCHIVES = frozenset(
    {
        "application/gzip",
        "application/x-7z-compressed",
        "application/x-bzip2",
        "application/x-tar",
        "application/x-xz",
        "application/zip",
    }
)
_UNSAFE = re.compile(r"[^\w.\- ]+")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)")
_LONGEST_NAME = 120


def media_type_of(head: bytes) -> str:
    """The media type by content alone: the first bytes, else text that decodes, else unknown bytes."""
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        # The head may end inside a letter of several bytes.
        text = head.decode("utf-8", "strict" if len(head) < 100 else "ignore").lstrip("\ufeff \t\r\n")
    except UnicodeDecodeError:
        return "application/octet-stream"
    if text.startswith(("{", "[")):
        return "application/json"
    if text[:100].lower().startswith(("<!doctype html", "<html", "<script", "<svg")):
        return "text/html"
    return "text/xml" if text.startswith("<") else "text/plain"


def recognised_type(head: bytes, name: str) -> str | None:
    """The media type when content and extension agree, else None: such a file is not accepted."""
    extension = name.rpartition(".")[2].lower()
    return _BY_EXTENSION.get(media_type_of(head), {}).get(extension)


def safe_name(name: str) -> str:
    """A name without paths, controls and tricks, that keeps its extension and can be shown and saved anywhere."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem, dot, extension = _UNSAFE.sub("_", last).strip(". ").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    extension = extension[:16]
    stem = stem[: _LONGEST_NAME - 1 - len(extension)].strip(". ") or "file"
    whole = f"{stem}.{extension}" if extension else stem
    return f"file_{whole}" if _RESERVED.match(whole) else whole
