"""Text in a cell that a spreadsheet would run: marked on the way out, and the mark taken off on the way in.

The mark is the apostrophe of `core.exports`. So that nothing is lost, a text that already looks marked gets one more.
"""

from __future__ import annotations

import re

from ospolis.core.exports.cells import neutral_text

_MARK = "'"
LONGEST = 10_000
# What no file of text may hold: XML has no place for these, and neither have databases for the first.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?")


def plain_text(text: str) -> str:
    """Text as it is kept and carried: line ends are those of one kind, and controls are left out."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def mark_text(text: str) -> str:
    """Text for a cell: what a spreadsheet could take for a formula begins with an apostrophe."""
    return _MARK + text if _needs_mark(text) else text


def unmark_text(text: str) -> str:
    """Text from a cell, without the mark: whatever was marked comes back as it was."""
    return text[1:] if text[:1] == _MARK and _needs_mark(text[1:]) else text


def _needs_mark(text: str) -> bool:
    bare = text.lstrip(_MARK)
    return neutral_text(bare) != bare
