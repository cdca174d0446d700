"""The independent checker: reads a problem and a plan, works everything out anew, and says what is broken.

It shares nothing with what makes plans but the dataclasses, and counts in whole numbers only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ospolis.engines.planning.model import MONTHS, Action, Floors, Institution, Plan, Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its code, what it is about, what was allowed and what was used."""

    code: str
    keys: tuple[str, ...]
    allowed: int
    used: int


def check_plan(
    problem: Problem, plan: Plan, *, floors: Floors | None = None, value: int | None = None
) -> tuple[Violation, ...]:
    """Every rule that a plan breaks, in the order of their codes.

    Shapes   floors: those in force, where some had to be lowered; value: what the plan claims to be worth
    """
    checker = _Checker(problem, plan, floors or problem.floors)
    found = [*checker.check_places(), *checker.check_order(), *checker.check_resources(), *checker.check_money()]
    found += [*checker.check_seats(), *checker.check_fairness(), *checker.check_pins()]
    if value is not None and (worth := checker.count_worth()) != value:
        found.append(Violation("K18", ("value",), worth, value))
    return tuple(sorted(found, key=lambda row: (int(row.code[1:]), row.keys)))


class _Checker:
    """One reading of one plan."""

    def __init__(self, problem: Problem, plan: Plan, floors: Floors) -> None:
        self.problem, self.plan, self.floors = problem, plan, floors
        self.institutions = {one.id: one for one in problem.institutions}
        self.placed = [
            (self.institutions[key], problem.actions[code], start)
            for (key, code), start in sorted(plan.starts.items())
            if key in self.institutions and code in problem.actions
        ]

    def check_places(self) -> Iterator[Violation]:
        """K2: what fits, and ends within the plan."""
        for (key, code), start in self.plan.starts.items():
            institution, action = self.institutions.get(key), self.problem.actions.get(code)
            fits = institution and action and action.kind != "national" and code in institution.applicable
            yield from self._check_place((key, code), action if fits else None, start)
        for code, start in self.plan.national.items():
            action = self.problem.actions.get(code)
            fits = action and action.kind == "national" and code not in self.problem.finished
            yield from self._check_place(("", code), action if fits else None, start)

    def _check_place(self, keys: tuple[str, str], action: Action | None, start: int) -> Iterator[Violation]:
        if action is None:
            yield Violation("K2", keys, 0, 1)
        elif start < 0 or MONTHS * start + action.months > MONTHS * self.problem.quarters:
            yield Violation("K2", keys, self.problem.quarters, start + -(-action.months // MONTHS))

    def check_order(self) -> Iterator[Violation]:
        """K3 and K4: what an action waits for has ended before it starts."""
        for institution, action, start in self.placed:
            for code in action.prerequisites:
                if self.problem.actions[code].kind == "national":
                    yield from self._check_wait("K4", institution.id, action, start, code)
                elif code not in institution.finished:
                    yield from self._check_wait("K3", institution.id, action, start, code)
        for code, start in sorted(self.plan.national.items()):
            common = self.problem.actions.get(code)
            if common and common.kind == "national":
                for prerequisite in common.prerequisites:
                    yield from self._check_wait("K4", "", common, start, prerequisite)

    def _check_wait(self, rule: str, key: str, action: Action, start: int, code: str) -> Iterator[Violation]:
        if rule == "K4" and code in self.problem.finished:
            return
        begun = self.plan.national.get(code) if rule == "K4" else self.plan.starts.get((key, code))
        ready = -1 if begun is None else begun + -(-self.problem.actions[code].months // MONTHS)
        if not 0 <= ready <= start:
            yield Violation(rule, (key, action.code, code), start, ready)

    def check_resources(self) -> Iterator[Violation]:
        """K5 staff by role and quarter, K6 what an institution can take on in a quarter, K7 what it gives in kind."""
        days: Counter[tuple[str, int]] = Counter()
        for action, start, times in self._list_deliveries():
            for quarter in range(self.problem.quarters - start):
                for role, amount in action.staff.items():
                    days[role, start + quarter] += times * amount * _months_in(action, quarter)
        for role, allowed in sorted(self.problem.staff.items()):
            for quarter, most in enumerate(allowed):
                if days[role, quarter] > most:
                    yield Violation("K5", (role, str(quarter)), most, days[role, quarter])
        load: Counter[tuple[str, int]] = Counter()
        kind: Counter[str] = Counter()
        for institution, action, start in self.placed:
            kind[institution.id] += action.in_kind
            for quarter in range(self.problem.quarters - start):
                load[institution.id, start + quarter] += action.absorption * _months_in(action, quarter)
        for key, institution in sorted(self.institutions.items()):
            for quarter, most in enumerate(institution.absorption or ()):
                if load[key, quarter] > most:
                    yield Violation("K6", (key, str(quarter)), most, load[key, quarter])
            if institution.in_kind is not None and kind[key] > institution.in_kind:
                yield Violation("K7", (key,), institution.in_kind, kind[key])

    def _list_deliveries(self) -> Iterator[tuple[Action, int, int]]:
        """What costs staff and money: national actions, sessions, and what is done for one institution."""
        for code, start in self.plan.national.items():
            if code in self.problem.actions:
                yield self.problem.actions[code], start, 1
        for (code, start), times in self.plan.sessions.items():
            if code in self.problem.actions:
                yield self.problem.actions[code], start, times
        for _, action, start in self.placed:
            if action.kind == "single":
                yield action, start, 1

    def check_money(self) -> Iterator[Violation]:
        """K8: each line within its total; K9: within what may be spent until a quarter."""
        for name, line in sorted(self.problem.lines.items()):
            spent = [(start, action.money.get(name, 0) * times) for action, start, times in self._list_deliveries()]
            total = sum(amount for _, amount in spent)
            if total > line.total:
                yield Violation("K8", (name,), line.total, total)
            for until, most in line.until:
                early = sum(amount for start, amount in spent if start < until)
                if early > most:
                    yield Violation("K9", (name, str(until)), most, early)

    def check_seats(self) -> Iterator[Violation]:
        """K10: sessions have enough seats and enough people."""
        taken = Counter((action.code, start) for _, action, start in self.placed if action.kind == "cohort")
        for key in sorted({*taken, *self.plan.sessions}):
            action, held = self.problem.actions.get(key[0]), self.plan.sessions.get(key, 0)
            if action is None or action.kind != "cohort" or held < 0:
                yield Violation("K10", (key[0], str(key[1])), 0, held)
            elif taken[key] > held * action.seats:
                yield Violation("K10", (key[0], str(key[1])), held * action.seats, taken[key])
            elif taken[key] < held * action.min_seats:
                yield Violation("K10", (key[0], str(key[1])), held * action.min_seats, taken[key])

    def check_fairness(self) -> Iterator[Violation]:
        """K11 regions, K12 how many are reached, K13 the weakest, K14 the largest share of one."""
        able = [one for one in self.problem.institutions if one.applicable]
        engaged = Counter(institution.id for institution, _, _ in self.placed)
        yield from self._check_regions(able, engaged)
        reached = sum(1 for one in able if engaged[one.id])
        least = self.floors.reach * len(able) // 100
        if reached < least:
            yield Violation("K12", (), least, reached)
        weakest = sorted(able, key=lambda one: (one.level, one.id))[: -(-len(able) // 5)]
        least = self.floors.weakest * len(weakest) // 100
        if (helped := sum(1 for one in weakest if engaged[one.id])) < least:
            yield Violation("K13", (), least, helped)
        yield from self._check_largest()

    def _check_regions(self, able: list[Institution], engaged: Counter[str]) -> Iterator[Violation]:
        regions = sorted({one.region for one in able if one.region})
        if len(regions) < 2:
            return
        weight, all_engaged = sum(one.weight for one in able), sum(engaged.values())
        for region in regions:
            inside = [one for one in able if one.region == region]
            used = 100 * weight * sum(engaged[one.id] for one in inside)
            least = self.floors.region * all_engaged * sum(one.weight for one in inside)
            if used < least:
                yield Violation("K11", (region,), least, used)

    def _check_largest(self) -> Iterator[Violation]:
        if not self.floors.largest:
            return
        cost: Counter[str] = Counter()
        for institution, action, _ in self.placed:
            shared = action.seats if action.kind == "cohort" else 1
            cost[institution.id] += -(-sum(action.money.values()) // shared)
        for key, amount in sorted(cost.items()):
            if 100 * amount > self.floors.largest * cost.total():
                yield Violation("K14", (key,), self.floors.largest * cost.total(), 100 * amount)

    def check_pins(self) -> Iterator[Violation]:
        """K16: what planners wished."""
        for pin in self.problem.pins:
            start = (
                self.plan.starts.get((pin.institution, pin.action))
                if pin.institution
                else self.plan.national.get(pin.action)
            )
            late = pin.kind == "must_by" and start is not None and start > pin.quarter
            if (start is None) != (pin.kind == "not") or late:
                yield Violation("K16", (pin.institution, pin.action), pin.quarter, -1 if start is None else start)

    def count_worth(self) -> int:
        """The worth of the plan, worked out anew."""
        added: Counter[tuple[str, str]] = Counter()
        for institution, action, start in self.placed:
            end = start + -(-action.months // MONTHS)
            for dimension, uplift in action.uplift.items():
                if dimension not in institution.hardly_known or action.brings_evidence:
                    full = min(uplift.mid, institution.gaps.get(dimension, 0))
                    rest = 7 * self.problem.quarters + 3 * (self.problem.quarters - end)
                    added[institution.id, dimension] += full * rest // (10 * self.problem.quarters)
        return sum(
            self.institutions[key].weight
            * self.problem.weights.get(dimension, 10)
            * min(total, self.institutions[key].gaps.get(dimension, 0))
            for (key, dimension), total in added.items()
        )


def _months_in(action: Action, quarter: int) -> int:
    return min(MONTHS, max(0, action.months - quarter * MONTHS))
