"""What the engine says of skills: which are needed, how far they are held, how many institutions lack them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ospolis.assessment.banks import policy_in_use, skills_in_use
from ospolis.engines.maturity import HELD, count_skills, find_needs, share_covered

if TYPE_CHECKING:
    from ospolis.assessment.inventory import Name
    from ospolis.engines.disclosure import Protected
    from ospolis.engines.maturity import Need

WHO: Final[frozenset[str]] = frozenset(HELD)


def needs_by(names: Mapping[str, Name], gaps: Mapping[str, float | None]) -> tuple[Need, ...]:
    """The skills that an institution needs, by what it has; those that are missed most first."""
    return find_needs(skills_in_use(), names, gaps)


def part_covered(names: Mapping[str, Name], held: Mapping[str, str]) -> tuple[int, float | None]:
    """How many skills are needed, and the part of them that somebody has."""
    needed = [need.skill.code for need in needs_by(names, {})]
    return len(needed), share_covered(needed, held)


def count_institutions(told: Sequence[tuple[Mapping[str, Name], Mapping[str, str]]]) -> Protected:
    """Count institutions by who has each skill that they need; small numbers are hidden.

    Shapes   told: what each institution has, and who holds which skill there
    """
    rows: list[tuple[Collection[str], Mapping[str, str]]] = [
        ({need.skill.code for need in needs_by(names, {})}, held) for names, held in told
    ]
    return count_skills(rows, [skill.code for skill in skills_in_use().skills], policy_in_use().policy)
