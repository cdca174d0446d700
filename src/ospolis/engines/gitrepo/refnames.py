"""Which reference names are taken from a stranger, and which branch stands in for a missing default."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SAFE = re.compile(
    rb"refs/(?:heads|tags)/(?!.*(?:\.\.|@\{|//|/\.|\.lock(?:/|\Z)))[^\x00-\x20~^:?*\[\\\x7f./][^\x00-\x20~^:?*\[\\\x7f]*(?<![./])"
)
_USUAL = ("main", "master", "develop", "trunk")


def is_safe_ref(name: bytes) -> bool:
    """Say whether a branch or tag may have this name.

    Shapes   name: whole, for example b"refs/heads/main"
    Source   git-check-ref-format
    """
    return len(name) <= 1_024 and _SAFE.fullmatch(name) is not None


def choose_branch(names: Iterable[str]) -> str:
    """Choose the branch to read when a repository names no default that exists.

    Returns  the first of main, master, develop, trunk, else the first by name; empty when there is none
    """
    found = set(names)
    return next((name for name in _USUAL if name in found), min(found, default=""))
