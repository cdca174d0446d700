"""One item in three readings: the worked example of docs/models/assessment.md, and every rule beside it."""

from __future__ import annotations

from engines.maturity.small_country import ask, judge, judge_item, say, see

THREE_AGREE = say(3, 3, 3)
SEEN = see(6, 3, 12, age=73)


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
    assert (reading.staged_level, reading.p_level) == (2, (1.0, 0.9224, 0.2872, 0.0))


def test_one_respondent_counts_two_answers(policy):
    item = judge_item(policy, answers=say(2))
    assert (item.alpha, item.beta) == (2.0, 2.0)
