"""Names inside an archive: none leads outside, none hides another, none is a folder that git would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LONGEST = 4_096
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"[A-Za-z]:")
_NESTED = (".zip", ".jar", ".war", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".cab", ".iso")


def name_fault(names: Sequence[str]) -> str:
    """The code of the first rule that a name breaks alone or together with the others; empty when none does."""
    seen: set[str] = set()
    for name in names:
        if not _is_plain(name):
            return "archive-name"
        # As the strictest file systems compare: two names that are one there would overwrite each other.
        key = _as_compared(name)
        if ".git" in key.split("/"):
            return "archive-git"
        if key.endswith(_NESTED):
            return "archive-nested"
        if key in seen:
            return "archive-name"
        seen.add(key)
    files = {_as_compared(name) for name in names if not name.endswith("/")}
    return "archive-name" if any(folder in files for key in seen for folder in _folders_of(key)) else ""


def _is_plain(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    if not name or len(name.encode("utf-8", "surrogatepass")) > _LONGEST or "\\" in name:
        return False
    if _CONTROL.search(name) or _DRIVE.match(name):
        return False
    return not any(part in ("", ".", "..") or part.endswith((" ", ".")) for part in parts)


def _as_compared(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).removesuffix("/")


def _folders_of(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
