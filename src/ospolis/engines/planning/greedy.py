"""The first plan: what brings most for what is scarce, fair from the beginning, in less than a second."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ospolis.engines.planning.building import Builder
from ospolis.engines.planning.model import Floors, Institution, Pin, Plan, Problem
from ospolis.engines.planning.resources import UNIT
from ospolis.engines.planning.worth import list_weakest

# Sessions that do not fill are given up, and their people placed elsewhere, so many times.
_ROUNDS = 4


class PinRefused(ValueError):
    """A wish that cannot be met beside the others; `pin` is the wish."""

    def __init__(self, pin: Pin) -> None:
        super().__init__(f"{pin.action} cannot be placed as wished")
        self.pin = pin


@dataclass(frozen=True, slots=True)
class Lowered:
    """A floor of fairness that could not be met: what was wanted and what was reached, in hundredths."""

    floor: str
    wanted: int
    reached: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan with the floors that hold in it."""

    plan: Plan
    floors: Floors
    lowered: tuple[Lowered, ...]


def draw_plan(problem: Problem) -> Draft:
    """Place actions by what they bring for what is scarce.

    Returns  a plan that breaks no rule, with floors lowered where money, people or seats do not suffice
    Raises   PinRefused
    """
    builder = Builder(problem)
    _place_pins(builder)
    _place_enablers(builder)
    rounds = 0
    while rounds == 0 or builder.close_empty_sessions():
        if rounds < _ROUNDS:
            _serve_weakest(builder)
            _serve_all(builder)
        rounds += 1
    plan = builder.finish()
    return Draft(plan, *_settle_floors(problem, plan))


def _place_pins(builder: Builder) -> None:
    """What must be there, before anything else."""
    wishes = (pin for pin in builder.problem.pins if pin.kind != "not")
    for pin in sorted(wishes, key=lambda pin: (pin.kind != "must_by", pin.quarter, pin.institution, pin.action)):
        latest = pin.quarter if pin.kind == "must_by" else None
        institution = builder.institutions.get(pin.institution)
        if institution is None:
            done = not pin.institution and builder.place_national(pin.action, latest)
        else:
            done = pin.action in builder.starts[institution.id] or builder.place(institution, pin.action, latest)
        if not done:
            raise PinRefused(pin)


def _place_enablers(builder: Builder) -> None:
    """National actions that something waits for: they bring nothing themselves, and open the rest."""
    actions = builder.problem.actions
    wanted = {code for one in builder.institutions.values() for code in one.applicable}
    needed = {code for one in wanted for code in actions[one].prerequisites if actions[code].kind == "national"}
    for code in sorted(needed - builder.problem.finished - set(builder.national)):
        builder.place_national(code)


def _serve_weakest(builder: Builder) -> None:
    """One action at least for each of the weakest, then for as many others as the floor of reach asks."""
    able = [one for one in builder.institutions.values() if one.applicable]
    weakest = list_weakest(tuple(able))
    order = [*weakest, *(one.id for one in able if one.id not in weakest)]
    least = builder.problem.floors.reach * len(able) // 100
    reached = 0
    for key in order:
        if builder.starts[key] or (reached < max(least, len(weakest)) and _serve(builder, builder.institutions[key])):
            reached += 1


def _serve(builder: Builder, institution: Institution) -> bool:
    """Place the best action that fits an institution."""
    ranked = _rank(builder, institution, builder.list_open(institution))
    return any(builder.place(institution, code) for _, code in ranked)


