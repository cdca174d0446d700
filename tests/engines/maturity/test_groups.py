"""Change, rankings, groups of institutions, and what is expected before anything is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.maturity.small_country import ask, judge, say, see
from ospolis.engines.disclosure import BadTable, Rule
from ospolis.engines.maturity import (
    Aggregate,
    Counted,
    InstitutionInput,
    Member,
    aggregate,
    count_levels,
    estimate_bias,
    find_peer_priors,
    judge_change,
    judge_institutions,
    rank_institutions,
    tell_share,
)
from ospolis.engines.maturity.changing import find_normal

SAME = {"D3.1": "D3.1", "D3.2": "D3.2"}


def read(policy, *passing):
    items = (ask(code=f"D3.{n}", sights=(see(k, 20 - k, 20),)) for n, k in enumerate(passing, 1))
    return judge(*items, policy=policy)


def test_a_rise_is_claimed_only_when_it_is_likely(policy):
    before = read(policy, 5, 5)
    verdicts = [judge_change(before, read(policy, k, k), SAME, policy)[0].verdict for k in (20, 8, 6, 5, 4, 1, 0)]
    assert verdicts == [
        "rise", "rise", "no clear change", "no clear change", "no clear change", "fall", "fall",
    ]  # fmt: skip


def test_the_worked_example_of_a_change(policy):
    (change,) = judge_change(read(policy, 5, 5), read(policy, 8, 8), SAME, policy)
    assert (change.before, change.after, change.p, change.linked, change.fresh) == (1.1, 1.64, 0.9061, 2, ())


def test_only_items_that_both_know_are_compared(policy):
    before, after = read(policy, 5), read(policy, 5, 20)
    (change,) = judge_change(before, after, {"D3.1": "D3.1"}, policy)
    assert (change.verdict, change.p, change.linked, change.fresh) == ("no clear change", 0.5, 1, ("D3.2",))


def test_items_keep_their_series_under_another_code(policy):
    (change,) = judge_change(read(policy, 5), read(policy, 20), {"D3.1": "D3.1"}, policy)
    renamed = judge(ask(code="D3.9", sights=(see(20, 0, 20),)), policy=policy)
    assert judge_change(read(policy, 5), renamed, {"D3.9": "D3.1"}, policy) == (change,)


def test_without_a_linked_item_nothing_is_compared(policy):
    unknown = judge(ask(), policy=policy)
    (change,) = judge_change(unknown, read(policy, 5), SAME, policy)
    assert (change.verdict, change.before, change.p, change.linked) == ("not comparable", None, None, 0)


@pytest.mark.parametrize(
    ("difference", "variance", "p"),
    [(0, 0, 0.5), (1, 0, 1), (-1, 0, 0), (0, 1, 0.5), (1, 1, 0.8413447460685429), (-2, 4, 0.15865525393145707)],
)
def test_how_likely_a_difference_is_above_0(difference, variance, p):
    assert find_normal(difference, variance) == pytest.approx(p, abs=1e-12)


SCORES = {
    "a": {"D1": 3.0, "D2": 3.0},
    "b": {"D1": 2.0, "D2": 2.0},
    "c": {"D1": 4.0, "D2": 1.0},
    "d": {"D1": None, "D2": None},
    "e": {"D1": None, "D2": 2.0},
}


def test_a_ranking_says_how_much_of_it_stays_under_other_weights(policy):
    ranks = rank_institutions(SCORES, policy, seed=1)

    assert [(one.id, one.score, one.rank) for one in ranks] == [("a", 3, 1), ("c", 2.5, 2), ("b", 2, 3), ("e", 2, 3)]
    assert [(one.low, one.high) for one in ranks] == [(1, 1), (2, 2), (3, 3), (3, 3)]


def test_a_place_that_hangs_on_the_weights_has_a_range(policy):
    scores = {"a": {"D1": 2.6, "D2": 2.4}, "b": {"D1": 2.3, "D2": 2.65}, "c": {"D1": 0.0, "D2": 0.0}}
    ranks = rank_institutions(scores, policy, seed=1)
    assert [(one.id, one.low, one.high) for one in ranks] == [("a", 1, 2), ("b", 1, 2), ("c", 3, 3)]


def test_the_same_seed_gives_the_same_places(policy):
    scores = {n: {f"D{k}": (7 * n + 3 * k * n) % 40 / 10 for k in range(5)} for n in range(30)}
    once = rank_institutions(scores, policy, seed=3)
    assert rank_institutions(dict(reversed(scores.items())), policy, seed=3) == once
    assert rank_institutions(scores, policy, seed=4) != once
    assert [one.score for one in rank_institutions(scores, policy, seed=4)] == [one.score for one in once]


def test_weights_may_be_given_and_may_be_none(policy):
    ranks = rank_institutions(SCORES, policy, seed=1, weights={"D1": 10.0})
    assert [(one.id, one.score) for one in ranks] == [("c", 4), ("a", 3), ("b", 2), ("e", 0)]


def test_small_weights_are_drawn_too(policy):
    weights = {"D1": 99.0, "D2": 1.0}
    ranks = rank_institutions(SCORES, policy, seed=1, weights=weights)
    assert [one.id for one in ranks] == ["c", "a", "b", "e"]


def test_nobody_is_ranked_without_a_score(policy):
    assert rank_institutions({"d": {"D1": None}}, policy, seed=1) == ()


def members(*values, group="health", weight=None):
    return [Member(f"{group}-{n}", group, value, weight) for n, value in enumerate(values)]


def test_those_who_did_not_answer_are_bounds(policy):
    summary = aggregate(members(1.0, 2.0, 3.0, None), policy)
    assert summary.total == Aggregate("", 3, 4, 2.0, 1.5, 2.5, False, False, 0, 0)


def test_gaps_of_those_who_did_not_answer_end_at_the_target(policy):
    total = aggregate(members(1.0, 0.0, 0.5, None), policy, most=3.0).total
    assert (total.mean, total.low, total.high) == (0.5, 0.38, 1.12)


def test_a_mean_says_of_how_many_units_it_is(policy):
    seen = [replace(one, observed=4, expected=6) for one in members(1.0, 2.0, None)]
    hidden, shown = aggregate(seen, policy).total, aggregate([*seen, Member(9, "health", 3.0)], policy).total
    assert [(one.observed, one.expected) for one in (hidden, shown)] == [(None, None), (12, 18)]


def test_staff_or_budget_weigh_when_all_are_known(policy):
    three = [Member(n, "health", value, weight) for n, value, weight in ((1, 4.0, 8), (2, 0.0, 1), (3, 0.0, 1))]
    assert aggregate(three, policy).total.mean == 3.2
    without = [*three, Member(4, "health", None, None)]
    assert [aggregate(without, policy).weighted, aggregate(without, policy).total.mean] == [False, 1.33]


def test_fewer_than_three_are_hidden_and_what_they_follow_from(policy):
    groups = [*members(1.0, 2.0), *members(1, 2, 3, 4, group="justice"), *members(*[2.0] * 9, group="works")]
    summary = aggregate(groups, policy)

    assert [(one.group, one.suppressed, one.answered, one.mean) for one in summary.groups] == [
        ("health", True, None, None),
        ("justice", True, None, None),
        ("works", False, 9, 2.0),
    ]
    assert (summary.total.suppressed, summary.total.answered) == (False, 15)


def test_a_group_of_which_nobody_answered(policy):
    one = aggregate(members(None, None), policy).groups[0]
    assert (one.answered, one.members, one.mean, one.low, one.suppressed) == (0, 2, None, None, False)


def test_no_members_have_no_mean(policy):
    summary = aggregate([], policy)
    assert (summary.groups, summary.total.mean, summary.weighted) == ((), None, False)


def test_levels_are_counted_with_small_cells_hidden(policy):
    table = count_levels([*members(*[1] * 6, *[2] * 5, 3, None), *members(*[2] * 7, group="works")], policy)
    assert table.columns == ("0", "1", "2", "3", "4", "unknown")
    assert (table.count("health", "3"), table.count("health", "unknown")) == (None, None)
    assert table.count("health", "1") in (6, None)


def test_shares_of_few_are_printed_as_k_of_m(policy):
    assert tell_share(7, 29, policy) == Counted(7, 29, None)
    assert tell_share(12, 30, policy) == Counted(12, 30, 40)


def test_bias_is_the_shrunken_mean_of_reviewed_pairs(policy):
    assert estimate_bias([], policy) == 0
    assert estimate_bias([(4, 2)] * 10, policy) == 0.25
    assert estimate_bias([(1, 2)], policy) == round(-0.25 / 11, 6)


def test_peers_are_off_unless_the_policy_asks_for_them(policy):
    assert find_peer_priors([read(policy, 5)], {"m1": "kind"}, policy) == {}


def test_peers_of_the_same_kind_say_what_to_expect(policy):
    wanted = replace(policy, peers_used=1)
    country = [InstitutionInput(n, (ask(sights=(see(n, 20 - n, 20),)),)) for n in range(6)]
    country += [InstitutionInput(6, (ask(),)), InstitutionInput(7, (ask(answers=say(4)),))]
    readings = list(judge_institutions(country, policy))
    peers = dict.fromkeys(range(7), "ministry")

    priors = find_peer_priors(readings, peers, wanted)

    means = [reading.items[0].mean for reading in readings[:6]]
    assert priors[6, "D3.1"] == round(sum(means) / 6, 6)
    assert priors[0, "D3.1"] == round(sum(means[1:]) / 5, 6)
    assert sorted(priors) == [(n, "D3.1") for n in range(7)]


def test_what_peers_say_stays_within_bounds(policy):
    wanted = replace(policy, peers_used=1, peers_low=0.3)
    country = [InstitutionInput(n, (ask(sights=(see(0, 20, 20),)),)) for n in range(6)]
    readings = list(judge_institutions(country, policy))
    assert set(find_peer_priors(readings, dict.fromkeys(range(6), "m"), wanted).values()) == {0.3}


def test_fewer_than_three_institutions_are_never_shown():
    with pytest.raises(BadTable, match="below 3"):
        Rule(threshold=2, of="institutions")
