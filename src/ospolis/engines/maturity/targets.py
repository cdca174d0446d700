"""Target profiles: the level that a kind of institution should reach in each dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ospolis.engines.maturity.applicability import KINDS
from ospolis.engines.maturity.refusing import Findings, open_file

SCHEMA = "target-profiles"


@dataclass(frozen=True, slots=True)
class Targets:
    """Units   levels 0 to 4; `levels` by kind of institution and code of the dimension, where it is not the default."""

    version: str
    date: str
    source: str
    default: float
    levels: Mapping[str, Mapping[str, float]]

    def level(self, kind: str, dimension: str) -> float:
        """Give the target of a kind of institution in a dimension."""
        return self.levels.get(kind, {}).get(dimension, self.default)


def read_targets(data: bytes, *, name: str = "targets.yml") -> Targets:
    """Read target profiles.

    Raises   BankRefused with every kind that is not known and every level outside 0 to 4
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow("schema", "version", "date", "source", "licence", "unit", "default", "profiles")
    place.choice("schema", (SCHEMA,))
    levels: dict[str, dict[str, float]] = {}
    for kind, row in place.under("profiles"):
        if kind not in KINDS:
            place.refuse("profiles", "unknown-kind", f"{kind[:60]!r} is no kind of institution: {', '.join(KINDS)}.")
        levels[kind] = {key.text: row.number(key.text, least=0, most=4) for key, _ in row.node.entries}
    version, date, source = (place.text(key) for key in ("version", "date", "source"))
    default = place.number("default", least=0, most=4)
    findings.settle()
    return Targets(version, date, source, default, levels)
