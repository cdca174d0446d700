"""What a plan is worth: gaps closed, sooner rather than later, weighed by institution and dimension."""

from __future__ import annotations

from collections.abc import Mapping

from ospolis.engines.planning.model import Action, Institution, Plan, Problem

# A gain at the end of the plan counts seven tenths of one at its beginning.
LATE, ALL = 7, 10
DIMENSION = 10  # the weight of a dimension that is not named


def last_quarter(action: Action, start: int) -> int:
    """The last quarter that an action occupies, counted from 0."""
    return start + action.quarters - 1


def uplift_at(action: Action, institution: Institution, dimension: str, start: int, quarters: int) -> int:
    """What an action adds to a dimension of an institution when it starts in a quarter, in hundredths of a level.

    The gap limits it before time is counted: else a large uplift would lose nothing by being late.
    """
    if dimension in institution.hardly_known and not action.brings_evidence:
        return 0
    full = min(action.uplift[dimension].mid, institution.gaps.get(dimension, 0))
    finish = last_quarter(action, start) + 1
    return full * (LATE * quarters + (ALL - LATE) * (quarters - finish)) // (ALL * quarters)


def gains_of(problem: Problem, institution: Institution, starts: Mapping[str, int]) -> dict[str, int]:
    """What its actions add to each dimension together; a gap that is closed cannot be closed again.

    Shapes   starts: quarter by action
    """
    added: dict[str, int] = {}
    for code, start in starts.items():
        action = problem.actions[code]
        for dimension in action.uplift:
            more = uplift_at(action, institution, dimension, start, problem.quarters)
            added[dimension] = added.get(dimension, 0) + more
    return {key: gain for key, total in added.items() if (gain := min(total, institution.gaps.get(key, 0)))}


def weigh(problem: Problem, institution: Institution, gains: Mapping[str, int]) -> int:
    """The worth of gains: 100,000 is one level of an average dimension in an average institution, reached at once."""
    return institution.weight * sum(problem.weights.get(key, DIMENSION) * gain for key, gain in gains.items())


def value_of(problem: Problem, plan: Plan) -> int:
    """The worth of a plan."""
    starts: dict[str, dict[str, int]] = {}
    for (institution, code), start in plan.starts.items():
        starts.setdefault(institution, {})[code] = start
    return sum(weigh(problem, one, gains_of(problem, one, starts.get(one.id, {}))) for one in problem.institutions)


def list_weakest(institutions: tuple[Institution, ...]) -> tuple[str, ...]:
    """The fifth of institutions with the lowest level, rounded up, ties by their ids."""
    ordered = sorted(institutions, key=lambda one: (one.level, one.id))
    return tuple(one.id for one in ordered[: -(-len(ordered) // 5)])
