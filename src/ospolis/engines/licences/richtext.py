"""The words of a text in the Rich Text Format, which installers show as their licence page."""

from __future__ import annotations

import re

# Groups that hold no words of the text: tables of fonts and colours, and all that readers may skip.
_SKIPPED = re.compile(
    r"\{\\(?:\*|fonttbl|colortbl|stylesheet|info|listtext|generator)(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
)
_TOKEN = re.compile(
    r"\\u(?P<point>-?\d{1,6}) ?(?:\\'[0-9a-f]{2}|\?)?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<word>[a-z]{1,32})(?:-?\d{1,10})? ?|\\(?P<line>\n)|\\(?P<sign>[^a-z])|[{}]|\r?\n"
)
_BREAKS = frozenset({"par", "line", "row", "sect", "page"})


def read_rich_text(text: str) -> str:
    """Take the words out of a text in the Rich Text Format; what is not of that form comes back much as it was.

    Source   Rich Text Format specification 1.9.1: control words, groups, \\'hh in Windows-1252, \\uN
    """
    return _TOKEN.sub(_replace, _SKIPPED.sub("", text))


def _replace(found: re.Match[str]) -> str:
    if found["point"]:
        return chr(int(found["point"]) % 65_536)
    if found["byte"]:
        return bytes.fromhex(found["byte"]).decode("cp1252", "replace")
    if found["word"] in _BREAKS or found["line"]:
        return "\n"
    return found["sign"] or ""
