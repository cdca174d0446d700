"""What is left of staff, money and patience while a plan grows."""

from __future__ import annotations

from ospolis.engines.planning.model import Action, Institution, Problem

# Prices of what is left are in millionths.
UNIT = 1_000_000


class Resources:
    """Remaining amounts, as things are placed and taken back. Nothing is placed that was not asked about first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.staff = {role: list(amounts) for role, amounts in problem.staff.items()}
        self.lines = {name: [line.total, *(most for _, most in line.until)] for name, line in problem.lines.items()}
        self.ends = {
            name: [problem.quarters, *(until for until, _ in line.until)] for name, line in problem.lines.items()
        }
        self.load = {one.id: list(one.absorption) for one in problem.institutions if one.absorption is not None}
        self.in_kind = {one.id: one.in_kind for one in problem.institutions if one.in_kind is not None}

    def has_room(self, action: Action, start: int) -> bool:
        """Whether staff and money are left for one delivery that starts in a quarter."""
        for role, amount in action.staff.items():
            left = self.staff.get(role)
            if left and any(left[start + at] < amount * action.months_in(at) for at in range(action.quarters)):
                return False
        return all(
            left >= amount
            for name, amount in action.money.items()
            for left, end in zip(self.lines.get(name, ()), self.ends.get(name, ()), strict=True)
            if start < end
        )

    def has_patience(self, institution: Institution, action: Action, start: int) -> bool:
        """Whether an institution can take an action on, with its own days and what it gives in kind."""
        left = self.load.get(institution.id)
        if left and any(left[start + at] < action.absorption * action.months_in(at) for at in range(action.quarters)):
            return False
        return self.in_kind.get(institution.id, action.in_kind) >= action.in_kind

    def deliver(self, action: Action, start: int, times: int = 1) -> None:
        """Take what one delivery costs; with -1, give it back."""
        for role, amount in action.staff.items():
            left = self.staff.get(role)
            if left:
                for at in range(action.quarters):
                    left[start + at] -= times * amount * action.months_in(at)
        for name, amount in action.money.items():
            for at, end in enumerate(self.ends.get(name, ())):
                if start < end:
                    self.lines[name][at] -= times * amount

    def engage(self, institution: Institution, action: Action, start: int, times: int = 1) -> None:
        """Take what an action asks of the institution; with -1, give it back."""
        left = self.load.get(institution.id)
        if left:
            for at in range(action.quarters):
                left[start + at] -= times * action.absorption * action.months_in(at)
        if institution.id in self.in_kind:
            self.in_kind[institution.id] -= times * action.in_kind

    def price(self, action: Action, shared: int = 1) -> int:
        """How scarce what an action needs is: the sum of use over what is left, in millionths, never 0.

        Shapes   shared: how many institutions share a delivery
        """
        total = UNIT // 1_000
        for role, amount in action.staff.items():
            left = self.staff.get(role)
            if left:
                total += UNIT * amount * action.months // max(1, sum(left))
        for name, amount in action.money.items():
            left = self.lines.get(name)
            if left:
                total += UNIT * amount // max(1, left[0])
        return max(1, total // shared)
