"""The words under which people tell something about themselves, by version, from the reference data."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of the words; a consent names the version that it was given to."""

    version: str
    purpose: str
    voluntary: str
    totals: str
    keeping: str
    questions: dict[str, str]


@functools.cache
def wordings() -> tuple[Wording, ...]:
    """Every version, the oldest first; read once for each process."""
    path = resources.files("ospolis.reference").joinpath("donations", "wordings.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["wording"]
    return tuple(Wording(**{name: value for name, value in row.items() if name != "from"}) for row in rows)


def current_wording() -> Wording:
    """The version that the page shows now."""
    return wordings()[-1]
