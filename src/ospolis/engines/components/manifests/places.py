"""Folders and paths of a repository, as texts: nothing is looked up on a disk."""

from __future__ import annotations

from collections.abc import Iterator


def folder_of(path: str) -> str:
    """Return the folder of a file; empty for the top."""
    return path.rpartition("/")[0]


def resolve_path(folder: str, relative: str) -> str:
    """Follow a relative path from a folder; steps above the top are ignored."""
    parts = [part for part in folder.split("/") if part]
    for step in relative.replace("\\", "/").split("/"):
        if step == "..":
            del parts[-1:]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def folders_upward(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, the top last."""
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""
