"""The first plan: what it places and when, what it leaves, and that it never breaks a rule."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.planning.countries import action, fields_of, institution, large_country, problem, random_country
from ospolis.engines.planning import (
    BadProblem,
    Floors,
    Institution,
    Line,
    Pin,
    PinRefused,
    Plan,
    Problem,
    Uplift,
    check_plan,
    draw_plan,
    value_of,
)
from ospolis.engines.planning.building import Builder
from ospolis.engines.planning.resources import Resources


def test_a_gap_is_closed_as_soon_as_it_can_be():
    # Gap 100, uplift 50 at the end of the first of two quarters: 50 * (0.7 + 0.3 * 1/2) = 42; 100 * 10 * 42.
    here = problem([action("A")], [institution("i")], quarters=2)
    draft = draw_plan(here)

    assert draft.plan.starts == {("i", "A"): 0}
    assert value_of(here, draft.plan) == 42_000


def test_an_action_comes_after_what_it_waits_for():
    here = problem(
        [action("N", "national", 4), action("A", prerequisites=("N",)), action("B", prerequisites=("A",))],
        [institution("i")],
        quarters=5,
    )

    # The national action occupies two quarters.
    assert draw_plan(here).plan.national == {"N": 0}
    assert draw_plan(here).plan.starts == {("i", "A"): 2, ("i", "B"): 3}


def test_what_is_finished_is_not_waited_for():
    here = problem(
        [action("N", "national"), action("A", prerequisites=("N",)), action("B", prerequisites=("A",))],
        [institution("i", applicable=frozenset({"B"}), finished=frozenset({"A"}))],
        quarters=1,
        finished=frozenset({"N"}),
    )

    assert draw_plan(here).plan.starts == {("i", "B"): 0}


def test_the_most_for_the_money_comes_first_and_money_ends():
    here = problem(
        [action("cheap", money={"services": 2}), action("dear", money={"services": 9})],
        [institution("i", gap=50), institution("j", gap=50)],
        lines={"services": Line(5)},
    )

    assert set(draw_plan(here).plan.starts) == {("i", "cheap"), ("j", "cheap")}


def test_without_money_only_what_costs_nothing_is_planned():
    here = problem(
        [action("free"), action("dear", money={"services": 1})], [institution("i")], lines={"services": Line(0)}
    )

    assert set(draw_plan(here).plan.starts) == {("i", "free")}


def test_work_waits_until_somebody_is_in_post():
    here = problem(
        [action("A", staff={"trainer": 10})], [institution("i")], quarters=4, staff={"trainer": (0, 0, 30, 30)}
    )

    assert draw_plan(here).plan.starts == {("i", "A"): 2}


def test_a_role_that_nobody_recorded_binds_nothing():
    here = problem([action("A", staff={"trainer": 10}, money={"services": 5})], [institution("i")])

    assert draw_plan(here).plan.starts == {("i", "A"): 0}


def test_an_institution_takes_on_no_more_than_it_can():
    here = problem(
        [action("A", absorption=10), action("B", absorption=10)], [institution("i", gap=200, absorption=(30, 30))],
        quarters=2,
    )  # fmt: skip

    assert sorted(draw_plan(here).plan.starts.values()) == [0, 1]


def test_a_session_is_shared_and_one_that_does_not_fill_is_given_up():
    course = action("C", "cohort", money={"training": 5}, seats=3, min_seats=2)
    many = problem([course], [institution(f"i{number}") for number in range(5)], lines={"training": Line(10)})
    few = problem([course], [institution("i")])

    assert draw_plan(many).plan.sessions == {("C", 0): 2}
    assert len(draw_plan(many).plan.starts) == 5
    assert draw_plan(few).plan == Plan()


def test_what_waits_for_a_session_that_is_given_up_goes_with_it():
    course = action("C", "cohort", seats=3, min_seats=2)
    here = problem([course, action("A", prerequisites=("C",), uplift={"D1": Uplift(90, 90, 90)})], [institution("i")])

    assert draw_plan(here).plan.starts == {}


def test_only_evidence_fills_what_is_hardly_known():
    here = problem([action("A"), action("B", brings_evidence=True)], [institution("i", hardly_known=frozenset({"D1"}))])

    assert set(draw_plan(here).plan.starts) == {("i", "B")}


def test_the_weakest_are_served_first_and_a_floor_that_cannot_be_met_is_told():
    listed = [institution(f"i{number}", level=100 * number) for number in range(5)]
    here = problem([action("A", money={"services": 1})], listed, lines={"services": Line(2)}, floors=Floors())
    draft = draw_plan(here)

    # Two of five can be served: the weakest, and one more of the three that the floor of 60 % asks for.
    assert ("i0", "A") in draft.plan.starts
    assert [(row.floor, row.wanted, row.reached) for row in draft.lowered] == [("reach", 60, 59)]
    assert check_plan(here, draft.plan, floors=draft.floors) == ()
    assert [row.code for row in check_plan(here, draft.plan)] == ["K12"]


def test_regions_share():
    listed = [institution(f"n{number}", region="north", gap=150) for number in range(5)]
    listed += [institution(f"s{number}", region="south", gap=20) for number in range(5)]
    here = problem([action("A", money={"services": 1})], listed, lines={"services": Line(4)}, floors=Floors(60, 0, 0))

    # Half of the weight lies in the south: 60 % of half of four is more than one.
    placed = [key for key, _ in draw_plan(here).plan.starts]
    assert sum(key.startswith("s") for key in placed) == 2


def test_pins_come_before_everything():
    here = problem(
        [action("A", uplift={"D1": Uplift(90, 90, 90)}, money={"services": 5}), action("B", money={"services": 5})],
        [institution("i")],
        lines={"services": Line(5)},
        pins=(Pin("i", "B", "must"),),
    )

    assert set(draw_plan(here).plan.starts) == {("i", "B")}
    assert set(draw_plan(replace(here, pins=(Pin("i", "A", "not"),))).plan.starts) == {("i", "B")}


def test_a_wish_that_cannot_be_met_is_named():
    here = problem([action("A", money={"services": 5})], [institution("i")], lines={"services": Line(4)})

    for pin in (Pin("i", "A", "must"), Pin("nobody", "A", "must"), Pin("", "A", "must_by", 0)):
        with pytest.raises(PinRefused) as refused:
            draw_plan(replace(here, pins=(pin,)))
        assert refused.value.pin == pin


def test_a_chain_that_cannot_be_placed_leaves_nothing_behind():
    here = problem(
        [
            action("N", "national", staff={"expert": 5}),
            action("C", "cohort", prerequisites=("N",), money={"services": 1}, seats=2),
            action("A", prerequisites=("C",), money={"services": 5}),
        ],
        [institution("i", absorption=(9, 9, 9), in_kind=3)],
        quarters=3,
        staff={"expert": (15, 15, 15)},
        lines={"services": Line(4)},
    )
    builder = Builder(here)

    assert not builder.place(builder.institutions["i"], "A")
    assert builder.finish() == Plan()
    assert (builder.left.staff, builder.left.lines) == (Resources(here).staff, Resources(here).lines)


def test_a_national_action_can_be_wished_for_and_kept_out():
    here = problem([action("N", "national"), action("A", prerequisites=("N",))], [institution("i")], quarters=3)

    assert draw_plan(replace(here, pins=(Pin("", "N", "must_by", 1),))).plan.national == {"N": 0}
    assert draw_plan(replace(here, pins=(Pin("", "N", "not"),))).plan.starts == {}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1_000_000))
def test_a_plan_breaks_no_rule_in_any_country(seed):
    here = random_country(seed, institutions=4, actions=5, quarters=4)
    draft = draw_plan(here)

    assert check_plan(here, draft.plan, floors=draft.floors, value=value_of(here, draft.plan)) == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000_000))
def test_the_order_of_what_is_given_does_not_matter(seed):
    here = random_country(seed, institutions=4, actions=5)
    other = Problem(
        **{
            **fields_of(here),
            "actions": dict(sorted(here.actions.items(), reverse=True)),
            "institutions": here.institutions[::-1],
        }
    )

    assert draw_plan(other).plan == draw_plan(here).plan


def test_a_country_of_forty_is_planned_fairly():
    here = large_country(institutions=40)
    draft = draw_plan(here)

    assert check_plan(here, draft.plan, floors=draft.floors, value=value_of(here, draft.plan)) == ()
    assert draft.lowered == ()
    assert len(draft.plan.starts) > 100


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: problem([action("A", months=0)], []),
        lambda: problem([action("A", staff={"x": -1})], []),
        lambda: problem([action("A", seats=1, min_seats=2)], []),
        lambda: problem([action("A", uplift={"D1": Uplift(3, 2, 4)})], []),
        lambda: problem([action("A", prerequisites=("B",))], []),
        lambda: problem([action("A"), action("N", "national", prerequisites=("A",))], []),
        lambda: problem([action("A")], [], quarters=0),
        lambda: problem([action("A")], [], staff={"x": (1,)}),
        lambda: problem([action("A")], [], staff={"x": (-1,) * 8}),
        lambda: problem([action("A")], [], lines={"x": Line(-1)}),
        lambda: problem([action("A")], [], lines={"x": Line(1, ((1, -1),))}),
        lambda: problem([action("A")], [institution("i"), institution("i")]),
    ],
)
def test_inputs_that_cannot_be_are_refused(wrong):
    with pytest.raises(BadProblem):
        wrong()


def test_a_circle_of_prerequisites_is_named_as_a_chain():
    with pytest.raises(BadProblem) as refused:
        problem(
            [action("A", prerequisites=("B",)), action("B", prerequisites=("C",)), action("C", prerequisites=("B",))],
            [],
        )

    assert refused.value.chain == ("B", "C", "B")
    assert str(refused.value) == "B waits for C waits for B"


def test_an_institution_without_a_fitting_action_is_left_alone():
    idle = Institution("idle", {"D1": 100}, frozenset({"B"}))
    here = problem([action("A"), action("B", uplift={"D2": Uplift(1, 1, 1)})], [institution("i"), idle])

    assert set(draw_plan(here).plan.starts) == {("i", "A")}
