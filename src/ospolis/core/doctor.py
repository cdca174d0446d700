"""The health of an installation in lines: what is, whether that is well, and what to do.

Apps add probes in their `apps.py`; `ospolis doctor`, the status page and `/readyz` read them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.db import DatabaseError, connection

from ospolis.core.boundary import FaultBoundary


class Light(enum.StrEnum):
    """How a line is meant: well, worth a look, or to be mended now."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One thing that was looked at."""

    name: str
    light: Light
    value: str
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Probe:
    """A function that looks at something.

    is_quick   asked by `/readyz` too
    is_far     asks machines outside this installation, so only when the operator wishes it
    in_tables  looks at what lies in tables, so says nothing where there are none
    """

    name: str
    look: Callable[[], Iterable[HealthLine]]
    is_quick: bool = False
    is_far: bool = False
    in_tables: bool = False


_probes: dict[str, Probe] = {}


def register_probe(
    name: str,
    look: Callable[[], Iterable[HealthLine]],
    *,
    is_quick: bool = False,
    is_far: bool = False,
    in_tables: bool = False,
) -> None:
    """Add a probe, or put one of the same name in its place."""
    _probes[name] = Probe(name=name, look=look, is_quick=is_quick, is_far=is_far, in_tables=in_tables)


def _has_tables() -> bool:
    """Whether anybody ever made the tables of the database; one that does not answer is the probes' to tell."""
    try:
        with connection.cursor() as cursor:
            return "django_migrations" in connection.introspection.table_names(cursor)
    except DatabaseError:
        return True


def examine(*, quick: bool = False, network: bool = False) -> tuple[HealthLine, ...]:
    """Ask every near probe, or the quick ones, or with `network` the far ones too.

    A probe that fails is a red line and not the end of the examination. Where there are no tables at all, one line
    says so in place of every line about what would lie in them.
    """
    lines: list[HealthLine] = []
    asked = [probe for probe in _probes.values() if (probe.is_quick or not quick) and (network or not probe.is_far)]
    has_tables = not any(probe.in_tables for probe in asked) or _has_tables()
    if not has_tables:
        lines.append(HealthLine("tables", Light.RED, "there are none yet", "Run 'ospolis migrate', which makes them."))
    for probe in asked:
        if probe.in_tables and not has_tables:
            continue
        with FaultBoundary() as outcome:
            lines.extend(probe.look())
        if outcome.fault:
            lines.append(
                HealthLine(probe.name, Light.RED, outcome.fault, "Mend what the message names, then look again.")
            )
    return tuple(lines)


def is_well(lines: Iterable[HealthLine]) -> bool:
    """Say whether no line is red."""
    return all(line.light is not Light.RED for line in lines)
