"""The measures and figures that the ledger knows, read once from the dated reference data."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """What a fact can say: its code, unit, kind and direction, and in words how a value comes about.

    Shapes   written_by: "collection" for what sources and declarations say, "desk" for what is recorded by people
    """

    code: str
    title: str
    subject: str
    kind: str
    unit: str
    direction: str
    computed: str
    states: tuple[str, ...] = ()
    written_by: str = "collection"


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """How a number is worked out from facts of one measure (for a ratio: of two)."""

    code: str
    title: str
    finding: str
    measure: str
    rule: str
    unit: str
    meaning: str
    counts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    over: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measure, self.over) if self.over else (self.measure,)


@dataclass(frozen=True, slots=True)
class Definitions:
    """All measures and figures by code, with the date of the reference data as their version."""

    version: str
    measures: dict[str, Measure]
    figures: dict[str, FigureDefinition]


@functools.cache
def definitions() -> Definitions:
    """Read the reference data.

    Shapes   measures and figures by their codes, in the order of the file
    Cost     no query; the file is read once for each process
    """
    text = resources.files("ospolis.reference").joinpath("measures.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    measures = [Measure(**_tuples(row)) for row in tables["measure"]]
    figures = [FigureDefinition(**_tuples(row)) for row in tables["figure"]]
    return Definitions(
        version=tables["date"],
        measures={measure.code: measure for measure in measures},
        figures={figure.code: figure for figure in figures},
    )


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
