"""Licences of what we depend on: permissive or weak copyleft, never AGPL or GPL."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

# Names as packages write them, lower case. Weak copyleft (MPL, LGPL) is used unchanged, as a library.
ALLOWED = frozenset(
    {
        "0bsd",
        "apache-2.0",
        "apache 2.0",
        "apache license 2.0",
        "apache software license",
        "bsd",
        "bsd license",
        "bsd-2-clause",
        "bsd-3-clause",
        "cc0-1.0",
        "cnri-python",
        "isc",
        "isc license (iscl)",
        "lgpl-3.0-only",
        "mit",
        "mit license",
        "mit-0",
        "mit-cmu",
        "mozilla public license 2.0 (mpl 2.0)",
        "mpl-2.0",
        "psf-2.0",
        "python software foundation license",
        "the unlicense (unlicense)",
        "unlicense",
        "zlib",
    }
)
# Packages whose metadata names no licence, with what their LICENSE file says and where that was read.
READ_BY_HAND = {"axe-playwright-python": "mit", "pyxform": "bsd-2-clause"}


class Package(NamedTuple):
    """A package and the licence that its metadata names."""

    name: str
    licence: str


def read_report(text: str) -> list[Package]:
    """Read the JSON that pip-licenses prints."""
    return [Package(row["Name"], row["License"]) for row in json.loads(text)]


def find_refused(packages: list[Package]) -> list[str]:
    """Return a sentence for each package whose licence is not on the list."""
    return [
        f"{package.name} is under '{package.licence}', which is not on the list of tools/tasks/licences.py"
        for package in packages
        if not is_allowed(READ_BY_HAND.get(package.name, package.licence))
    ]


def is_allowed(licence: str) -> bool:
    """Accept an expression when one choice of each OR, and every part of an AND, is on the list."""
    text = licence.strip().lower()
    if text in ALLOWED:
        return True
    choices = re.split(r"\s+or\s+|;\s*", text.strip("()"))
    if len(choices) > 1:
        return any(is_allowed(choice) for choice in choices)
    parts = re.split(r"\s+and\s+|,\s*", text)
    return len(parts) > 1 and all(is_allowed(part) for part in parts)
