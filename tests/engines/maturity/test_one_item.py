"""One item in three readings: the worked example of docs/models/assessment.md, and every rule beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engines.maturity.small_country import DAY, ask, judge, judge_item, say, see
from ospolis.engines.maturity import Answer, BadObservation, Grade, Unit

THREE_AGREE = say(3, 3, 3)
SEEN = see(6, 3, 12, age=73)


def counts(item):
    return (round(item.alpha, 4), round(item.beta, 4), round(item.unseen, 4))


def test_the_worked_example(policy):
    item = judge_item(policy, answers=THREE_AGREE, sights=(SEEN,))

    assert (round(item.alpha, 2), round(item.beta, 2), round(item.unseen, 2)) == (8.70, 4.35, 2.70)
    assert (item.best, item.best_low, item.best_high) == (2.67, 1.78, 3.43)
    assert (item.proven, item.low, item.high) == (2.21, 1.39, 3.54)
    assert (item.passed, item.observed, item.expected, item.evidence) == (6, 9, 12, 0.6667)
    assert (item.claim, item.known, item.capped) == (3.0, True, False)


def test_the_worked_example_with_all_evidence_hidden(policy):
    item = judge_item(policy, answers=THREE_AGREE, sights=(see(0, 0, 12),))

    assert (item.proven, item.low, item.high) == (0.95, 0.37, 3.91)
    assert (item.best, item.capped, round(4 * item.mean, 2)) == (2.5, True, 2.67)


def test_the_staged_level_of_the_worked_example(policy):
    reading = judge(ask(answers=THREE_AGREE, sights=(SEEN,), essential_for=1), policy=policy)

    assert reading.items[0].p_at_least == (1.0, 0.9224, 0.2872, 0.0)
    assert (reading.items[0].stage, reading.staged_level, reading.p_level) == (2, 2, (1.0, 0.9224, 0.2872, 0.0))


@pytest.mark.parametrize(
    ("answers", "weight"),
    [
        (say(3), 2),
        (say(3, 3), 2),
        (say(3, 3, 3), 4),
        (say(2, 3, 3), 2),
        (say(2, 2, 2.9), 4),
        (say(3, 3, 3, 3, 3), 4),
        ((*say(3), Answer("role-0", 3, DAY, place="2"), Answer("role-0", 3, DAY, place="3")), 2),
    ],
)
def test_answers_weigh_by_how_many_roles_agree(policy, answers, weight):
    item = judge_item(policy, answers=answers)
    assert round(item.alpha + item.beta - 2, 6) == weight


def test_a_role_with_many_respondents_is_one_voice(policy):
    many = tuple(Answer("developer", 4, DAY, place=str(number)) for number in range(9))
    assert judge_item(policy, answers=(*many, *say(0))).claim == 2.0


def test_the_newest_answer_of_a_respondent_counts(policy):
    old = Answer("lawyer", 4, DAY - timedelta(days=9))
    new = Answer("lawyer", 1, DAY)
    assert [judge_item(policy, answers=order).claim for order in ((old, new), (new, old))] == [1.0, 1.0]


def test_of_two_answers_of_one_day_the_lower_counts(policy):
    two = (Answer("lawyer", 1, DAY), Answer("lawyer", 4, DAY))
    assert [judge_item(policy, answers=order).claim for order in (two, two[::-1])] == [1.0, 1.0]


def test_a_reviewed_level_replaces_the_answers(policy):
    item = judge_item(policy, answers=say(4, 4, 4), reviewed_level=2, bias=0.3, reviewed_fact=7)
    assert (item.claim, counts(item), item.facts) == (2.0, (4.0, 4.0, 0.0), (7,))


def test_a_known_bias_is_taken_off_and_the_claim_stays_visible(policy):
    item = judge_item(policy, answers=say(3), bias=0.25)
    assert (item.claim, counts(item)) == (3.0, (2.0, 2.0, 0.0))
    assert counts(judge_item(policy, answers=say(0), bias=0.25)) == (1.0, 3.0, 0.0)


def test_a_withdrawn_answer_keeps_its_weight_unseen(policy):
    gone = Answer("role-0", 3, DAY, withdrawn=True)
    item = judge_item(policy, answers=(gone,))
    assert (item.known, counts(item)) == (False, (1.0, 1.0, 2.0))


def test_of_three_that_agree_one_withdrawn_takes_a_third_of_the_weight(policy):
    answers = (*say(3, 3), Answer("role-2", 3, DAY, withdrawn=True))
    assert counts(judge_item(policy, answers=answers)) == (3.0, 1.6667, 1.3333)


def test_a_new_answer_stands_for_a_withdrawn_one(policy):
    gone = Answer("role-0", 3, DAY - timedelta(days=1), withdrawn=True)
    assert counts(judge_item(policy, answers=(gone, *say(2)))) == (2.0, 2.0, 0.0)


def test_what_does_not_apply_for_one_is_no_answer(policy):
    item = judge_item(policy, answers=say(None, 2))
    assert (item.applicable, item.claim) == (True, 2.0)


def test_an_item_does_not_apply_when_all_say_so_and_nothing_was_seen(policy):
    item = judge_item(policy, answers=say(None, None), sights=(see(0, 0, 8, form="share"),))
    assert (item.applicable, item.known, item.best, item.proven, item.weight) == (False, False, None, None, 0)


@pytest.mark.parametrize(
    "against",
    [
        {"sights": (see(0, 0, 3),)},
        {"sights": (see(0, 1, 8, form="share"),)},
        {"grades": (Grade("d", "a", 0.5, 1),)},
        {"reviewed_level": 1},
    ],
)
def test_what_was_found_applies_whatever_people_say(policy, against):
    assert judge_item(policy, answers=say(None), **against).applicable


def test_a_withdrawn_word_that_it_does_not_apply_says_nothing(policy):
    gone = Answer("role-0", None, DAY, withdrawn=True)
    assert judge_item(policy, answers=(gone,)).applicable


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ((Grade("d", "a", 0.5, 1),), (2.5, 2.5, 0.0)),
        ((Grade("d", "a", 0.75, 9), Grade("d", "b", 0.75, 1)), (4.75, 2.25, 0.0)),
        ((Grade("d", "a", 0.25, 9), Grade("d", "b", 0.75, 1)), (3.25, 1.75, 0.0)),
        ((Grade("d", "a", 0.75, 1, "audit"),), (7.0, 3.0, 0.0)),
        ((Grade("d", "a", 1, 9), Grade("d", "a", 0, 1)), (1.0, 4.0, 0.0)),
        ((Grade("d", "a", 1, 1), Grade("e", "a", 0, 1)), (4.0, 4.0, 0.0)),
        ((Grade("d", "a", 1, 1, withdrawn=True),), (1.0, 1.0, 3.0)),
        ((Grade("d", "a", 1, 1), Grade("d", "b", 0, 1)), (1.0, 4.0, 0.0)),
    ],
)
def test_documents_count_by_their_newest_grade(policy, grades, expected):
    assert counts(judge_item(policy, grades=grades)) == expected
    assert counts(judge_item(policy, grades=grades[::-1])) == expected


def test_units_beyond_the_ceiling_weigh_no_more(policy):
    assert counts(judge_item(policy, sights=(see(50, 0, 100),))) == (10.0, 1.0, 9.0)


def test_each_unit_weighs_by_its_own_age(policy):
    sight = see(0, 0, 2, units=(Unit(1, 365), Unit(0, -3)), reliability=1.0)
    assert counts(judge_item(policy, sights=(sight,))) == (1.5, 2.0, 0.0)


def test_a_unit_that_is_too_old_was_not_seen(policy):
    item = judge_item(policy, sights=(see(2, 0, 4, age=100, max_age_days=90),))
    assert (item.known, item.observed, counts(item)) == (False, 0, (1.0, 1.0, 3.6))


def test_a_share_counts_as_all_units_of_the_group(policy):
    share = see(0, 0, 8, units=(Unit(0.25, 0, count=8),), form="share", trust=0.5)
    item = judge_item(policy, sights=(share,))
    assert (counts(item), item.passed, item.observed) == ((2.0, 4.0, 0.0), 2, 8)


def test_hooks_of_one_item_share_its_weight(policy):
    one, other = see(4, 0, 4, measure="a", trust=1.0), see(0, 2, 2, measure="b", trust=1.0)
    absent, hint = see(0, 0, 0, measure="c"), see(0, 9, 9, measure="d", strength="hint")
    item = judge_item(policy, sights=(one, other, absent, hint))
    assert (counts(item), item.observed, item.expected) == ((3.0, 2.0, 0.0), 6, 6)


def test_nothing_known_is_nothing_proven_and_no_zero(policy):
    item = judge_item(policy, sights=(see(0, 0, 5),))
    assert (item.known, item.best, item.proven, item.low, item.high) == (False, 2.0, 0.0, 0.0, 4.0)
    assert (item.p_at_least, item.stage, item.claim, item.evidence) == ((0.0,) * 4, 0, None, None)


def test_peers_stand_for_the_prior(policy):
    assert counts(judge_item(policy, prior=0.7)) == (1.4, 0.6, 0.0)


def test_an_item_whose_condition_fails_does_not_apply(policy):
    item = judge_item(policy, applicable=False, answers=say(4))
    assert (item.applicable, item.best, item.low, item.gap) == (False, None, None, None)


@pytest.mark.parametrize(
    ("known", "lifted"),
    [
        ({"sights": (see(0, 4, 4),)}, False),
        ({"sights": (see(1, 3, 4),)}, True),
        ({"sights": (see(1, 3, 4, strength="supporting"),)}, True),
        ({"sights": (see(4, 0, 4, strength="hint"),)}, False),
        ({"sights": (see(0, 0, 1, units=(Unit(0.5, 0),)),)}, True),
        ({"sights": (see(0, 0, 1, units=(Unit(0.25, 0),)),)}, False),
        ({"sights": (see(0, 0, 8, units=(Unit(0.1, 0, 8),)),)}, False),
        ({"sights": (see(0, 0, 8, units=(Unit(0.125, 0, 8),)),)}, True),
        ({"grades": (Grade("d", "a", 0.25, 1),)}, False),
        ({"grades": (Grade("d", "a", 0.5, 1),)}, True),
        ({"grades": (Grade("d", "a", 1, 1, withdrawn=True),)}, False),
    ],
)
def test_a_claim_alone_counts_no_more_than_the_cap(policy, known, lifted):
    item = judge_item(policy, reviewed_level=4, essential_for=3, **known)
    assert item.best <= 2.5 or lifted
    assert item.stage <= 2 or lifted
    assert item.capped == (not lifted and 4 * item.mean > 2.5)


def test_level_4_is_reached_with_full_evidence(policy):
    reading = judge(ask(answers=say(4, 4, 4), sights=(see(20, 0, 20),), essential_for=4), policy=policy)
    assert (reading.staged_level, reading.items[0].stage, reading.p_level[3] > 0.9) == (4, 4, True)


def test_no_level_holds_above_what_any_source_says(policy):
    nothing = judge_item(policy, answers=say(0), essential_for=1)
    assert (nothing.p_at_least, nothing.stage) == ((0.0,) * 4, 0)
    assert judge_item(policy, answers=say(2, 2, 2)).p_at_least[2:] == (0.0, 0.0)


def test_facts_of_all_sources_but_hints_are_kept(policy):
    sights = (see(1, 0, 1, facts=(9, 4)), see(1, 0, 1, strength="hint", facts=(5,)))
    answers = (Answer("a", 3, DAY, fact=2), Answer("b", 3, DAY))
    item = judge_item(policy, sights=sights, answers=answers, grades=(Grade("d", "a", 1, 1, fact=4),))
    assert item.facts == (2, 4, 9)


@pytest.mark.parametrize(
    "known",
    [
        {"sights": (see(2, 1, 2),)},
        {"sights": (see(1, 0, 0),)},
        {"sights": (see(0, 0, -1),)},
        {"sights": (see(0, 0, 1, trust=1.1),)},
        {"sights": (see(0, 0, 1, units=(Unit(1.5, 0),)),)},
        {"sights": (see(0, 0, 1, units=(Unit(1, float("nan")),)),)},
        {"sights": (see(0, 0, 1, units=(Unit(1, 0, 0),)),)},
        {"answers": say(7)},
        {"answers": (*say(7), Answer("role-0", 1, DAY, place="2"))},
        {"reviewed_level": -1},
        {"grades": (Grade("d", "a", 2, 1),)},
        {"weight": 0},
    ],
)
def test_what_cannot_be_is_refused(policy, known):
    with pytest.raises(BadObservation, match=r"D3\.1"):
        judge_item(policy, **known)


def test_an_item_that_comes_twice_is_refused(policy):
    with pytest.raises(BadObservation, match="twice"):
        judge(ask(), ask(), policy=policy)


def test_a_prior_of_nothing_still_has_a_distribution(policy):
    item = judge_item(replace(policy, prior_alpha=0.0), answers=say(0))
    assert counts(item) == (0.05, 3.0, 0.0)
    assert 0 <= item.best_low < item.best_high < 1
