"""Names for columns of numbers, and the one way in which they are added up."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]
Truths: TypeAlias = NDArray[np.bool_]


def add_by(place: Places, column: Floats | Truths, count: int) -> Floats:
    """Add up the values that go to each of `count` places, in the order in which they stand."""
    return np.asarray(np.bincount(place, column, count), dtype=np.float64)
