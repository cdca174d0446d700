"""Planning: which action each institution starts when, within money, people and what institutions can take on.

catalogue.py   read_catalogue(data) -> Catalogue; shipped_catalogue(); error BankRefused of maturity
model.py       Problem, Institution, Action, Uplift, Line, Pin, Floors, Plan; error BadProblem
worth.py       value_of(problem, plan): gaps closed, sooner rather than later
greedy.py      draw_plan(problem) -> Draft; error PinRefused
checking.py    check_plan(problem, plan) -> violations; shares no code with what makes plans

Inside: building.py places actions with all that they wait for, resources.py keeps what is left.

Whole numbers only: hundredths of a level, tenths of a person-day, money in units that the plan states. No clock and no
chance: the same problem makes the same plan everywhere.
"""

from ospolis.engines.planning.catalogue import Catalogue, Effort, read_catalogue, shipped_catalogue
from ospolis.engines.planning.checking import Violation, check_plan
from ospolis.engines.planning.greedy import Draft, Lowered, PinRefused, draw_plan
from ospolis.engines.planning.model import (
    Action,
    BadProblem,
    Floors,
    Institution,
    Line,
    Pin,
    Plan,
    Problem,
    Uplift,
)
from ospolis.engines.planning.worth import value_of

__all__ = [
    "Action",
    "BadProblem",
    "Catalogue",
    "Draft",
    "Effort",
    "Floors",
    "Institution",
    "Line",
    "Lowered",
    "Pin",
    "PinRefused",
    "Plan",
    "Problem",
    "Uplift",
    "Violation",
    "check_plan",
    "draw_plan",
    "read_catalogue",
    "shipped_catalogue",
    "value_of",
]
