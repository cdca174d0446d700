"""Cells of a table to values: each reader takes the text of one cell and says what to write when it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from ospolis.engines.lists.owners import read_prefix
from ospolis.mapping.masking import mask_location

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class BadCell(ValueError):
    """A cell that cannot be read: what is wrong, and what to write instead."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: whether it must be filled, how a cell is read, and what an empty cell means."""

    name: str
    read: Callable[[str], Any]
    required: bool = False
    empty: Any = ""


def text(longest: int) -> Callable[[str], str]:
    """Read free text of at most `longest` characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell("too-long", f"The text has {len(cell)} characters.", f"Write at most {longest}.")
        return cell

    return read


def key(cell: str) -> str:
    """Read an id: it stands in addresses."""
    if not KEY.match(cell):
        raise BadCell(
            "bad-id",
            f"'{cell}' is not an id.",
            "Use lower-case letters, digits and '-', at most 64, such as min-health.",
        )
    return cell


def choice(values: Iterable[str]) -> Callable[[str], str]:
    """Read one of a fixed list of words."""
    allowed = tuple(values)

    def read(cell: str) -> str:
        if cell.lower() not in allowed:
            raise BadCell("bad-choice", f"'{cell}' is not known here.", f"Write one of: {', '.join(allowed)}.")
        return cell.lower()

    return read


def code(cell: str) -> str:
    """Read the code of a question or a role: a few words without a slash, which parts codes from each other."""
    if "/" in cell or len(cell) > 64:
        raise BadCell("bad-code", f"'{cell}' is not a code.", "Write it as the question bank does, such as D3.1.")
    return cell


def count(cell: str) -> int:
    """Read a whole number that is not negative."""
    plain = cell.replace(" ", "").replace(" ", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise BadCell("bad-number", f"'{cell}' is not a whole number.", "Write digits only, such as 1200.")
    return int(plain)


def amount(cell: str) -> Decimal:
    """Read an amount of money with a dot as the decimal sign."""
    try:
        value = Decimal(cell.replace(" ", "").replace(" ", ""))
    except InvalidOperation:
        raise BadCell(
            "bad-amount", f"'{cell}' is not an amount.", "Write digits and a dot, such as 12500.50."
        ) from None
    if not value.is_finite() or value < 0 or value >= Decimal("1e13") or value != round(value, 2):
        raise BadCell("bad-amount", f"'{cell}' is not an amount.", "Write 0 or more, with at most two decimals.")
    return value


def day(cell: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell("bad-date", f"'{cell}' is not a date.", "Write year-month-day, such as 2026-11-23.") from None


def web_address(cell: str) -> str:
    """Read an address of the web."""
    try:
        parts = urlsplit(cell)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or len(cell) > 2048
        or any(c.isspace() for c in cell)
    ):
        raise BadCell(
            "bad-address", f"'{cell}' is not an address of the web.", "Write it whole, with https:// in front."
        )
    return cell


def hosting(cell: str) -> tuple[str, ...]:
    """Read the addresses below which code is published, parted by semicolons."""
    addresses = words(cell)
    for address in addresses:
        if not read_prefix(address):
            raise BadCell(
                "bad-address", f"'{mask_location(address)}' is not an address below which code is published.",
                "Write https://host/organisation, or https://host for a whole server; part several by ';'.",
            )  # fmt: skip
    return addresses


def currency(cell: str) -> str:
    """Read a currency by its ISO 4217 code."""
    if not _CURRENCY.match(cell):
        raise BadCell("bad-currency", f"'{cell}' is not a currency code.", "Write three capitals, such as EUR.")
    return cell


def country(cell: str) -> str:
    """Read a country by its ISO 3166-1 alpha-2 code."""
    if not _COUNTRY.match(cell):
        raise BadCell(
            "bad-country", f"'{cell}' is not a country code.", "Write two capitals, such as KE, or XX for examples."
        )
    return cell


def words(cell: str) -> tuple[str, ...]:
    """Read a list of words parted by semicolons."""
    return tuple(word.strip() for word in cell.split(";") if word.strip())
