"""Documents that are printed and kept: PDF/A with tags, so that archives and screen readers can use them.

What stands in a document goes in as JSON and is never part of its plan: no text of a user can change how it is set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import TypstError

_NOT_SHOWN = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)
_SPECIAL = re.compile(r"\b(?:Math|Mono|Symbols?|Emoji)\b")
_MOST_NAMED = 10


class MissingLetters(ValueError):
    """No font of this site has letters that a document needs; `letters` are the first of them."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        super().__init__("No font here has these letters: " + " ".join(letters))
        self.letters = letters


def typeset(plan: Path, values: Mapping[str, Any], *, fonts: Path, at: datetime) -> bytes:
    """Set a document by its plan, a file of typst that ships with the product.

    Shapes   values: what JSON can hold; the plan reads it as `json(bytes(sys.inputs.values))`
             fonts: a folder of the operator's fonts, which need not be there; fonts of the system are left out, so
             that the same document looks the same on every machine
    Returns  a PDF by the standards PDF/A-2a and PDF/UA-1, made "at" a moment: the same input gives the same bytes
    Raises   MissingLetters
    """
    import typst  # noqa: PLC0415  # heavy: 25 ms and a compiler that most commands never need

    try:
        return typst.compile(
            plan,
            root=plan.parent,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
            # Archives ask for the first, readers of screens for the second; one file can be both.
            pdf_standards=["a-2a", "ua-1"],
            ignore_system_fonts=True,
            font_paths=[fonts] if fonts.is_dir() else [],
            timestamp=at.astimezone(UTC).replace(microsecond=0),
            format="pdf",
        )
    except typst.TypstError as problem:
        letters = _find_letters(problem)
        if letters:
            raise MissingLetters(letters) from None
        raise


def find_font_families(fonts: Path) -> tuple[str, ...]:
    """Name the families of the operator's fonts, for plans that prefer them to those that come along.

    Returns  names in the order of the alphabet, those for formulas and program code last; none without a folder
    """
    if not fonts.is_dir():
        return ()
    import typst  # noqa: PLC0415  # heavy: 25 ms and a compiler that most commands never need

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    return tuple(sorted(set(found.families()), key=lambda name: (bool(_SPECIAL.search(name)), name)))


def _find_letters(problem: TypstError) -> tuple[str, ...]:
    said = f"{problem.message}\n{problem.diagnostic}"
    found = dict.fromkeys(match["text"] for match in _NOT_SHOWN.finditer(said))
    return tuple(found)[:_MOST_NAMED]
