"""The words of a bank in another language: a file beside the bank, which may be filled step by step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ospolis.engines.maturity.bank import Bank, Dimension, Item
from ospolis.engines.maturity.refusing import Findings, Place, open_file

SCHEMA = "question-bank-translation"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HEAD = ("schema", "bank", "version", "language", "date", "source", "licence", "dimensions", "items")


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The words of one question; an empty text, or no anchors, is not translated yet."""

    statement: str
    help: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """Shapes   dimensions: title and explanation by code; items: words by code"""

    bank: str
    version: str
    language: str
    dimensions: Mapping[str, tuple[str, str]]
    items: Mapping[str, ItemWords]

    def missing(self, bank: Bank) -> tuple[str, ...]:
        """Name the dimensions and questions of the bank that are not translated whole, in its order."""
        done = {code for code, words in self.dimensions.items() if all(words)}
        done |= {code for code, words in self.items.items() if words.statement and words.help and words.anchors}
        codes = [*(dimension.code for dimension in bank.dimensions), *(item.code for item in bank.items)]
        return tuple(code for code in codes if code not in done)


def read_translation(data: bytes, bank: Bank, *, name: str = "translation.yml") -> Translation:
    """Read the words of a bank in another language.

    Raises   BankRefused when it is for another bank or version, names a question or dimension that is not in the bank,
             or does not give a level its own words
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow(*_HEAD)
    place.choice("schema", (SCHEMA,))
    place.choice("bank", (bank.code,))
    place.choice("version", (bank.version,))
    language = place.text("language")
    if language and not _LANGUAGE.fullmatch(language):
        place.refuse("language", "wrong-language", f"{language[:40]!r} is no code of a language, such as fr or pt-BR.")
    dimensions = {code: _read_dimension(row) for code, row in place.under("dimensions")}
    items = {code: _read_item(row) for code, row in place.under("items")}
    _refuse_strangers(place, "dimensions", set(dimensions) - {dimension.code for dimension in bank.dimensions})
    _refuse_strangers(place, "items", set(items) - {item.code for item in bank.items})
    findings.settle()
    return Translation(bank.code, bank.version, language, dimensions, items)


def translate_bank(bank: Bank, translation: Translation) -> Bank:
    """Give the bank in the words of a translation; what is not translated keeps the words of the source."""
    return replace(
        bank,
        dimensions=tuple(_say_dimension(dimension, translation) for dimension in bank.dimensions),
        items=tuple(_say_item(item, translation.items.get(item.code)) for item in bank.items),
    )


def _read_dimension(row: Place) -> tuple[str, str]:
    row.allow("title", "explanation")
    return row.text("title", most=150, needed=False), row.text("explanation", needed=False)


def _read_item(row: Place) -> ItemWords:
    row.allow("statement", "help", "anchors")
    anchors = row.texts("anchors", most=400)
    if anchors and (len(anchors) != 5 or not all(anchors)):
        row.refuse("anchors", "missing-anchor", "Write five levels, from 0 to 4, or leave all of them out.")
    return ItemWords(row.text("statement", most=300, needed=False), row.text("help", most=1200, needed=False), anchors)


def _refuse_strangers(place: Place, name: str, codes: set[str]) -> None:
    for code in sorted(codes):
        place.refuse(name, "unknown-code", f"{code[:60]!r} is not in the bank. Correct the code or remove it.")


def _say_dimension(dimension: Dimension, translation: Translation) -> Dimension:
    title, explanation = translation.dimensions.get(dimension.code, ("", ""))
    return replace(dimension, title=title or dimension.title, explanation=explanation or dimension.explanation)


def _say_item(item: Item, words: ItemWords | None) -> Item:
    if words is None:
        return item
    anchors = words.anchors or item.anchors
    return replace(
        item,
        statement=words.statement or item.statement,
        help=words.help or item.help,
        anchors=(anchors[0], anchors[1], anchors[2], anchors[3], anchors[4]),
    )
