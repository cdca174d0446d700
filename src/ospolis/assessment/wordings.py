"""Words of banks in other languages, as they are kept: between rows of text and the engine."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from ospolis.assessment.banks import digest_of
from ospolis.engines.maturity import Bank, Translation, read_translation, translate_bank, write_translation
from ospolis.engines.maturity.translation import date_translation, merge_translations, open_translation


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Words as they are kept: the language in small letters, the text, and what is equal for equal texts."""

    language: str
    content: str
    digest: str
    questions: int


def prepare_words(name: str, content: bytes, bank: Bank, held: dict[str, str]) -> KeptWords:
    """Hold a file of words against its bank, and lay it over those that are held, by language.

    Raises   BankRefused with every problem
    """
    words = date_translation(read_translation(content, bank, name=name), bank)
    language = words.language.casefold()
    if language in held:
        words = merge_translations(open_words(held[language]), words)
    written = write_translation(words).decode()
    return KeptWords(language, written, digest_of(written), len(words.items))


def say_in_words(bank: Bank, contents: Iterable[str]) -> Bank:
    """A bank in kept words, later ones before earlier ones; what fits no more stays as it was written."""
    return translate_bank(bank, *(open_words(content) for content in contents))


def join_words(contents: Iterable[str]) -> Translation | None:
    """Kept words as one translation, later ones in the place of earlier ones; None when there are none."""
    found = [open_words(content) for content in contents]
    return functools.reduce(merge_translations, found) if found else None


@functools.lru_cache(maxsize=64)
def open_words(content: str) -> Translation:
    """Kept words as the engine reads them."""
    return open_translation(content.encode())
