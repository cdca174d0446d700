"""One institution as it was judged, on its way from the engine to the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ospolis.engines.maturity import InstitutionReading


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine said, and what it stands on: `dropped` are answers that hold and did not count."""

    institution_id: int
    reading: InstitutionReading
    digest: str
    roles: int
    dropped: frozenset[int]
