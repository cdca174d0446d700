"""Figures by hand: each rule with its sum in a comment, and what is not known as bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.places import NOON
from ospolis.evidence.figures import FactValue, Outcome, compute_office_figures, digest_of, same_figure, work_out
from ospolis.evidence.measures import definitions
from ospolis.evidence.pages import say_value

FIGURES = definitions().figures


def facts(measure, *values):
    """One fact for each value: a text is a state, a number a number."""
    return [
        FactValue(
            n, measure, "arva-post", None if isinstance(said, str) else said, said if isinstance(said, str) else ""
        )
        for n, said in enumerate(values, 1)
    ]


def test_a_share_leaves_the_unknown_out_and_tells_how_far_it_could_move():
    found = facts("system.openness", "open", "open", "mixed", "proprietary", "unknown")

    # known 5 - 1 = 4; share 2 / 4 = 50 %; all unknown against 2 / 5 = 40 %, all for (2 + 1) / 5 = 60 %
    assert work_out(FIGURES["systems-open"], found) == Outcome(50.0, 2.0, 4.0, 1, 40.0, 60.0)


def test_a_share_of_which_nothing_is_known_is_unknown_and_lies_anywhere():
    found = facts("system.openness", "unknown", "unknown")

    # known 2 - 2 = 0; bounds 0 / 2 = 0 % and 2 / 2 = 100 %
    assert work_out(FIGURES["systems-open"], found) == Outcome(None, 0.0, 0.0, 2, 0.0, 100.0)


def test_a_share_counts_every_state_of_its_list():
    found = facts("repository.publiccode", "valid", "warnings", "invalid", "none")

    # (1 valid + 1 with warnings) / 4 = 50 %
    assert work_out(FIGURES["repositories-publiccode"], found) == Outcome(50.0, 2.0, 4.0, 0, 50.0, 50.0)


def test_a_share_of_nothing_is_unknown():
    assert work_out(FIGURES["systems-open"], []) == Outcome(None, 0.0, 0.0)


def test_a_count_counts_the_states_that_it_names():
    found = facts("repository.state", "read", "partial", "empty", "something-else")

    # read 1 + partial 1 + empty 1 = 3
    assert work_out(FIGURES["repositories"], found) == Outcome(3.0, 3.0, None)


def test_a_count_without_states_counts_every_fact_and_tells_of_the_unknown():
    every = replace(FIGURES["repositories"], counts=(), unknown=("read",))

    assert work_out(every, facts("repository.state", "read", "partial")) == Outcome(2.0, 2.0, None, 1)


def test_a_sum_adds_up_and_takes_a_missing_number_for_none():
    found = facts("repository.code-lines", 1200.0, 34.0, "")

    # 1,200 + 34 = 1,234
    assert work_out(FIGURES["code-lines"], found) == Outcome(1234.0, 1234.0, None)


def test_a_ratio_divides_one_sum_by_another():
    found = facts("repository.practices-met", 3.0, 4.0) + facts("repository.practices-applicable", 10.0, 18.0)

    # (3 + 4) / (10 + 18) = 7 / 28 = 25 %
    assert work_out(FIGURES["practices-met"], found) == Outcome(25.0, 7.0, 28.0)


def test_a_ratio_over_nothing_is_unknown():
    assert work_out(FIGURES["practices-met"], []) == Outcome(None, 0.0, 0.0)


def test_facts_of_other_measures_do_not_count():
    assert work_out(FIGURES["repositories"], facts("system.openness", "open")) == Outcome(0.0, 0.0, None)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["open", "mixed", "proprietary", "unknown"]), min_size=1))
def test_a_share_lies_between_its_bounds(said):
    found = work_out(FIGURES["systems-open"], facts("system.openness", *said))

    assert 0 <= found.low <= found.high <= 100
    if found.value is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def among(values):
    """Gives each figure the facts of its measures, in an order of its own."""
    return lambda figure: [value for value in reversed(values) if value.measure in figure.measures]


def test_an_institution_has_its_own_figures_and_the_office_those_of_all():
    values = [
        FactValue(1, "system.openness", "a", None, "open"),
        FactValue(2, "system.openness", "b", None, "proprietary"),
    ]

    made = compute_office_figures(among(values), realm="arva", institutions=("a", "b"), run_key="arva-1", at=NOON)

    shares = {row.key: (row.value, row.facts_count, row.facts_digest) for row in made if "systems-open" in row.key}
    # office 1 / 2 = 50 %; a 1 / 1 = 100 %; b 0 / 1 = 0 %
    assert shares == {
        "systems-open.office.arva": (50.0, 2, digest_of([1, 2])),
        "systems-open.institution.a": (100.0, 1, digest_of([1])),
        "systems-open.institution.b": (0.0, 1, digest_of([2])),
    }
    assert len(made) == 3 * len(FIGURES)


def test_a_figure_is_new_when_other_facts_stand_behind_the_same_number():
    def figure(fact_id):
        values = [FactValue(fact_id, "system.openness", "a", None, "open")]
        made = compute_office_figures(among(values), realm="arva", institutions=(), run_key="", at=NOON)
        return next(row for row in made if row.definition == "systems-open")

    assert (same_figure(figure(1), figure(1)), same_figure(figure(1), figure(2))) == (True, False)


def test_the_digest_depends_on_every_fact_and_their_order():
    assert len({digest_of(ids) for ids in ([], [1], [12], [1, 2], [2, 1], [1, 2, 3])}) == 6


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0 %"), (0.4, "< 1 %"), (0.6, "1 %"), (50.0, "50 %"), (99.4, "99 %"), (99.6, "> 99 %"), (100.0, "100 %")],
)
def test_nearly_none_is_not_none_and_nearly_all_is_not_all(value, said):
    assert say_value(value, "%") == said


def test_a_large_number_is_grouped_and_an_unknown_one_is_a_word():
    assert (say_value(1234567.4, "lines"), say_value(None, "%")) == ("1,234,567", "unknown")


def test_every_figure_rests_on_measures_and_states_that_exist():
    measures = definitions().measures
    for figure in FIGURES.values():
        assert set(figure.measures) <= set(measures)
        assert set(figure.counts) | set(figure.unknown) <= set(measures[figure.measure].states)
        assert not set(figure.counts) & set(figure.unknown)
