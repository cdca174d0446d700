"""Valuation: what it would cost to write software again, and what using it together saves, always with a range.

effort.py        EffortModel, MODELS, effort_of(model, lines) -> person-months, months_of(model, effort)
assumptions.py   Triangle, Assumptions: every parameter of a range; error BadAssumption
drawing.py       draw_replacement(packages, assumptions) -> Replacement: effort and money, each with low, middle, high
spread.py        Range: the 5, 50 and 95 % points of many draws, and how they are rounded for readers
reuse.py         save_by_reuse(case) -> ReuseSaving; annuity_factor; break_even_uses
ledger.py        Entry, EntryType, add_up(entries), find_clash(entry, others): nothing is counted twice

Lines are counted elsewhere, package by package: effort grows faster than size, so packages must never be pooled.
drawing.py needs numpy, which its door loads when called.
"""

from ospolis.engines.valuation.assumptions import Assumptions, BadAssumption, Triangle
from ospolis.engines.valuation.drawing import Package, Replacement, draw_replacement
from ospolis.engines.valuation.effort import MODELS, EffortModel, effort_of, months_of
from ospolis.engines.valuation.ledger import Clash, Entry, EntryType, MixedSum, Total, add_up, find_clash
from ospolis.engines.valuation.reuse import ReuseCase, ReuseSaving, annuity_factor, break_even_uses, save_by_reuse
from ospolis.engines.valuation.spread import Range, round_for_readers

__all__ = [
    "MODELS",
    "Assumptions",
    "BadAssumption",
    "Clash",
    "EffortModel",
    "Entry",
    "EntryType",
    "MixedSum",
    "Package",
    "Range",
    "Replacement",
    "ReuseCase",
    "ReuseSaving",
    "Total",
    "Triangle",
    "add_up",
    "annuity_factor",
    "break_even_uses",
    "draw_replacement",
    "effort_of",
    "find_clash",
    "months_of",
    "round_for_readers",
    "save_by_reuse",
]
