"""What may stand in a cell: a spreadsheet must show what we wrote and never run it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | bool | date | datetime | None

# What a spreadsheet takes for the beginning of a formula, and what it skips before looking.
_DANGEROUS = frozenset("=+-@\t\r")
_LONGEST = 32_000
_MARK = "'"


def neutral_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before a dangerous beginning.

    Full-width and other compatibility forms count like the plain ones, and so does one after spaces or marks that
    a reader does not see. Controls that no file of text may hold are taken out.
    """
    if text[:1].isascii() and text[:1].isalnum() and text.isprintable():
        return text[:_LONGEST]  # nearly every cell of a large table: nothing to take out, nothing to look behind
    text = "".join(letter for letter in text[:_LONGEST] if letter >= " " or letter in "\t\r\n")
    first = next((letter for letter in text if not _is_skipped(letter)), "")
    if text[:1] in _DANGEROUS or unicodedata.normalize("NFKC", first)[:1] in _DANGEROUS:
        return _MARK + text
    return text


def cell_text(value: Value) -> str:
    """A value as text of a CSV cell: numbers and dates as they are, text made neutral."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return neutral_text(value)


def _is_skipped(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cf", "Zs", "Zl", "Zp", "Mn"}
