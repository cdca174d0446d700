"""Language tags in the case that BCP 47 recommends."""

from __future__ import annotations


def canonical_language(tag: str) -> str:
    """Write a language tag in its usual case: `IT` is `it`, `it-it` and `it_IT` are `it-IT`, `zh-hant` is `zh-Hant`.

    Source   RFC 5646, section 2.1.1
    """
    parts = tag.strip().replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(_cased(part) for part in parts[1:])])


def _cased(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()
