"""Who gives which role, as one table: services obey it, refusals and the manual print it.

Nobody gives a role to themselves, wider than the own reach, or longer than the own role lasts.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ospolis.core.access.viewer import Role


class Place(enum.StrEnum):
    """Where a giver may give a role."""

    ANYWHERE = "anywhere"
    OWN_OFFICE = "own office"
    OWN_REACH = "own reach"


@dataclass(frozen=True, slots=True)
class Giving:
    """One line of the table: who gives what, and where."""

    giver: Role
    role: Role
    place: Place


GIVINGS: tuple[Giving, ...] = (
    Giving(Role.OPERATOR, Role.OPERATOR, Place.ANYWHERE),
    Giving(Role.OPERATOR, Role.PROGRAMME, Place.ANYWHERE),
    Giving(Role.OPERATOR, Role.LEAD, Place.ANYWHERE),
    Giving(Role.LEAD, Role.OFFICER, Place.OWN_OFFICE),
    Giving(Role.OPERATOR, Role.OFFICER, Place.ANYWHERE),
    Giving(Role.OFFICER, Role.FOCAL_POINT, Place.OWN_REACH),
    Giving(Role.LEAD, Role.FOCAL_POINT, Place.OWN_REACH),
    Giving(Role.OPERATOR, Role.FOCAL_POINT, Place.ANYWHERE),
)
# Who ends what beside the givers of a role: a lead the role of another lead, for the office must go on without asking.
ENDINGS: tuple[Giving, ...] = (*GIVINGS, Giving(Role.LEAD, Role.LEAD, Place.OWN_OFFICE))
# Whoever holds one of these may name a deputy for an absence, and each may name nobody but the own deputy.
DEPUTISED = frozenset({Role.FOCAL_POINT, Role.OFFICER, Role.LEAD})


def givers_of(role: Role) -> tuple[Giving, ...]:
    """The lines of the table that give a role, the nearest giver first."""
    return tuple(line for line in GIVINGS if line.role == role)


def nearest_giver(role: Role) -> Role | None:
    """Whom to ask for a role first; None for a participant, which everybody with an account is."""
    lines = givers_of(role)
    return lines[0].giver if lines else None


def roles_given_by(held: frozenset[Role]) -> tuple[Role, ...]:
    """Every role that holders of these roles may give somewhere, from the narrowest on."""
    given = {line.role for line in GIVINGS if line.giver in held}
    return tuple(role for role in Role if role in given)