def _rank(builder: Builder, institution: Institution, codes: Iterable[str]) -> list[tuple[int, str]]:
    """Actions by what they bring for their price, best first; those that bring nothing are left out."""
    rows = ((builder.guess(institution, code), code) for code in codes)
    return sorted((-(found[0] * UNIT // found[1]), code) for found, code in rows if found)


def _serve_all(builder: Builder) -> None:
    """Place what brings most for its price, and keep each region near its share on the way."""
    queues: dict[str, list[tuple[int, str, str]]] = {}
    for one in builder.institutions.values():
        rows = [(density, one.id, code) for density, code in _rank(builder, one, builder.list_open(one))]
        queues.setdefault(one.region, []).extend(rows)
    for queue in queues.values():
        heapq.heapify(queue)
    shares = _Shares(builder)
    while region := _choose_region(queues, shares):
        _place_next(builder, queues[region[0]], shares)


def _place_next(builder: Builder, queue: list[tuple[int, str, str]], shares: _Shares) -> None:
    """Place the best of a queue, or put it back where what was placed since has made it less good."""
    density, key, code = heapq.heappop(queue)
    institution = builder.institutions[key]
    if code in builder.starts[key]:
        return
    found = builder.guess(institution, code)
    if found is None:
        return
    now = -(found[0] * UNIT // found[1])
    if queue and now > density and now > queue[0][0]:
        heapq.heappush(queue, (now, key, code))
        return
    before = len(builder.starts[key])
    if builder.place(institution, code):
        shares.note(institution.region, len(builder.starts[key]) - before)


class _Shares:
    """How many actions each region has, against its share of all."""

    def __init__(self, builder: Builder) -> None:
        self.floor = builder.problem.floors.region
        able = [one for one in builder.institutions.values() if one.applicable]
        self.weights = Counter[str]()
        self.placed = Counter[str]()
        for one in able:
            self.weights[one.region] += one.weight
            self.placed[one.region] += len(builder.starts[one.id])
        self.all = self.weights.total()

    def note(self, region: str, count: int) -> None:
        """Count what was placed."""
        self.placed[region] += count

    def lacks(self, region: str) -> bool:
        """Whether a region would fall below its floor if the next action went elsewhere."""
        if not region:
            return False
        return 100 * self.all * self.placed[region] < self.floor * self.weights[region] * (self.placed.total() + 1)


def _choose_region(queues: dict[str, list[tuple[int, str, str]]], shares: _Shares) -> tuple[str] | None:
    """The queue to take from: one whose region lacks its share, else the one with the best action."""
    filled = sorted((queue[0], region) for region, queue in queues.items() if queue)
    if not filled:
        return None
    lacking = [region for _, region in filled if shares.lacks(region)]
    return (lacking[0] if lacking else filled[0][1],)


def _settle_floors(problem: Problem, plan: Plan) -> tuple[Floors, tuple[Lowered, ...]]:
    """Lower the floors that the plan does not reach to what it reaches."""
    able = tuple(one for one in problem.institutions if one.applicable)
    engaged = Counter(key for key, _ in plan.starts)
    weakest = list_weakest(able)
    reached = {
        "region": _share_of_regions(able, engaged),
        "reach": _share(sum(1 for one in able if engaged[one.id]), len(able)),
        "weakest": _share(sum(1 for key in weakest if engaged[key]), len(weakest)),
    }
    floors, lowered = problem.floors, []
    for name, share in reached.items():
        wanted = getattr(floors, name)
        if share < wanted:
            floors = replace(floors, **{name: share})
            lowered.append(Lowered(name, wanted, share))
    return floors, tuple(lowered)


def _share(part: int, whole: int) -> int:
    """The highest share in hundredths of which the part is no less than the whole part."""
    return 100 if part >= whole else ((part + 1) * 100 - 1) // whole


def _share_of_regions(able: tuple[Institution, ...], engaged: Counter[str]) -> int:
    """How near the region that is served least comes to its share, in hundredths."""
    weights, placed = Counter[str](), Counter[str]()
    for one in able:
        weights[one.region] += one.weight
        placed[one.region] += engaged[one.id]
    regions = sorted(region for region in weights if region and weights[region])
    if len(regions) < 2 or not placed.total():
        return 100
    return min(100 * placed[one] * weights.total() // (weights[one] * placed.total()) for one in regions)
