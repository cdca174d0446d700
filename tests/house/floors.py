"""The floors as numbers, read from the contract that import-linter holds."""

from __future__ import annotations

import configparser
import functools

from house.tree import ROOT


@functools.cache
def read_floors() -> dict[str, int]:
    """Return the height of each app: 0 is the lowest."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    lines = [line for line in contracts["importlinter:contract:floors"]["layers"].splitlines() if line.strip()]
    return {word.strip("() "): height for height, line in enumerate(reversed(lines)) for word in line.split("|")}
