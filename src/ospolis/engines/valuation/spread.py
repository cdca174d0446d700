"""A range and how it is said: low, middle and high, never one number."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The 5, 50 and 95 % points of many draws, in one unit."""

    low: float
    mid: float
    high: float


def round_for_readers(value: float) -> float:
    """A figure as it is shown: two digits that count, halves away from zero.

    Returns  1,184,000 -> 1,200,000; 0.0276 -> 0.028; 0 stays 0
    """
    if not value:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    # A step below one is not exact in binary: the last decimals are cut once more.
    return round(math.copysign(math.floor(abs(value) / step + 0.5 + 1e-9) * step, value), 12)
