"""Where a file may lie, as patterns over paths in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# The folders in the root where people and forges look for the files that speak of a repository as a whole.
_NEAR_FOLDERS: Final = frozenset(
    {
        ".build", ".buildkite", ".builds", ".changeset", ".ci", ".circleci", ".clusterfuzzlite", ".forgejo", ".gitea",
        ".github", ".gitlab", ".reuse", ".semgrep", ".well-known", ".woodpecker", "changelog", "changelogs", "doc",
        "docs", "documentation", "guide", "handbook", "licence", "licences", "license", "licenses", "manual",
        "newsfragments", "release-notes", "releasenotes",
    }
)  # fmt: skip
_NEAR_DEPTH: Final = 3
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Named:
    """Names of files in any folder; `ends` are the only endings that they may have, None for any."""

    name: re.Pattern[str]
    ends: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Inside:
    """Files in a folder of some name, at any depth below it; `name` is the last part of their path."""

    folder: re.Pattern[str]
    name: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a file may lie: near the root by its whole path, by its name anywhere, or inside folders of some name."""

    near: re.Pattern[str] = _NEVER
    named: tuple[Named, ...] = ()
    inside: tuple[Inside, ...] = ()

    def __or__(self, other: Places) -> Places:
        near = self.near if other.near is _NEVER else other.near if self.near is _NEVER else _join_both(self, other)
        return Places(near, self.named + other.named, self.inside + other.inside)


@dataclass(frozen=True, slots=True)
class Texts:
    """Files whose content is looked into: the first `most` at some places."""

    places: Places
    most: int


def near(*patterns: str) -> Places:
    """Files in the root, or in the folders below it that speak of the whole repository."""
    return Places(near=_join(patterns))


def anywhere(*patterns: str, ends: str = "") -> Places:
    """Files of a name in any folder. Shapes: ends: endings between blanks; without them any ending may stand."""
    return Places(named=(Named(_join(patterns), frozenset(ends.split()) if ends else None),))


def inside(folders: str, name: str = r".+") -> Places:
    """Files of a name inside folders of a name."""
    return Places(inside=(Inside(re.compile(rf"(?:.*/)?(?:{folders})(?:/.*)?"), re.compile(name)),))


def known_places(names: Iterable[str]) -> Places:
    """Files whose name begins with one of some names, in the places where forges look for them."""
    stems = "|".join(names)
    return near(rf"(?:\.github/|\.gitlab/|\.gitea/|\.forgejo/|docs?/)?(?:{stems})(?:[._-][a-z0-9_.-]+)?")


def is_near(folder: str) -> bool:
    """Whether files of a folder are held against the patterns that begin at the root."""
    return not folder or (folder.count("/") < _NEAR_DEPTH and folder.partition("/")[0] in _NEAR_FOLDERS)


def _join(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _join_both(first: Places, second: Places) -> re.Pattern[str]:
    return _join([first.near.pattern, second.near.pattern])
