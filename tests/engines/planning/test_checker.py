"""The independent checker: each rule broken by itself in a plan that is whole otherwise, and found as what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.planning.countries import action, institution, problem
from ospolis.engines.planning import Floors, Line, Pin, Plan, Uplift, Violation, check_plan, value_of

ACTIONS = [
    action("N", "national", staff={"expert": 10}, money={"services": 2}),
    action("M", "national", prerequisites=("N",)),
    action("A", "single", 4, staff={"trainer": 20}, money={"services": 3}, in_kind=2, absorption=10),
    action("B", prerequisites=("A",)),
    action("C", "cohort", staff={"trainer": 30}, money={"training": 4}, seats=3, min_seats=2),
    action("E", prerequisites=("M",), uplift={"D2": Uplift(10, 40, 90)}),
]
LISTED = [
    institution("i", region="north", absorption=(30,) * 8, in_kind=2, level=10),
    institution("j", region="south", absorption=(30,) * 8, in_kind=2, level=50),
    institution("k", region="south", level=90),
]
WHOLE = Plan(
    {("i", "A"): 0, ("i", "B"): 2, ("j", "C"): 1, ("k", "C"): 1, ("j", "A"): 4, ("j", "E"): 3},
    {"N": 0, "M": 1},
    {("C", 1): 1},
)


def country(**given):
    return problem(
        ACTIONS,
        LISTED,
        **{
            "staff": {"trainer": (60, 120, 60, 60, 60, 60, 60, 60), "expert": (30,) * 8},
            "lines": {"services": Line(8, ((4, 5),)), "training": Line(4)},
            "floors": Floors(),
            **given,
        },
    )


def broken(**changes):
    """The whole plan with starts, national actions or sessions changed; None takes one out."""
    rows = {name: dict(getattr(WHOLE, name)) for name in ("starts", "national", "sessions")}
    for name, more in changes.items():
        rows[name].update(more)
        rows[name] = {key: value for key, value in rows[name].items() if value is not None}
    return Plan(**rows)


def test_a_whole_plan_breaks_nothing():
    assert check_plan(country(), WHOLE, value=value_of(country(), WHOLE)) == ()


def test_wishes_that_are_met_break_nothing():
    wishes = (Pin("i", "A", "must"), Pin("j", "A", "must_by", 4), Pin("k", "A", "not"), Pin("", "N", "must"))

    assert check_plan(country(pins=wishes), WHOLE) == ()


# What is changed in the problem, what in the plan, and all that must be found.
PLANTED = {
    "an unknown institution": ({}, {"starts": {("x", "A"): 0}}, [("K2", ("x", "A"))]),
    "an unknown action": ({}, {"starts": {("i", "X"): 0}}, [("K2", ("i", "X"))]),
    "a national action for one": ({}, {"starts": {("i", "N"): 0}}, [("K2", ("i", "N"))]),
    "an unknown action for all": ({}, {"national": {"X": 0}}, [("K2", ("", "X"))]),
    "an action of one for all": ({}, {"national": {"B": 0}}, [("K2", ("", "B"))]),
    "an end after the plan": ({}, {"starts": {("j", "E"): 8}}, [("K2", ("j", "E"))]),
    "a long action at the end": ({}, {"starts": {("j", "A"): 7}}, [("K2", ("j", "A"))]),
    "a start before the plan": ({}, {"starts": {("j", "E"): -1}}, [("K2", ("j", "E")), ("K4", ("j", "E", "M"))]),
    "too early after another": ({}, {"starts": {("i", "B"): 1}}, [("K3", ("i", "B", "A"))]),
    "without what it waits for": ({}, {"starts": {("k", "B"): 5}}, [("K3", ("k", "B", "A"))]),
    "too early after a national one": ({}, {"starts": {("j", "E"): 1}}, [("K4", ("j", "E", "M"))]),
    "without a national one": ({}, {"national": {"M": None}}, [("K4", ("j", "E", "M"))]),
    "a national one too early": ({}, {"national": {"N": 2}}, [("K4", ("", "M", "N"))]),
    "more staff than there is": ({"staff": {"trainer": (59, 120, 60, 60, 60, 60, 60, 60)}}, {},
                                 [("K5", ("trainer", "0"))]),
    "more staff for sessions": ({"staff": {"trainer": (60, 100, 60, 60, 60, 60, 60, 60)}}, {},
                                [("K5", ("trainer", "1"))]),
    "nobody in post": ({"staff": {"expert": (0,) * 8}}, {}, [("K5", ("expert", "0"))]),
    "more money than a line has": ({"lines": {"services": Line(7)}}, {}, [("K8", ("services",))]),
    "more money for sessions": ({"lines": {"training": Line(3)}}, {}, [("K8", ("training",))]),
    "too much in the first year": ({"lines": {"services": Line(8, ((4, 4),))}}, {}, [("K9", ("services", "4"))]),
    "too many seats": ({}, {"starts": {("i", "C"): 1, ("k", "B"): None}, "sessions": {("C", 1): 0}},
                       [("K10", ("C", "1"))]),
    "an empty session": ({"staff": {}}, {"sessions": {("C", 5): 1}}, [("K8", ("training",)), ("K10", ("C", "5"))]),
    "too few people": ({}, {"starts": {("j", "C"): None}}, [("K10", ("C", "1"))]),
    "no session held": ({}, {"sessions": {("C", 1): None}}, [("K10", ("C", "1"))]),
    "a session of what has none": ({}, {"sessions": {("B", 1): 1}}, [("K10", ("B", "1"))]),
    "a session of nothing": ({}, {"sessions": {("X", 1): 1}}, [("K10", ("X", "1"))]),
    "nothing for a region": ({}, {"starts": {("i", "A"): None, ("i", "B"): None}},
                             [("K11", ("north",))]),
    "a wish that is not met": ({"pins": (Pin("k", "A", "must"),)}, {}, [("K16", ("k", "A"))]),
    "a wish that is met late": ({"pins": (Pin("j", "A", "must_by", 3),)}, {}, [("K16", ("j", "A"))]),
    "what should not be": ({"pins": (Pin("i", "A", "not"),)}, {}, [("K16", ("i", "A"))]),
    "a national wish not met": ({"pins": (Pin("", "M", "not"),)}, {}, [("K16", ("", "M"))]),
    "one with most of the money": ({"floors": Floors(0, 0, 0, largest=40)}, {}, [("K14", ("j",))]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "changes", "found"), PLANTED.values(), ids=PLANTED)
def test_a_broken_rule_is_found_and_no_other(given, changes, found):
    assert [(row.code, row.keys) for row in check_plan(country(**given), broken(**changes))] == found


def test_what_an_institution_can_take_on_and_give():
    tight = [replace(LISTED[0], absorption=(29,) * 8, in_kind=1), *LISTED[1:]]
    here = problem(ACTIONS, tight, floors=Floors(0, 0, 0))

    # The action has four months: three in the first quarter, 30 tenths of a day against 29.
    assert check_plan(here, Plan({("i", "A"): 0}, {}, {})) == (
        Violation("K6", ("i", "0"), 29, 30),
        Violation("K7", ("i",), 1, 2),
    )


def test_few_are_reached():
    here = problem(ACTIONS, [replace(one, region="") for one in LISTED], floors=Floors(0, 100, 100))

    # All three must be reached, and of the weakest fifth the one there is.
    found = check_plan(here, Plan({("j", "A"): 0}, {}, {}))
    assert [(row.code, row.allowed, row.used) for row in found] == [("K12", 3, 1), ("K13", 1, 0)]


def test_a_worth_that_is_not_what_the_plan_brings_is_found():
    worth = value_of(country(), WHOLE)

    for claimed in (worth + 1, worth - 1, 0):
        assert check_plan(country(), WHOLE, value=claimed) == (Violation("K18", ("value",), worth, claimed),)


def test_floors_that_were_lowered_are_those_that_count():
    here = country()
    alone = broken(starts={("i", "A"): None, ("i", "B"): None})

    assert check_plan(here, alone, floors=Floors(0, 60, 0)) == ()


def test_what_is_finished_is_not_waited_for():
    done = [replace(LISTED[0], finished=frozenset({"A"})), *LISTED[1:]]
    here = problem(ACTIONS, done, floors=Floors(0, 0, 0), finished=frozenset({"N", "M"}))

    assert check_plan(here, Plan({("i", "B"): 0, ("i", "E"): 0}, {}, {})) == ()
    assert [row.code for row in check_plan(here, Plan({}, {"N": 0}, {}))] == ["K2"]


def test_only_evidence_counts_for_what_is_hardly_known():
    unknown = [replace(LISTED[0], hardly_known=frozenset({"D1"}))]
    brought = replace(ACTIONS[2], brings_evidence=True)
    here, other = (
        problem([*ACTIONS[:2], one, *ACTIONS[3:]], unknown, floors=Floors(0, 0, 0)) for one in (ACTIONS[2], brought)
    )
    plan = Plan({("i", "A"): 0}, {}, {})

    # Uplift 50, ended after two of eight quarters: 50 * (0.7 + 0.3 * 6 / 8) = 46.25.
    assert check_plan(here, plan, value=0) == ()
    assert check_plan(other, plan, value=46_000) == ()
