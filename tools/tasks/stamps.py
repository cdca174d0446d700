"""Doing a step again only when its inputs have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tasks.places import ROOT, STAMPS


def digest_inputs(paths: Iterable[Path], *words: str) -> str:
    """Hash the names and contents of files (folders are walked) together with plain words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for path in sorted(set(walk_files(paths))):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        total.update(str(name).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def walk_files(paths: Iterable[Path]) -> Iterable[Path]:
    """Yield the files among `paths` and below the folders among them, compiled Python aside."""
    for path in paths:
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        elif path.is_file():
            yield path


def is_done(name: str, digest: str, *, folder: Path = STAMPS) -> bool:
    """Say whether the step `name` was done with exactly these inputs."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text("utf-8").strip() == digest


def mark_done(name: str, digest: str, *, folder: Path = STAMPS) -> None:
    """Remember that the step `name` was done with these inputs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(digest + "\n", "utf-8")
