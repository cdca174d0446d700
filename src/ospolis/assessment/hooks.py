"""From facts to what a hook of the bank saw. Nothing here knows a measure by its name: the bank says what counts."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ospolis.engines.maturity import Sight, Unit
from ospolis.evidence.choices import Provenance

if TYPE_CHECKING:
    from ospolis.assessment.inventory import Holding
    from ospolis.engines.maturity import Hook
    from ospolis.evidence.selectors import HeldFact

TIER: Final = "repository.tier"
# From the lowest to the highest, as the facts name them.
TIERS: Final = ("private", "one-time-release", "close-collaboration", "working-in-public", "community-governance")
# The five places of a scale, from none to all.
_STEP: Final = 0.25
# A collection that finds the same again writes no new fact, but it has looked.
_LOOKED_AT_AGAIN: Final = frozenset({Provenance.SCAN, Provenance.COMPONENT_LIST, Provenance.DECLARATION})


class SeenFact(NamedTuple):
    """A fact with its age on the day of the assessment."""

    fact: HeldFact
    age: int


@dataclass(frozen=True, slots=True)
class Ages:
    """How old facts are on one day. `last_read` says when each source was last read.

    Thousands of facts come from few readings, so each age is worked out once.
    """

    day: date
    last_read: Mapping[str, date]
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def of(self, fact: HeldFact) -> int:
        """Days since somebody last saw it: since the day that it says, else the last reading of its source, else since
        it was recorded."""
        mark = fact[7:]  # the day that it says, when it was recorded, by which source and how
        age = self._known.get(mark)
        if age is None:
            age = self._known[mark] = (self.day - self._last_seen(fact)).days
        return age

    def _last_seen(self, fact: HeldFact) -> date:
        if fact.day:
            return day_of(fact)
        seen = day_of(fact)
        if fact.source_key or fact.provenance in _LOOKED_AT_AGAIN:
            return max(seen, self.last_read.get(fact.source_key, seen))
        return seen


def day_of(fact: HeldFact) -> date:
    """The day that a fact says, or the one on which it was recorded when it says none that can be read."""
    return read_day(fact.day or "") or date.fromisoformat(fact.recorded_on)


@functools.lru_cache(maxsize=4096)
def read_day(text: str) -> date | None:
    """A date as facts hold it, or nothing when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sight_of(
    hook: Hook,
    holding: Holding,
    found: Mapping[str, SeenFact],
    tiers: Mapping[str, SeenFact],
    *,
    is_watched: bool = True,
) -> Sight:
    """Say what one hook saw at one institution.

    Shapes   found: the facts of the hook's measure and part, by what they are about; tiers: those of the tier that each
             repository is meant for
    """
    if hook.form == "count":
        expected, units, facts = _count(hook, holding, found, tiers)
    else:
        expected, (units, facts) = float(hook.units), _measure(hook, found.get(holding.profile.key))
    return Sight(
        measure=hook.measure,
        strength=hook.strength,
        reliability=hook.reliability,
        expected=expected,
        units=units,
        form=hook.form,
        max_age_days=hook.max_age or None,
        facts=facts,
        is_watched=is_watched,
    )


def _measure(hook: Hook, seen: SeenFact | None) -> tuple[tuple[Unit, ...], tuple[int, ...]]:
    """A share or a value that was read for the institution as a whole."""
    if seen is None or seen.fact.number is None:
        return (), ()
    return (_unit_of(_share(hook, seen.fact.number), seen.age, float(hook.units)),), (seen.fact.pk,)


@functools.lru_cache(maxsize=4096)
def _unit_of(value: float, age: int, count: float = 1.0) -> Unit:
    """Units that say the same are one object: an office has a hundred thousand, of few kinds."""
    return Unit(value=value, age_days=age, count=count)


def _count(
    hook: Hook, holding: Holding, found: Mapping[str, SeenFact], tiers: Mapping[str, SeenFact]
) -> tuple[float, tuple[Unit, ...], tuple[int, ...]]:
    """How many units are expected, what was seen of them, and the facts that say so."""
    population = holding.populations[hook.among]
    if hook.from_tier:
        population = frozenset(key for key in population if not _is_below(tiers.get(key), hook.from_tier))
    excused, units, facts = 0, [], []
    for subject in sorted(population & found.keys()) if found else ():
        fact, age = found[subject]
        if fact.text and fact.text in hook.excused:
            excused += 1
            continue
        value = _judge(hook, fact)
        if value is not None:
            units.append(_unit_of(value, age))
            facts.append(fact.pk)
    return float(len(population) - excused), tuple(units), tuple(facts)


def _is_below(tier: SeenFact | None, least: int) -> bool:
    """Whether a repository is meant for less than the question asks of; one whose tier is not known is asked."""
    return tier is not None and tier.fact.text in TIERS and TIERS.index(tier.fact.text) < least


def _judge(hook: Hook, fact: HeldFact) -> float | None:
    """1 when a unit passes, 0 when it fails, None when the fact says neither."""
    if hook.at_least is not None or hook.at_most is not None:
        if fact.number is None:
            return None
        low = hook.at_least is None or fact.number >= hook.at_least
        high = hook.at_most is None or fact.number <= hook.at_most
        return float(low and high)
    if fact.text in hook.passes:
        return 1.0
    return 0.0 if fact.text in hook.fails else None


def _share(hook: Hook, number: float) -> float:
    """A share as it is, a value through its scale."""
    if hook.form == "share":
        return min(max(number, 0.0), 1.0)
    points = hook.scale if hook.scale[0] <= hook.scale[-1] else tuple(-point for point in hook.scale)
    x = number if points is hook.scale else -number
    if x <= points[0]:
        return 0.0
    for place, (low, high) in enumerate(pairwise(points)):
        if x <= high:
            return _STEP * (place + (x - low) / (high - low))
    return 1.0
