"""Placeholders such as `${name}` and `$(name)` in project files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_ROUNDS: Final = 8
_LONGEST: Final = 512
MAVEN: Final = re.compile(r"\$\{([^${}]{1,200})\}")
MSBUILD: Final = re.compile(r"\$\(([^$()]{1,200})\)")
GROOVY: Final = re.compile(r"\$\{?([A-Za-z_][\w.]{0,200})\}?")


def fill(text: str, properties: Mapping[str, str], pattern: re.Pattern[str] = MAVEN) -> str:
    """Replace placeholders by their values, also inside values, a few rounds deep.

    Returns  the text; a placeholder without value stays, and so does one whose value makes the text too long
    """
    for _ in range(_ROUNDS):
        if "$" not in text:
            break
        filled = pattern.sub(lambda found: properties.get(found[1].strip(), found[0]), text)
        if filled == text or len(filled) > _LONGEST:
            break
        text = filled
    return text
