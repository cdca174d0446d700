"""Where in a file it is worth looking: one pass over the bytes.

A hit is only a reason to look; a blob without a hit says nothing about licences. Literal needles are sought
with the byte search of the interpreter, which is some fifteen times cheaper than one case-insensitive regular
expression, and give the same hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Sought in the lower-cased bytes. "licen" stands for all its forms in English, French, Spanish, Portuguese, Italian
# and Dutch.
_LOWER = (
    b"licen",
    b"lizenz",
    b"copyright",
    b"all rights reserved",
    b"permission is hereby granted",
    b"permission to copy",
    b"permission to use",
    b"redistribut",
    b"views and conclusions",
    b"warrant",
    b"public domain",
    b"patent",
)
# Sought only where some byte is not ASCII; bytes.lower() leaves Cyrillic alone, so its cases are listed.
_LOWER_BEYOND_ASCII = tuple(
    word.encode() for word in ("лиценз", "Лиценз", "ЛИЦЕНЗ", "ترخيص", "رخصة", "许可", "許可", "©")
)
# Needles that are ordinary letters too: what stands around them confirms the hit. Code is full of `f(c)`.
_YEAR_SIGN = b"(c)"
_YEAR_AFTER = re.compile(rb"\(c\)[ \t]*(?:by|copyright|(?:19|20)\d\d)")
_AS_IS = b"as is"
_QUOTED = b"\"'`"
# Names of families, in the case their owners write them: "mit" is a German word and the end of "commit".
_NAMES = (
    b"GPL",
    b"MPL",
    b"EUPL",
    b"EPL",
    b"CDDL",
    b"BSD",
    b"MIT",
    b"ISC",
    b"Apache",
    b"Artistic",
    b"CC0",
    b"CC-BY",
    b"OFL",
    b"WTFPL",
)
_NAME_BORDER = re.compile(
    rb"(?<![A-Za-z0-9_])(?:[AL]?GPL|MPL|EUPL|EPL|CDDL|BSD|MIT|ISC|Apache|Artistic|CC0|CC-BY(?:-[A-Z]+)*|OFL|WTFPL)"
    rb"(?:v?-?\d[\d.+]*)?(?![A-Za-z_])"
)


def find_hints(data: bytes, *, names: bool) -> Iterator[int]:
    """Yield the places of hints, unordered.

    Shapes   data: the bytes of one file; names: whether family names alone count (readmes, documents, manifests)
    Units    offsets in bytes
    """
    low = data.lower()
    for needle in _LOWER if low.isascii() else (*_LOWER, *_LOWER_BEYOND_ASCII):
        yield from _find_all(low, needle)
    yield from (at for at in _find_all(low, _YEAR_SIGN) if _YEAR_AFTER.match(low, at))
    yield from (at for at in _find_all(low, _AS_IS) if at and low[at - 1] in _QUOTED)
    if names and any(name in data for name in _NAMES):
        yield from (found.start() for found in _NAME_BORDER.finditer(data))


def _find_all(low: bytes, needle: bytes) -> Iterator[int]:
    at = low.find(needle)
    while at >= 0:
        yield at
        at = low.find(needle, at + len(needle))
