"""How much work a number of lines stands for, by published models of software cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class EffortModel:
    """effort = a * size^b; months = c * effort^d.

    Units    size: thousands of source lines; effort: person-months of 152 hours
    Source   Boehm 1981, basic model; Boehm and others 2000 with all factors at their nominal place
    """

    code: str
    a: float
    b: float
    c: float
    d: float


# COCOMO II: exponent 0.91 + 0.01 * (3.72 + 3.04 + 4.24 + 3.29 + 4.68), that of the time 0.28 + 0.2 * (b - 0.91).
_NOMINAL = 0.91 + 0.01 * (3.72 + 3.04 + 4.24 + 3.29 + 4.68)

MODELS: Mapping[str, EffortModel] = MappingProxyType(
    {
        model.code: model
        for model in (
            EffortModel("organic", 2.4, 1.05, 2.5, 0.38),
            EffortModel("semi-detached", 3.0, 1.12, 2.5, 0.35),
            EffortModel("embedded", 3.6, 1.20, 2.5, 0.32),
            EffortModel("cocomo-2", 2.94, _NOMINAL, 3.67, 0.28 + 0.2 * (_NOMINAL - 0.91)),
        )
    }
)


def effort_of(model: EffortModel, lines: float) -> float:
    """The effort to write one package again.

    Units    lines: source lines without comments, blank, vendored and generated ones; Returns person-months
    """
    return model.a * (lines / 1_000) ** model.b if lines > 0 else 0.0


def months_of(model: EffortModel, effort: float) -> float:
    """How long a team would take that has the size which the model finds right.

    Units    effort: person-months; Returns months
    """
    return model.c * effort**model.d if effort > 0 else 0.0
