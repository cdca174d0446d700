"""Where in a file it is worth looking: one pass over the bytes.

A hit is only a reason to look; a blob without a hit says nothing about licences. Literal needles are sought
with the byte search of the interpreter, which is some fifteen times cheaper than one case-insensitive regular
expression, and give the same hits.
"""

from __future__ import annotations

import re

# Sought in the lower-cased bytes. "licen" stands for all its forms in English, French, Spanish, Portuguese, Italian
# and Dutch.
_LOWER = (
    b"licen",
    b"lizenz",
    b"copyright",
    b"all rights reserved",
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
_PERMISSION = b"permission "
_PERMITTED = (b"is hereby granted", b"to copy", b"to use")
_YEAR_SIGN = b"(c)"
_YEAR_AFTER = re.compile(rb"\(c\)[ \t]*(?:by|copyright|(?:19|20)\d\d)")
_AS_IS = b"as is"
_QUOTED = b"\"'`"
# Names of families, in the case their owners write them: "mit" is a German word and the end of "commit".
# "GPL" stands for AGPL and LGPL too, whose places begin one letter before.
_GPL = b"GPL"
_NAMES = (
    _GPL,
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


def find_hints(data: bytes, *, names: bool) -> list[int]:
    """Find the places of hints, unordered.

    Shapes   data: the bytes of one file; names: whether family names alone count (readmes, documents, manifests)
    Units    offsets in bytes
    """
    low = data.lower()
    found: list[int] = []
    for needle in _LOWER if low.isascii() else (*_LOWER, *_LOWER_BEYOND_ASCII):
        at = low.find(needle)
        while at >= 0:
            found.append(at)
            at = low.find(needle, at + len(needle))
    found += [at for at in _find_all(low, _PERMISSION) if low.startswith(_PERMITTED, at + len(_PERMISSION))]
    found += [at for at in _find_all(low, _YEAR_SIGN) if _YEAR_AFTER.match(low, at)]
    found += [at for at in _find_all(low, _AS_IS) if at and low[at - 1] in _QUOTED]
    if names:
        for name in _NAMES:
            found += [at for place in _find_all(data, name) if (at := _find_name(data, name, place)) >= 0]
    return found


def _find_name(data: bytes, name: bytes, at: int) -> int:
    """The place of a name that stands alone with its version, -1 for letters inside another word."""
    if name == _GPL and data[at - 1 : at] in (b"A", b"L"):
        at -= 1
    return at if _NAME_BORDER.match(data, at) else -1


def _find_all(low: bytes, needle: bytes) -> list[int]:
    found = []
    at = low.find(needle)
    while at >= 0:
        found.append(at)
        at = low.find(needle, at + len(needle))
    return found
