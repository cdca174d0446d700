"""What a plan is made of: actions, institutions, what there is to spend; and the plan itself. Whole numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["national", "cohort", "single"]
PinKind: TypeAlias = Literal["must", "must_by", "not"]

MONTHS = 3  # of a quarter


class BadProblem(ValueError):
    """Inputs that no plan can be made of; `chain` names the actions of a circle of prerequisites."""

    def __init__(self, message: str, chain: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.chain = chain


@dataclass(frozen=True, slots=True)
class Uplift:
    """What an action adds to one dimension, in hundredths of a level."""

    low: int
    mid: int
    high: int


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done: once for all, for a cohort with seats, or for one institution.

    Shapes   prerequisites: codes of actions of the same institution, or of national ones; brings_evidence: its result
             is knowledge, so it may fill a dimension that is hardly known
    Units    months: whole months; staff, absorption: tenths of a person-day a month; money: units of the plan at the
             start; in_kind: units of the plan in all. Of a cohort, staff and money are for one session
    """

    code: str
    kind: Kind
    months: int
    staff: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, int] = field(default_factory=dict)
    in_kind: int = 0
    absorption: int = 0
    seats: int = 1
    min_seats: int = 1
    prerequisites: tuple[str, ...] = ()
    uplift: Mapping[str, Uplift] = field(default_factory=dict)
    brings_evidence: bool = False

    @property
    def quarters(self) -> int:
        """How many quarters it occupies, the first and the last one whole."""
        return -(-self.months // MONTHS)

    def months_in(self, quarter: int) -> int:
        """How many of its months lie in a quarter, counted from its start as 0."""
        return max(0, min(MONTHS, self.months - MONTHS * quarter))


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution with what it lacks and what it can take on.

    Shapes   gaps: hundredths of a level by dimension, above 0 only; hardly_known: dimensions that only actions which
             bring evidence may fill; applicable: codes of the actions that fit it, none that is finished
    Units    absorption: tenths of a person-day for each quarter; in_kind: units of the plan, None when nobody said
    """

    id: str
    gaps: Mapping[str, int]
    applicable: frozenset[str]
    region: str = ""
    weight: int = 100
    level: int = 0
    absorption: tuple[int, ...] | None = None
    in_kind: int | None = None
    hardly_known: frozenset[str] = frozenset()
    finished: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one category.

    Shapes   until: (quarter, amount): what starts in the quarters before that one may cost so much together
    Units    units of the plan
    """

    total: int
    until: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """A wish of a planner: an action must be there, must start by a quarter, or must not be there.

    Shapes   institution: "" for a national action; quarter: counted from 0, the last one of a `must_by`
    """

    institution: str
    action: str
    kind: PinKind
    quarter: int = 0


@dataclass(frozen=True, slots=True)
class Floors:
    """Shares below which a plan is not fair, in hundredths; 0 switches one off."""

    region: int = 60
    reach: int = 60
    weakest: int = 80
    largest: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a plan is made from.

    Shapes   staff: for each role and quarter; a role, line or ceiling that is not there was not recorded and binds
             nothing; weights: of dimensions, 10 when not named
    Raises   BadProblem
    """

    actions: Mapping[str, Action]
    institutions: tuple[Institution, ...]
    quarters: int = 8
    staff: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    floors: Floors = Floors()
    pins: tuple[Pin, ...] = ()
    finished: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.quarters < 1:
            raise BadProblem("a plan has a quarter at least")
        for action in self.actions.values():
            _check_action(action, self.actions)
        check_circles({code: action.prerequisites for code, action in self.actions.items()})
        if any(len(amounts) != self.quarters or min(amounts) < 0 for amounts in self.staff.values()):
            raise BadProblem("each role has an amount from 0 on for each quarter")
        if any(line.total < 0 or any(amount < 0 for _, amount in line.until) for line in self.lines.values()):
            raise BadProblem("money must be from 0 on")
        if len({one.id for one in self.institutions}) < len(self.institutions):
            raise BadProblem("each institution stands there once")


@dataclass(frozen=True, slots=True)
class Plan:
    """What starts when.

    Shapes   starts: quarter, from 0, by institution and action; national: quarter by action; sessions: how many of a
             cohort action begin in a quarter
    """

    starts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    national: Mapping[str, int] = field(default_factory=dict)
    sessions: Mapping[tuple[str, int], int] = field(default_factory=dict)


def _check_action(action: Action, actions: Mapping[str, Action]) -> None:
    amounts = [*action.staff.values(), *action.money.values(), action.in_kind, action.absorption]
    if action.months < 1 or min(amounts) < 0 or not 1 <= action.min_seats <= action.seats:
        raise BadProblem(f"{action.code}: a month at least, amounts from 0 on, and no more seats needed than there are")
    if any(not 0 <= one.low <= one.mid <= one.high for one in action.uplift.values()):
        raise BadProblem(f"{action.code}: low, middle and high uplift must go upwards from 0")
    for code in action.prerequisites:
        if code not in actions:
            raise BadProblem(f"{action.code} waits for {code}, which is not in the catalogue")
        if action.kind == "national" and actions[code].kind != "national":
            raise BadProblem(f"{action.code} is for all, and cannot wait for {code} of one institution")


def check_circles(waits: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse actions that wait for each other in a circle.

    Shapes   waits: for each action, those that it waits for, all of them among the keys
    Raises   BadProblem with the chain
    """
    settled: set[str] = set()
    for first in sorted(waits):
        _walk(first, waits, [], settled)


def _walk(code: str, waits: Mapping[str, tuple[str, ...]], path: list[str], settled: set[str]) -> None:
    if code in path:
        chain = (*path[path.index(code) :], code)
        raise BadProblem(" waits for ".join(chain), chain)
    if code in settled:
        return
    path.append(code)
    for prerequisite in waits[code]:
        _walk(prerequisite, waits, path, settled)
    path.pop()
    settled.add(code)
