"""The sheets of a workbook that holds a question bank: their columns, and how cells and values turn into each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

LEVELS: Final = tuple(f"level_{level}" for level in range(5))
BANK: Final = "bank"
WORDS: Final = "words"
# Names of the sheet `bank`: what stands under each is text.
HEAD: Final = (
    "code", "version", "additions", "date", "title", "licence", "source", "language", "bank", "adds", "words_of",
)  # fmt: skip
SHEETS: Final[Mapping[str, tuple[str, ...]]] = {
    BANK: ("name", "value"),
    "dimensions": ("code", "title", "explanation", "language"),
    "actions": ("code", "title"),
    "items": (
        "code", "dimension", "statement", "help", *LEVELS, "unit", "respondent_roles", "applicability", "ask_when",
        "evidence_class", "no_hook_reason", "weight", "essential_for", "reverse", "inclusion", "sdg_tags", "replaces",
        "added_by", "language",
    ),
    "hooks": (
        "item", "measure", "part", "strength", "form", "among", "passes", "fails", "excused", "at_least", "at_most",
        "from_tier", "scale", "units", "reliability", "max_age",
    ),
    "action_links": ("item", "action", "low", "mid", "high"),
    "weights": ("item", "weight"),
    WORDS: (
        "code", "of", "statement", "help", *LEVELS, "source_statement", "source_help",
        *(f"source_{level}" for level in LEVELS),
    ),
}  # fmt: skip
LISTS: Final = frozenset({"respondent_roles", "sdg_tags", "replaces", "passes", "fails", "excused", "scale"})
NUMBERS: Final = frozenset(
    {
        "weight", "essential_for", "at_least", "at_most", "from_tier", "units", "reliability", "max_age", "low", "mid",
        "high", "scale",
    }
)  # fmt: skip
FLAGS: Final = frozenset({"reverse", "inclusion"})
_YES: Final = frozenset({"true", "yes", "1"})
_NO: Final = frozenset({"false", "no", "0"})


def write_cell(value: Any) -> str:
    """A value as it stands in a cell; lists have a line for each entry."""
    if isinstance(value, list | tuple):
        rows = [write_cell(one) for one in value]
        # One entry with a semicolon would be read as two.
        return rows[0] + "\n" if len(rows) == 1 and ";" in rows[0] else "\n".join(rows)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def read_cell(column: str, text: str) -> Any:
    """The value of a cell by its column; what is no number or no yes or no stays text, and is refused by its reader."""
    if column in LISTS:
        parts = text.split("\n") if "\n" in text else text.split(";")
        found = [part.strip() for part in parts if part.strip()]
        return [_number(part) for part in found] if column in NUMBERS else found
    if column in NUMBERS:
        return _number(text.strip())
    if column in FLAGS and text.strip().casefold() in _YES | _NO:
        return text.strip().casefold() in _YES
    return text


def anchors_of(cells: Mapping[str, str], columns: Sequence[str] = LEVELS) -> list[str]:
    """The five levels of a row; none when nothing is written."""
    found = [cells.get(column, "") for column in columns]
    return found if any(found) else []


def _number(text: str) -> Any:
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
