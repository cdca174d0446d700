"""What it would cost to write packages again, as a range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ospolis.engines.valuation.assumptions import Assumptions, BadAssumption
from ospolis.engines.valuation.spread import Range


@dataclass(frozen=True, slots=True)
class Package:
    """Something that is built as one, with its lines counted by themselves.

    Units    lines: source lines without comments, blank, vendored and generated ones
    """

    id: str
    lines: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What writing packages again would take.

    Shapes   money: None where no wage is known; weights: what the money (or the effort) hangs on, greatest first,
             as rank correlations of the draws
    Units    effort: person-months; money: the currency of the assumptions, in prices of their year
    """

    effort: Range
    money: Range | None
    weights: tuple[tuple[str, float], ...]


def draw_replacement(packages: Iterable[Package], assumptions: Assumptions) -> Replacement | None:
    """Draw effort and money of packages together.

    Returns  None when no package has a line: there is nothing to write again
    Raises   BadAssumption when a package has fewer than no lines, or stands there twice
    """
    listed = sorted(packages, key=lambda package: package.id)
    if len({package.id for package in listed}) < len(listed) or any(package.lines < 0 for package in listed):
        raise BadAssumption("each package stands there once, with lines from 0 on")
    counted = [package for package in listed if package.lines]
    if not counted:
        return None
    from ospolis.engines.valuation.sampling import sample  # noqa: PLC0415  # heavy: numpy, only for draws

    effort, money, weights = sample([(package.id, package.lines) for package in counted], assumptions)
    return Replacement(effort, money, weights)
