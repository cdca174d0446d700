"""In which line something stands, in one pass over the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_JSON_KEY: Final = re.compile(r'^[ \t]*"([^"\\\n]{1,512})"[ \t]*:', re.MULTILINE)


def number_matches(text: str, pattern: re.Pattern[str]) -> list[tuple[str, int]]:
    """Return the first group of each match and its line.

    Units    line: from 1
    """
    found = []
    line, seen = 1, 0
    for match in pattern.finditer(text):
        start = match.start(1)
        line += text.count("\n", seen, start)
        seen = start
        found.append((match[1], line))
    return found


class KeyLines:
    """The lines of the keys of a JSON text; nothing is known where keys do not begin a line."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[int]] = {}
        for key, line in number_matches(text, _JSON_KEY):
            self._lines.setdefault(key, []).append(line)

    def find(self, key: str, *, after: int = 0) -> int:
        """Return the first line of a key after another line.

        Units    line: from 1, 0 when unknown
        """
        lines = self._lines.get(key, ())
        at = bisect_right(lines, after)
        return lines[at] if at < len(lines) else 0
