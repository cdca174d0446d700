"""Which styles of a workbook show a number as a day: a spreadsheet keeps days as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ospolis.engines.untrusted.xmltext import XmlEvent

# Formats that every spreadsheet knows by number and that show a day (ECMA-376, part 1, 18.8.30).
_DAYS: Final = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the styles that show a day."""

    days: frozenset[int]


def read_styles(events: Iterable[XmlEvent]) -> Styles:
    """Read the styles of a workbook.

    Returns  Styles; a format of the workbook's own shows a day when it has a year or a day in it
    """
    own: dict[str, bool] = {}
    days: set[int] = set()
    inside, count = False, 0
    for event in events:
        if event.name == "cellXfs":
            inside = event.kind == "start"
        elif event.kind == "start" and event.name == "numFmt":
            own[event.attributes.get("numFmtId", "")] = _shows_day(event.attributes.get("formatCode", ""))
        elif event.kind == "start" and event.name == "xf" and inside:
            number = event.attributes.get("numFmtId", "0")
            if own.get(number, number.isdigit() and number.isascii() and int(number[:6]) in _DAYS):
                days.add(count)
            count += 1
    return Styles(frozenset(days))


def _shows_day(code: str) -> bool:
    shown = _NOT_SHOWN.sub("", code).lower()
    return "y" in shown or "d" in shown
