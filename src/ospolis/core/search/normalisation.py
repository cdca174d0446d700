"""How text is made alike before it is indexed or asked for: case, accents, and the spellings of Arabic."""

from __future__ import annotations

import re
import unicodedata

# Marks that readers of these scripts leave out: accents of Latin, Greek and Cyrillic, points of Hebrew, vowel
# signs of Arabic. Marks of other scripts carry vowels that nobody leaves out, so they stay.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans(
    {
        "\u0622": "\u0627",  # alef with madda
        "\u0623": "\u0627",  # alef with hamza above
        "\u0625": "\u0627",  # alef with hamza below
        "\u0671": "\u0627",  # alef wasla
        "\u0629": "\u0647",  # taa marbuta -> haa
        "\u0649": "\u064a",  # alef maksura -> yaa
        "\u06cc": "\u064a",  # Farsi yeh -> yaa
        "\u06a9": "\u0643",  # keheh -> kaf
        "\u0640": None,  # tatweel
        "\u200c": None,  # zero-width non-joiner
        "\u200d": None,  # zero-width joiner
        "\u00df": "ss",
        "\u0142": "l",
        "\u00f8": "o",
        "\u0131": "i",
    }
)
_WORD = re.compile(r"\w+", re.UNICODE)
LONGEST_TEXT = 100_000
LONGEST_QUERY = 200
MOST_TERMS = 8


def normalised(text: str) -> str:
    """Text as it is indexed: compatibility forms, lower case, without the marks that readers leave out."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].replace("\x00", " ")).casefold()
    plain = plain.translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", plain).translate(_LETTERS))


def terms_of(query: str) -> tuple[str, ...]:
    """The words of a question, at most eight, each once and in order."""
    return tuple(dict.fromkeys(_WORD.findall(normalised(query[:LONGEST_QUERY]))))[:MOST_TERMS]
