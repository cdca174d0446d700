"""A plan that grows: places actions with all that they wait for, at the earliest quarter where everything holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ospolis.engines.planning.model import Action, Institution, Plan, Problem
from ospolis.engines.planning.resources import Resources
from ospolis.engines.planning.worth import DIMENSION, last_quarter, uplift_at


class Builder:
    """The plan so far with what is left beside it."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.left = problem, Resources(problem)
        # In a fixed order: who is listed first must not be served first.
        self.institutions = {one.id: one for one in sorted(problem.institutions, key=lambda one: one.id)}
        self.starts: dict[str, dict[str, int]] = {one.id: {} for one in self.institutions.values()}
        self.national: dict[str, int] = {}
        self.sessions: Counter[tuple[str, int]] = Counter()
        self.taken: Counter[tuple[str, int]] = Counter()
        # What the actions of an institution add to each dimension, beyond its gap too.
        self.added: dict[str, dict[str, int]] = {key: {} for key in self.starts}
        self.forbidden = {(pin.institution, pin.action) for pin in problem.pins if pin.kind == "not"}
        # Sessions that did not fill: nobody is placed there again.
        self.empty: set[tuple[str, int]] = set()

    def finish(self) -> Plan:
        """The plan as it stands."""
        starts = {
            (key, code): start for key, mine in sorted(self.starts.items()) for code, start in sorted(mine.items())
        }
        sessions = {key: held for key, held in sorted(self.sessions.items()) if held}
        return Plan(starts, dict(sorted(self.national.items())), sessions)

    def list_open(self, institution: Institution) -> list[str]:
        """The actions that could still be placed for an institution."""
        mine = self.starts[institution.id]
        return sorted(code for code in institution.applicable if code not in mine and self._may(institution.id, code))

    def _may(self, key: str, code: str) -> bool:
        return (key, code) not in self.forbidden

    def list_missing(self, institution: Institution, code: str) -> list[str] | None:
        """An action with all that it waits for and that is not placed yet, first things first.

        Returns  None when something in the chain may not or cannot be placed for this institution
        """
        chain: list[str] = []
        return chain if self._collect(institution, code, chain) else None

    def _collect(self, institution: Institution, code: str, chain: list[str]) -> bool:
        if code in chain:
            return True
        action = self.problem.actions[code]
        if action.kind == "national":
            if code in self.problem.finished or code in self.national:
                return True
            if not self._may("", code):
                return False
        else:
            if code in institution.finished or code in self.starts[institution.id]:
                return True
            if code not in institution.applicable or not self._may(institution.id, code):
                return False
        if not all(self._collect(institution, one, chain) for one in action.prerequisites):
            return False
        chain.append(code)
        return True

    def place(self, institution: Institution, code: str, latest: int | None = None) -> bool:
        """Place an action and what it waits for; all or nothing."""
        chain = self.list_missing(institution, code)
        if chain is None:
            return False
        done: list[tuple[str, int, bool]] = []
        for one in chain:
            found = self._find_quarter(institution, self.problem.actions[one], latest if one == code else None)
            if found is None:
                for undone in reversed(done):
                    self._take_back(institution, *undone)
                return False
            done.append((one, found, self._put(institution, self.problem.actions[one], found)))
        return True

    def place_national(self, code: str, latest: int | None = None) -> bool:
        """Place a national action and those that it waits for; all or nothing."""
        return self.problem.actions[code].kind == "national" and self.place(_NOBODY, code, latest)

    def _find_quarter(self, institution: Institution, action: Action, latest: int | None) -> int | None:
        """The first quarter in which an action fits, None when there is none."""
        last = self.problem.quarters - action.quarters
        for start in range(self._ready(institution, action), min(last, last if latest is None else latest) + 1):
            if action.kind == "national":
                fits = self.left.has_room(action, start)
            else:
                fits = self.left.has_patience(institution, action, start) and self._has_place(action, start)
            if fits:
                return start
        return None

    def _has_place(self, action: Action, start: int) -> bool:
        key = (action.code, start)
        if action.kind == "cohort":
            if key in self.empty:
                return False
            if self.taken[key] < self.sessions[key] * action.seats:
                return True
        return self.left.has_room(action, start)

    def _ready(self, institution: Institution, action: Action) -> int:
        """The first quarter after everything that an action waits for."""
        ready = 0
        for code in action.prerequisites:
            waited = self.problem.actions[code]
            begun = self.national if waited.kind == "national" else self.starts.get(institution.id, {})
            if code in begun:
                ready = max(ready, last_quarter(waited, begun[code]) + 1)
        return ready

    def _put(self, institution: Institution, action: Action, start: int) -> bool:
        """Place one action; says whether a delivery was paid for it."""
        if action.kind == "national":
            self.national[action.code] = start
            self.left.deliver(action, start)
            return True
        self.starts[institution.id][action.code] = start
        self._add(institution, action, start)
        self.left.engage(institution, action, start)
        key = (action.code, start)
        if action.kind == "cohort":
            self.taken[key] += 1
            if self.taken[key] <= self.sessions[key] * action.seats:
                return False
            self.sessions[key] += 1
        self.left.deliver(action, start)
        return True

    def _take_back(self, institution: Institution, code: str, start: int, paid: bool) -> None:
        action = self.problem.actions[code]
        if action.kind == "national":
            del self.national[code]
        else:
            del self.starts[institution.id][code]
            self._add(institution, action, start, -1)
            self.left.engage(institution, action, start, -1)
            if action.kind == "cohort":
                self.taken[code, start] -= 1
                self.sessions[code, start] -= paid
        if paid:
            self.left.deliver(action, start, -1)

    def _add(self, institution: Institution, action: Action, start: int, times: int = 1) -> None:
        added = self.added[institution.id]
        for dimension in action.uplift:
            more = uplift_at(action, institution, dimension, start, self.problem.quarters)
            added[dimension] = added.get(dimension, 0) + times * more

    def guess(self, institution: Institution, code: str) -> tuple[int, int] | None:
        """What an action would bring with all that it waits for, and its price, if nothing else stood in the way.

        Returns  None when it cannot be placed, or brings nothing
        """
        chain = self.list_missing(institution, code)
        if chain is None:
            return None
        more: dict[str, int] = {}
        price, ready, quarters = 0, 0, self.problem.quarters
        for one in chain:
            action = self.problem.actions[one]
            ready = max(ready, self._ready(institution, action))
            # What stands later in the chain begins after it, near enough for a guess.
            if ready + action.quarters > quarters:
                return None
            for dimension in action.uplift:
                uplift = uplift_at(action, institution, dimension, ready, quarters)
                more[dimension] = more.get(dimension, 0) + uplift
            price += self.left.price(action, action.seats if action.kind == "cohort" else 1)
            ready += action.quarters
        brought = sum(self._count(institution, dimension, uplift) for dimension, uplift in more.items())
        return (institution.weight * brought, price) if brought > 0 else None

    def _count(self, institution: Institution, dimension: str, more: int) -> int:
        """What more of a dimension counts, as far as its gap is still open."""
        had = self.added[institution.id].get(dimension, 0)
        open_gap = institution.gaps.get(dimension, 0) - had
        return max(0, min(more, open_gap)) * self.problem.weights.get(dimension, DIMENSION)

    def close_empty_sessions(self) -> bool:
        """Give up sessions that have too few people, with all that waits for them; says whether there were any."""
        found = False
        for (code, start), held in sorted(self.sessions.items()):
            action = self.problem.actions[code]
            if held and self.taken[code, start] < held * action.min_seats:
                found = True
                self.empty.add((code, start))
                for institution in self.institutions.values():
                    if self.starts[institution.id].get(code) == start:
                        self._remove(institution, code)
        return found

    def _remove(self, institution: Institution, code: str) -> None:
        """Take an action of an institution back, after all that waits for it."""
        for later in self._list_waiting(institution, code):
            self._remove(institution, later)
        start = self.starts[institution.id][code]
        action, key = self.problem.actions[code], (code, start)
        paid = action.kind == "single"
        if action.kind == "cohort":
            paid = self.taken[key] - 1 <= (self.sessions[key] - 1) * action.seats
        self._take_back(institution, code, start, paid)

    def _list_waiting(self, institution: Institution, code: str) -> Iterator[str]:
        while True:
            waiting = (one for one in self.starts[institution.id] if code in self.problem.actions[one].prerequisites)
            found = next(waiting, None)
            if found is None:
                return
            yield found


# Whom a national action is placed for.
_NOBODY = Institution("", {}, frozenset())
