"""Between which bounds a reader can place a hidden cell: a table with totals is a network in which counts circulate.

Each row and each column is a knot, each cell an arc from its row to its column; the totals are a row and a column of
their own, whose arcs lead back. Raising a cell means sending people round a circle of other hidden cells.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

# Row and column of a cell; the row and the column after the last ones hold the totals.
Cell = tuple[int, int]
Knot = tuple[str, int]
# A cell and whether it grows (1) or shrinks (-1).
Step = tuple[Cell, int]


@dataclass(slots=True)
class Network:
    """A table with its totals as arcs. `least` is what a reader knows of a hidden cell at the least."""

    height: int
    width: int
    values: Mapping[Cell, int]
    least: dict[Cell, int]
    arcs: dict[Knot, list[tuple[Knot, Step]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cell in sorted(self.values):
            tail, head = self.ends(cell)
            self.arcs.setdefault(tail, []).append((head, (cell, 1)))
            self.arcs.setdefault(head, []).append((tail, (cell, -1)))

    def ends(self, cell: Cell) -> tuple[Knot, Knot]:
        """From which knot to which the arc of a cell leads: totals lead back."""
        row, column = ("row", cell[0]), ("column", cell[1])
        is_margin = (cell[0] == self.height) != (cell[1] == self.width)
        return (column, row) if is_margin else (row, column)

    def room(self, cell: Cell, hidden: Collection[Cell], *, up: bool, enough: int) -> tuple[int, dict[Cell, int]]:
        """How far a hidden cell can grow (or shrink) while all shown ones stay, counted up to `enough`.

        Shapes   the room, and by how much other cells change then
        """
        moved: dict[Cell, int] = {}
        found = 0
        limit = enough if up else min(enough, self.values[cell] - self.least[cell])
        while found < limit:
            way = self.cheapest_way(cell, up=up, usable=hidden, hidden=hidden, moved=moved)
            if way is None:
                break
            slack = [self._slack(step, moved) for step in way]
            push = min([limit - found, *(most for most in slack if most is not None)])
            for other, sign in way:
                moved[other] = moved.get(other, 0) + sign * push
            found += push
        return found, moved

    def cheapest_way(
        self,
        cell: Cell,
        *,
        up: bool,
        usable: Collection[Cell],
        hidden: Collection[Cell],
        moved: Mapping[Cell, int],
    ) -> list[Step] | None:
        """The circle through a cell that needs the fewest people to be hidden beside those that are; None: none.

        Shapes   the steps beside the cell itself
        """
        tail, head = self.ends(cell)
        start, goal = (head, tail) if up else (tail, head)
        open_ends: list[tuple[int, Knot]] = [(0, start)]
        best: dict[Knot, int] = {start: 0}
        came: dict[Knot, tuple[Knot, Step]] = {}
        while open_ends:
            price, knot = heapq.heappop(open_ends)
            if knot == goal:
                return list(_walk_back(came, goal, start))
            for following, step in self.arcs[knot]:
                if step[0] == cell or step[0] not in usable or self._slack(step, moved) == 0:
                    continue
                dearer = price + (0 if step[0] in hidden else self.values[step[0]])
                if dearer < best.get(following, dearer + 1):
                    best[following] = dearer
                    came[following] = (knot, step)
                    heapq.heappush(open_ends, (dearer, following))
        return None

    def _slack(self, step: Step, moved: Mapping[Cell, int]) -> int | None:
        """By how much a cell can go one step further; None: without a bound."""
        cell, sign = step
        if sign > 0:
            return None
        return self.values[cell] + moved.get(cell, 0) - self.least.get(cell, 1)


def _walk_back(came: Mapping[Knot, tuple[Knot, Step]], goal: Knot, start: Knot) -> Iterator[Step]:
    knot = goal
    while knot != start:
        knot, step = came[knot]
        yield step
