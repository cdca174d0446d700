"""Count lines of code, comments and blanks of many contents at once."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pytokei import Config, Languages

COUNTER = f"tokei (pytokei {version('pytokei')})"

_EXTENSION = re.compile(r"\.[A-Za-z0-9_+#-]{1,24}")

# Files that the counter knows by their whole name; all others by their extension or first line.
# fmt: off
_KNOWN_NAMES = frozenset(
    {
        "build", "build.bazel", "cargo.lock", "cmakelists.txt", "containerfile", "dockerfile",
        "emakefile", "gnumakefile", "jenkinsfile", "justfile", "makefile", "meson.build",
        "meson_options.txt", "rakefile", "rebar.config", "sconscript", "sconstruct", "snakefile",
        "vagrantfile", "workspace",
    }
)
# fmt: on

# Read by the counter in the folder itself, this outweighs every ignore file in the folders above.
_COUNT_ALL = (".tokeignore", b"!*\n")


class Lines(NamedTuple):
    """Lines of one content, with what is embedded in it; language as the counter names it."""

    language: str
    code: int
    comments: int
    blanks: int


def name_for_counting(path: str) -> str:
    """Give the part of a path that decides the language: with the object id, the key of a cache.

    Shapes   path: of an entry
    Returns  a whole name such as "dockerfile", an extension such as ".py", or an empty text
    """
    name = path.rpartition("/")[2]
    if name.lower() in _KNOWN_NAMES:
        return name.lower()
    stem, dot, extension = name.rpartition(".")
    found = f"{dot}{extension}"
    return found.lower() if stem and _EXTENSION.fullmatch(found) else ""


def count_lines(contents: Iterable[tuple[str, str, bytes]], *, scratch: Path) -> dict[tuple[str, str], Lines]:
    """Count the lines of many contents in one call of the counter.

    Shapes   contents: (oid, name_for_counting, bytes), each pair once; scratch: a folder that does not exist yet,
             best in memory; it is made, filled with flat names of our own and removed
    Returns  (oid, name) -> Lines; contents in no known language are absent
    Raises   FileExistsError when `scratch` exists; ValueError for a name that name_for_counting does not give
    Source   COMPLIANCE.md section 4.3; the counter's name and version stand in COUNTER
    """
    scratch.mkdir(mode=0o700)
    try:
        keys = _write_contents(contents, scratch)
        return dict(_read_counts(scratch, keys)) if keys else {}
    finally:
        shutil.rmtree(scratch)


def _write_contents(contents: Iterable[tuple[str, str, bytes]], scratch: Path) -> list[tuple[str, str]]:
    keys: list[tuple[str, str]] = []
    folder = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _write_one(folder, *_COUNT_ALL)
        for oid, name, content in contents:
            if name not in _KNOWN_NAMES and name and not _EXTENSION.fullmatch(name):
                raise ValueError("a name comes from name_for_counting")
            flat = f"{len(keys)}{name}"
            if name in _KNOWN_NAMES:
                os.mkdir(str(len(keys)), 0o700, dir_fd=folder)
                flat = f"{len(keys)}/{name}"
            _write_one(folder, flat, content)
            keys.append((oid, name))
    finally:
        os.close(folder)
    return keys


def _write_one(folder: int, name: str, content: bytes) -> None:
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    with os.fdopen(file, "wb", buffering=0) as opened:
        opened.write(content)


def _read_counts(scratch: Path, keys: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Lines]]:
    languages = Languages()
    languages.get_statistics([str(scratch)], [], Config())
    skip = len(str(scratch)) + 1
    for kind, found in languages.get_languages().items():
        language = kind.name()
        for report in found.reports:
            number = re.split(r"[./]", report.name[skip:], maxsplit=1)[0]
            lines = report.stats.summarise()
            yield keys[int(number)], Lines(language, lines.code, lines.comments, lines.blanks)
