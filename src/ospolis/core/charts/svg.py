"""The small alphabet of our SVG: shapes with escaped attributes, and lengths in tenths of a per cent."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString

UNKNOWN = 0
MOST_SERIES = 5
HATCH = "url(#hatch)"


class ChartRefused(ValueError):
    """The numbers cannot be drawn honestly: the message says which and why."""


def shape(name: str, *inside: SafeString, **attributes: str | float) -> SafeString:
    """Write one element; `cls` stands for class, `_` in a name for `-`, and every value is escaped."""
    written = "".join([f" {_NAMES[key]}={_quote(value)}" for key, value in attributes.items() if value != ""])
    content = "".join(inside)
    return SafeString(f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>")


def picture(*inside: SafeString, height: int = 0, label: str = "", **attributes: str | float) -> SafeString:
    """Write an `svg`: an image with a name when `label` is given, else decoration hidden from readers."""
    size: dict[str, str | float] = {"height": height} if height else {}
    if label:
        return shape("svg", *inside, **size, **attributes, role="img", aria_label=label)
    return shape("svg", *inside, **size, **attributes, aria_hidden="true", focusable="false")


def per_cent(share: float) -> str:
    """Write a share of 1 as a length with at most one decimal: 0.342 -> "34.2%"."""
    return _plain(round(100 * share, 1)) + "%"


def fill(series: int) -> dict[str, str | float]:
    """Give the attributes of a filled shape: a series from 1 to 5, or the hatch of the unknown."""
    if series == UNKNOWN:
        return {"fill": HATCH}
    if not 1 <= series <= MOST_SERIES:
        raise ChartRefused(f"series {series}: a chart has the series 1 to {MOST_SERIES}, and 0 for unknown")
    return {"cls": f"f{series}"}


def split_whole(values: Sequence[float]) -> list[tuple[float, float]]:
    """Cut the whole into (start, width) by `values`, so that the rounded widths add up to exactly 1."""
    require_amounts(values)
    total = math.fsum(values)
    if total <= 0:
        return [(0.0, 0.0) for _ in values]
    edges = [round(1000 * math.fsum(values[:i]) / total) for i in range(len(values) + 1)]
    return [(start / 1000, (end - start) / 1000) for start, end in pairwise(edges)]


def clamp(share: float) -> float:
    """Keep a share between 0 and 1, so that a mark never leaves its track."""
    return min(1.0, max(0.0, share))


def require_amounts(values: Iterable[float | None]) -> None:
    """Refuse what has no length: negative, infinite or not a number."""
    for value in values:
        if value is not None and (value < 0 or not math.isfinite(value)):
            raise ChartRefused(f"{value} cannot be drawn: a length starts at 0 and is finite")


def say_number(value: float | None) -> str:
    """Write a number as the reader's language does; unknown is a question mark."""
    return "?" if value is None else str(number_format(value, force_grouping=True))


class _Names(dict[str, str]):
    """Attribute names by keyword, worked out once each."""

    def __missing__(self, keyword: str) -> str:
        self[keyword] = name = "class" if keyword == "cls" else keyword.replace("_", "-")
        return name


_NAMES = _Names()


@lru_cache(maxsize=4096)
def _quote(value: str | float) -> str:
    return f'"{escape(_plain(value))}"'


def _plain(value: str | float) -> str:
    """Write a number without the decimals it does not have, and without locale."""
    if isinstance(value, str):
        return value
    return f"{value:.1f}".removesuffix(".0")
