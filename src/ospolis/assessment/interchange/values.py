"""Single values as people write them: levels and days. Whoever reads them says where they stand."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ospolis.assessment.interchange.asked import LEVELS, NOT_APPLICABLE, NOT_KNOWN, Level

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[0-9:.]*)?")
_NOT_APPLICABLE = frozenset({"na", "n/a", "n.a."})


def read_level(text: str) -> Level | None:
    """Read a level; digits of every script count, since people type those of their keyboard.

    Returns  "0" to "4", "na", "" for not known, or None when it is no level
    """
    written = "".join(
        str(unicodedata.digit(letter)) if unicodedata.digit(letter, None) is not None else letter for letter in text
    )
    written = written.strip().casefold().removesuffix(".0")
    if written in _NOT_APPLICABLE:
        return NOT_APPLICABLE
    if written in {"", NOT_KNOWN}:
        return ""
    return next((level for level in LEVELS if level == written), None)


def read_day(text: str) -> date | None:
    """Read a day written as YYYY-MM-DD, with or without a time behind it."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
