"""Hides small counts, and as few others as it takes that nobody can work them out from the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from ospolis.engines.disclosure.network import Cell, Network
from ospolis.engines.disclosure.tables import UNKNOWN, Protected, Rule, Table, Totals


def protect(table: Table, rule: Rule) -> Protected:
    """Hide what would say something about a person, and what it could be worked out from.

    Shapes   table: counts of people; the same table in the other order of rows or columns hides as much
    Units    people
    Returns  Protected: shown counts are exact; from the shown ones no hidden count can be placed in a range that is
             narrower than the threshold, and none can be worked out
    Source   Hundepool and others, Statistical Disclosure Control (2012), chapter 4: primary and secondary cell
             suppression; the bounds come from an own solver of circulations
    """
    cover = _Cover(table, rule)
    cover.hide_small()
    cover.hide_uniform()
    cover.hide_more()
    return cover.answer()


@dataclass(slots=True)
class _Cover:
    """What is hidden of one table so far. `withheld` are rows of which nothing is shown, not even a nought."""

    table: Table
    rule: Rule
    values: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    absent: set[Cell] = field(default_factory=set)
    fixed: set[Cell] = field(default_factory=set)
    hushed: set[Cell] = field(default_factory=set)
    withheld: set[int] = field(default_factory=set)
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        height, width = len(self.table.rows), len(self.table.columns)
        for row, line in enumerate(self.table.counts):
            self.values |= {(row, column): count for column, count in enumerate(line)}
            self.values[row, width] = sum(line)
        for column in range(width + 1):
            self.values[height, column] = sum(self.values[row, column] for row in range(height))
        for cell in self.values:
            kind = self._kind(cell)
            if kind is Totals.ABSENT:
                self.absent.add(cell)
            elif kind is Totals.KNOWN:
                self.fixed.add(cell)
        self.network = Network(height, width, self.values, dict.fromkeys(self.absent, 0))

    def _kind(self, cell: Cell) -> Totals:
        below, beside = cell[0] == len(self.table.rows), cell[1] == len(self.table.columns)
        if below and beside:
            return self.table.grand_total
        if below:
            return self.table.column_totals
        return self.table.row_totals if beside else Totals.SHOWN

    def hide_small(self) -> None:
        """Hide every count of 1 to one below the threshold."""
        for cell, count in self.values.items():
            if 0 < count < self.rule.threshold and cell not in self.absent | self.fixed:
                self._hide(cell)

    def hide_uniform(self) -> None:
        """Show nothing of a row of which everybody gave the same answer: its noughts would say it of each of them.

        In a small row the noughts hide nobody, so they are hushed: not shown, and of no help to hide others.
        """
        many = 2 * self.rule.threshold + len(self.values)
        for row, line in enumerate(self.table.counts):
            answers = [column for column, count in enumerate(line) if count]
            if len(line) == 1 or len(answers) != 1 or self.table.columns[answers[0]] == UNKNOWN:
                continue
            if sum(line) >= many:
                self._withhold(row)
            else:
                self._hide((row, answers[0]))
                self.hushed |= {(row, column) for column in range(len(line))} | self._empty_totals()
                self.network.least |= dict.fromkeys(self.hushed - self.hidden, 0)

    def hide_more(self) -> None:
        """Hide further counts until every hidden one could be at least `threshold` different numbers."""
        changed = True
        while changed:
            changed = False
            for cell in sorted(self.hidden | self.hushed):
                changed = self._widen(cell) or changed

    def _widen(self, cell: Cell) -> bool:
        """Hide one circle more when a hidden cell can be placed too exactly; say whether something was hidden."""
        is_hushed = cell in self.hushed - self.hidden
        need = 1 if is_hushed else 2 * self.rule.threshold - 2
        unseen = self.hidden | self.absent | (self.hushed if is_hushed else set())
        rising, raised = self.network.room(cell, unseen, up=True, enough=need)
        falling, lowered = self.network.room(cell, unseen, up=False, enough=need - rising)
        if rising + falling >= need:
            return False
        usable = unseen | {other for other, count in self.values.items() if count and other not in self.fixed}
        for up, moved in ((True, raised), (False, lowered)):
            way = self.network.cheapest_way(cell, up=up, usable=usable, hidden=unseen, moved=moved)
            fresh = {other for other, _sign in way or ()} - unseen
            for other in sorted(fresh | self._equals(fresh) - unseen):
                self._hide(other)
            if fresh:
                return True
        return self._withhold_around(cell)

    def _equals(self, fresh: set[Cell]) -> set[Cell]:
        """Counts beside newly hidden ones that equal them: which of two was taken would tell a reader more."""
        return {
            other
            for cell in fresh
            for other, count in self.values.items()
            if count == self.values[cell] and (other[0] == cell[0] or other[1] == cell[1]) and other not in self.fixed
        }

    def _withhold_around(self, cell: Cell) -> bool:
        """Withhold the row of a cell, or all rows for a total below them; say whether there was one left."""
        filled = {row for row, line in enumerate(self.table.counts) if any(line)} - self.withheld
        left = filled & {cell[0]} or filled
        for row in left:
            self._withhold(row)
        return bool(left)

    def _withhold(self, row: int) -> None:
        self.withheld.add(row)
        for column in range(len(self.table.columns)):
            self._hide((row, column), least=0)
        for cell in self._empty_totals():
            self._hide(cell, least=0)

    def _empty_totals(self) -> set[Cell]:
        """Totals of columns in which nobody stands: beside a withheld row they would say so of each of its people."""
        below = {(len(self.table.rows), column) for column in range(len(self.table.columns))}
        return {cell for cell in below - self.absent - self.fixed if self.values[cell] == 0}

    def _hide(self, cell: Cell, least: int = 1) -> None:
        self.hidden.add(cell)
        self.network.least[cell] = min(least, self.network.least.get(cell, least))

    def answer(self) -> Protected:
        """The table with what is left to show."""
        height, width = len(self.table.rows), len(self.table.columns)
        unseen = self.hidden | self.absent | self.hushed
        shown = {cell: None if cell in unseen else count for cell, count in self.values.items()}
        return Protected(
            rows=self.table.rows,
            columns=self.table.columns,
            counts=tuple(tuple(shown[row, column] for column in range(width)) for row in range(height)),
            row_totals=tuple(shown[row, width] for row in range(height)),
            column_totals=tuple(shown[height, column] for column in range(width)),
            total=shown[height, width],
        )
