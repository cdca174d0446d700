"""The words of a bank in another language: a file beside the bank, which may be filled step by step.

A file may say of each question which words it was made from (`of`, a digest). When those words change later, the
translation is out of date: it is named and no longer shown, since it would speak of another question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ospolis.engines.maturity.bank import LANGUAGE, Bank, Dimension, Item
from ospolis.engines.maturity.refusing import Findings, Place, open_file

SCHEMA = "question-bank-translation"
_HEAD = ("schema", "bank", "version", "language", "date", "source", "licence", "dimensions", "items")
_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one question, or of one dimension, in another language.

    Shapes   statement: of a dimension its title; help: of a dimension its explanation
             anchors: five, or none for a dimension; of: digest of the words that they were made from, empty: not said
    An empty text, or a question without anchors, is not translated whole.
    """

    statement: str
    help: str
    anchors: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """Shapes   dimensions, items: words by code"""

    bank: str
    version: str
    language: str
    dimensions: Mapping[str, Words]
    items: Mapping[str, Words]

    def missing(self, bank: Bank) -> tuple[str, ...]:
        """Name the dimensions and questions of the bank that are not translated whole, in its order."""
        done = {code for code, words in self.dimensions.items() if words.statement and words.help}
        done |= {code for code, words in self.items.items() if words.statement and words.help and words.anchors}
        return tuple(row.code for row in _rows(bank) if row.language != self.language and row.code not in done)

    def stale(self, bank: Bank) -> tuple[str, ...]:
        """Name the dimensions and questions whose words have changed since they were translated, in its order."""
        made_of = {code: words.of for code, words in (*self.dimensions.items(), *self.items.items())}
        return tuple(row.code for row in _rows(bank) if made_of.get(row.code) and made_of[row.code] != digest_of(row))


def digest_of(row: Dimension | Item) -> str:
    """What tells whether words are still those that a translation was made from."""
    words = (row.title, row.explanation) if isinstance(row, Dimension) else (row.statement, row.help, *row.anchors)
    return hashlib.blake2b("\n".join(words).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def read_translation(data: bytes, bank: Bank, *, name: str = "translation.yml") -> Translation:
    """Read the words of a bank in another language.

    Raises   BankRefused when it is for another bank or version, names a question or dimension that is not in the bank,
             or does not give a level its own words
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.choice("bank", (bank.code,))
    _hold_version(place, bank)
    found = _read_words(place)
    _refuse_strangers(place, "dimensions", set(found.dimensions) - {dimension.code for dimension in bank.dimensions})
    _refuse_strangers(place, "items", set(found.items) - {item.code for item in bank.items})
    findings.settle()
    return replace(found, version=bank.version)


def _hold_version(place: Place, bank: Bank) -> None:
    """What was made for another version is refused; additions and weights of a country change no words."""
    version, made_for = bank.version.partition("+")[0], place.text("version", needed=False)
    if made_for and made_for.partition("+")[0] != version:
        message = f"The bank has version {version}. Compare the words with it, then write this version here."
        place.refuse("version", "unknown-version", message)


def open_translation(data: bytes) -> Translation:
    """Read a translation that was held against its bank before; the bank may have changed since.

    Raises   BankRefused when it is none
    """
    findings = Findings()
    found = _read_words(open_file("translation", data, findings))
    findings.settle()
    return found


def _read_words(place: Place) -> Translation:
    place.allow(*_HEAD)
    place.choice("schema", (SCHEMA,))
    language = place.text("language")
    if language and not LANGUAGE.fullmatch(language):
        place.refuse("language", "wrong-language", f"{language[:40]!r} is no code of a language, such as fr or pt-BR.")
    return Translation(
        bank=place.text("bank", needed=False),
        version=place.text("version", needed=False),
        language=language,
        dimensions={code: _read_dimension(row) for code, row in place.under("dimensions")},
        items={code: _read_item(row) for code, row in place.under("items")},
    )


def merge_translations(earlier: Translation, later: Translation) -> Translation:
    """Put later words in the place of earlier ones; what the later does not hold stays."""
    return replace(later, dimensions={**earlier.dimensions, **later.dimensions}, items={**earlier.items, **later.items})


def date_translation(translation: Translation, bank: Bank) -> Translation:
    """Write down for words that do not say so that they were made from the words of the bank as it is."""
    now = {row.code: digest_of(row) for row in _rows(bank)}

    def dated(rows: Mapping[str, Words]) -> dict[str, Words]:
        return {code: words if words.of else replace(words, of=now.get(code, "")) for code, words in rows.items()}

    return replace(translation, dimensions=dated(translation.dimensions), items=dated(translation.items))


def translate_bank(bank: Bank, *translations: Translation) -> Bank:
    """Give the bank in the words of translations, the last that has words for a question before the others.

    Returns  the bank; a question or dimension that is not translated whole, or whose words have changed since, keeps
             the words of the source and says their language
    """
    later_first = translations[::-1]
    return replace(
        bank,
        dimensions=tuple(_say_dimension(row, later_first) for row in bank.dimensions),
        items=tuple(_say_item(row, later_first) for row in bank.items),
    )


def _rows(bank: Bank) -> tuple[Dimension | Item, ...]:
    return (*bank.dimensions, *bank.items)


def _read_dimension(row: Place) -> Words:
    row.allow("title", "explanation", "of")
    title, explanation = row.text("title", most=150, needed=False), row.text("explanation", needed=False)
    return Words(title, explanation, of=row.text("of", most=40, needed=False))


def _read_item(row: Place) -> Words:
    row.allow("statement", "help", "anchors", "of")
    anchors = row.texts("anchors", most=400)
    if anchors and (len(anchors) != 5 or not all(anchors)):
        row.refuse("anchors", "missing-anchor", "Write five levels, from 0 to 4, or leave all of them out.")
    return Words(
        statement=row.text("statement", most=300, needed=False),
        help=row.text("help", most=1200, needed=False),
        anchors=anchors,
        of=row.text("of", most=40, needed=False),
    )


def _refuse_strangers(place: Place, name: str, codes: set[str]) -> None:
    for code in sorted(codes):
        message = f"{code[:60]!r} is not in the bank. Correct the code or remove it."
        place.map(name).refuse(code, "unknown-code", message)


def _say_dimension(dimension: Dimension, translations: tuple[Translation, ...]) -> Dimension:
    now = digest_of(dimension)
    for translation in translations:
        words = translation.dimensions.get(dimension.code)
        if words is not None and words.statement and words.help and words.of in {"", now}:
            return replace(dimension, title=words.statement, explanation=words.help, language=translation.language)
    return dimension


def _say_item(item: Item, translations: tuple[Translation, ...]) -> Item:
    now, is_outdated = digest_of(item), False
    for translation in translations:
        words = translation.items.get(item.code)
        if words is None or not (words.statement and words.help and words.anchors):
            continue
        if words.of in {"", now}:
            zero, one, two, three, four = words.anchors
            return replace(
                item, statement=words.statement, help=words.help, anchors=(zero, one, two, three, four),
                language=translation.language,
            )  # fmt: skip
        is_outdated = True
    return replace(item, is_outdated=True) if is_outdated else item
