"""What an institution has, by its confirmed inventory: units that evidence is counted of, names for conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ospolis.institutions.choices import Openness, SystemStatus
from ospolis.institutions.selectors import InstitutionProfile, SystemProfile
from ospolis.mapping.selectors.inventory import CountedRepository

if TYPE_CHECKING:
    from ospolis.engines.maturity import Item

Name: TypeAlias = float | str | bool | None

# The name under which conditions ask what an institution hosts, and what is said of most of them.
HOSTS: Final = "hosts"
NO_HOST: Final = "none"
_KEY_FROM = 3
_OPEN = frozenset({Openness.OPEN, Openness.MIXED})
_CLOSED = frozenset({Openness.PROPRIETARY, Openness.MIXED})


@dataclass(frozen=True, slots=True)
class Holding:
    """One institution with what is its own.

    Shapes   populations: keys of the units that a hook may count, by the name of the population
             known: keys of everything that is known as the institution's, counted or not
             names: what a condition of the bank may ask; None is not known
    """

    profile: InstitutionProfile
    populations: dict[str, frozenset[str]]
    known: frozenset[str]
    names: dict[str, Name]


def lay_inventory(
    profiles: Iterable[InstitutionProfile], systems: Iterable[SystemProfile], repositories: Iterable[CountedRepository]
) -> dict[str, Holding]:
    """Lay out who has what, by the key of the institution, in the order of the institutions."""
    its_systems: dict[str, list[SystemProfile]] = defaultdict(list)
    its_repositories: dict[str, list[CountedRepository]] = defaultdict(list)
    for system in systems:
        its_systems[system.institution].append(system)
    for repository in repositories:
        its_repositories[repository.institution].append(repository)
    return {
        profile.key: _hold(profile, its_systems.get(profile.key, []), its_repositories.get(profile.key, []))
        for profile in profiles
    }


def asks_hosts(items: Iterable[Item]) -> bool:
    """Whether one of the questions goes to the host of an office alone."""
    return any(HOSTS in condition.names for item in items for condition in item.whom)


def _hold(profile: InstitutionProfile, systems: list[SystemProfile], repositories: list[CountedRepository]) -> Holding:
    active = [system for system in systems if system.status == SystemStatus.ACTIVE]
    own = frozenset(repository.key for repository in repositories if repository.is_own)
    with_code = {repository.system for repository in repositories if repository.is_own}
    populations = {
        "institution": frozenset({profile.key}),
        "repositories": own,
        # Whoever declares a source as published says that it is public.
        "public-repositories": own,
        "systems": frozenset(system.key for system in active),
        "key-systems": frozenset(system.key for system in active if (system.criticality or 0) >= _KEY_FROM),
        "open-systems": frozenset(system.key for system in active if system.openness in _OPEN),
        "own-systems": frozenset(system.key for system in active if system.repository or system.key in with_code),
    }
    known = {profile.key, *(system.key for system in systems), *(repository.key for repository in repositories)}
    return Holding(profile, populations, frozenset(known), _name(profile, active, populations))


def _name(
    profile: InstitutionProfile, active: list[SystemProfile], populations: dict[str, frozenset[str]]
) -> dict[str, Name]:
    """What conditions may ask. A count of which some are not known, and none is, is not known either."""
    open_ones, key_ones = len(populations["open-systems"]), len(populations["key-systems"])
    closed = sum(system.openness in _CLOSED for system in active)
    vague = any(system.openness == Openness.UNKNOWN for system in active)
    unrated = any(system.criticality is None for system in active)
    return {
        "kind": profile.kind,
        "sector": profile.sector or None,
        "staff": profile.staff,
        "repositories": len(populations["repositories"]),
        "public_repositories": len(populations["public-repositories"]),
        "systems": len(active),
        "open_systems": None if vague and not open_ones else open_ones,
        "closed_systems": None if vague and not closed else closed,
        "key_systems": None if unrated and not key_ones else key_ones,
        "own_systems": len(populations["own-systems"]),
        "vendors": len({system.vendor for system in active if system.vendor}),
    }
