"""Phrases to look for in long texts that mostly hold none of them.

A pattern of many branches is tried branch by branch at each place of a text. A plain search for a word that a branch
cannot do without is some fifty times cheaper, and says for most branches that they need not be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


class Phrases:
    """Patterns, each with words of which it needs one."""

    def __init__(self, rows: Iterable[tuple[tuple[str, ...], str]]) -> None:
        self.rows = tuple((needed, re.compile(pattern)) for needed, pattern in rows)

    def search(self, text: str) -> bool:
        """Whether any of the phrases stands in a text."""
        return any(
            any(word in text for word in needed) and pattern.search(text) is not None for needed, pattern in self.rows
        )
