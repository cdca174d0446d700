"""How far levels can be trusted: what simulations showed, as docs/explanation/calibration.md has it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy

from ospolis.assessment.pages.words import say_exact


@dataclass(frozen=True, slots=True)
class Limit:
    """One way in which data could come about: how often the range held the truth, and how much too high it was.

    Units    covered: share of ranges; bias: part of the whole scale, four levels
    """

    words: object
    covered: float
    bias: float

    @property
    def covered_told(self) -> str:
        return f"{say_exact(100 * self.covered, 1)} %"

    @property
    def bias_told(self) -> str:
        return say_exact(4 * self.bias)


LIMITS = (
    Limit(lazy("each source is worth exactly its weight"), 0.900, 0.000),
    Limit(lazy("the same claims, units independent of each other"), 0.932, 0.001),
    Limit(lazy("the same claims, units of one institution a little alike"), 0.914, 0.001),
    Limit(lazy("the same claims, units of one institution rather alike"), 0.888, 0.001),
    Limit(lazy("claims that miss the truth by about half a level"), 0.936, 0.001),
    Limit(lazy("claims that miss the truth by more than a level"), 0.859, 0.001),
    Limit(lazy("claims more than half a level too high, not corrected"), 0.859, 0.046),
    Limit(lazy("the same, and it is known and taken off"), 0.885, 0.006),
    Limit(lazy("the same, not corrected, and no evidence at all"), 0.829, 0.094),
    Limit(lazy("half of what fails is hidden"), 0.908, 0.041),
)
