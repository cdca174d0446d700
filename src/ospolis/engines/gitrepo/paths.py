"""Paths as a repository spells them: lossless for us, harmless for a page."""

from __future__ import annotations

_NO_NAMES = frozenset({"", ".", "..", ".git"})


def decode_path(raw: bytes) -> str:
    """Give a path as text that `str.encode("utf-8", "surrogateescape")` turns back into the same bytes."""
    return raw.decode("utf-8", "surrogateescape")


def show_path(path: str) -> str:
    r"""Give a path for pages, files and databases: printable, one line, different for different paths.

    Shapes   path: as decode_path gives it
    Returns  text without control, direction or surrogate characters, which become \xNN or \uNNNN; \ becomes \\
    """
    if path.isprintable() and "\\" not in path:
        return path
    return "".join(_show_letter(letter) for letter in path)


def _show_letter(letter: str) -> str:
    number = ord(letter)
    if letter == "\\":
        return "\\\\"
    if letter.isprintable():
        return letter
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def is_unsafe_path(path: str) -> bool:
    """Say whether a path leaves its folder or names a repository's own files, once somebody writes it to a disk."""
    if ".git" not in path.lower() and "//" not in path and "." not in path and path[:1] not in ("", "/"):
        return path.endswith("/")
    return not _NO_NAMES.isdisjoint(path.lower().split("/"))
