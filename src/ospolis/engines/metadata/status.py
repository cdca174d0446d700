"""The words for how far a software is, in publiccode.yml and in code.json."""

from __future__ import annotations

from types import MappingProxyType

_TO_CODE_JSON = MappingProxyType(
    {
        "concept": "Ideation",
        "development": "Development",
        "beta": "Beta",
        "stable": "Production",
        "obsolete": "Archival",
    }
)
_FROM = MappingProxyType(
    {
        **{new.lower(): old for old, new in _TO_CODE_JSON.items()},
        **{old: old for old in _TO_CODE_JSON},
        "alpha": "development",
        "release candidate": "beta",
        "wip": "development",
        "active": "stable",
        "inactive": "obsolete",
        "unsupported": "obsolete",
        "abandoned": "obsolete",
        "suspended": "obsolete",
    }
)


def status_from(word: str) -> str:
    """Give the word of publiccode.yml for a word of code.json or repostatus.org; an unknown word stays as it is."""
    return _FROM.get(word.strip().lower().rsplit("#", 1)[-1].rsplit("/", 1)[-1], word)


def status_to_code_json(word: str) -> str:
    """Give the word of code.json for a word of publiccode.yml, or an empty text."""
    return _TO_CODE_JSON.get(status_from(word), "")
