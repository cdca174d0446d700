"""The examples of docs/models/assessment.md: every sentence is made again from what the engine says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engines.maturity.small_country import ask, judge, say, see
from ospolis.engines.maturity import Member, aggregate, estimate_bias, judge_change, rank_institutions

PAGE = Path(__file__).resolve().parents[3] / "docs/models/assessment.md"
SEEN = {"answers": say(3, 3, 3), "sights": (see(6, 3, 12, age=73),)}


def one_item(policy):
    item = judge(ask(**SEEN), policy=policy).items[0]
    evidence = item.alpha + item.beta - 2 - policy.answer_agree
    yield f"The evidence weighs {evidence:.2f} and the unseen part {item.unseen:.2f}"
    yield f"The counts are {item.alpha:.2f} and {item.beta:.2f}"
    yield f"The best estimate is level {item.best:.2f}, with 90 % between {item.best_low:.2f} and {item.best_high:.2f}."
    yield f"Proven is {item.proven:.2f}, and the range is {item.low:.2f} to {item.high:.2f}."


def hidden(policy):
    item = judge(ask(answers=say(3, 3, 3), sights=(see(0, 0, 12),)), policy=policy).items[0]
    yield f"all evidence hidden: proven is {item.proven:.2f}, and the range is {item.low:.2f} to {item.high:.2f}."
    yield f"without evidence: {4 * item.mean:.2f} before the cap, {item.best:.1f} after it."


def staged(policy):
    reading = judge(ask(**SEEN, essential_for=1), policy=policy)
    _, two, three, four = reading.p_level
    yield f"the probability is {two:.4f} for level 2 and {three:.4f} for level 3."
    yield f"Level 4 is above the claim, so it is {four:g}. The staged level is {reading.staged_level}."


def dimension(policy):
    items = (ask(**SEEN, weight=2), ask(code="D3.2", **SEEN), ask(code="D3.3"))
    one = judge(*items, policy=policy).dimensions[0]
    yield (
        f"Best estimate {one.best:.2f}, proven {one.proven:.2f}, range {one.low:.2f} to {one.high:.2f}, "
        f"hard range {one.hard_low:.2f} to {one.hard_high:.2f}, known {one.known_weight:.2f}."
    )


def gap(policy):
    item = judge(ask(**SEEN), policy=policy, targets={"D3": 3.0}).items[0]
    yield f"with target 3: gap {item.gap:.2f}, probability {item.p_gap:.4f}."


def contradiction(policy):
    reading = judge(ask(answers=say(4), sights=(see(1, 9, 10),)), policy=policy)
    evidence = judge(ask(sights=(see(1, 9, 10),)), policy=policy).items[0]
    assert reading.contradictions[0].p > 0.999
    yield f"the counts of the evidence alone are {evidence.alpha:.1f} and {evidence.beta:.1f}"
    alone = judge(ask(sights=SEEN["sights"]), policy=policy, targets={"D3": 2.0}).items[0]
    yield f"In the example of one item it is {alone.p_gap:.4f}, and it is none."


def change(policy):
    readings = []
    for passing in (5, 8):
        sights = (see(passing, 20 - passing, 20),)
        readings.append(judge(ask(sights=sights), ask(code="D3.2", sights=sights), policy=policy))
    (found,) = judge_change(*readings, {"D3.1": "D3.1", "D3.2": "D3.2"}, policy)
    yield f"{found.before:.2f} to {found.after:.2f}, probability {found.p:.4f}, a {found.verdict}."


def ranking(policy):
    scores = {"A": {"D1": 2.6, "D2": 2.4}, "B": {"D1": 2.3, "D2": 2.65}, "C": {"D1": 0.0, "D2": 0.0}}
    first, second, third = rank_institutions(scores, policy, seed=1)
    yield f"{first.id} is first, between places {first.low} and {first.high}."
    yield f"{second.id} is second, between {second.low} and {second.high}."
    assert (third.id, third.low, third.high) == ("C", 3, 3)


def group(policy):
    members = [Member(n, "health", value) for n, value in enumerate((1.0, 2.0, 3.0, None))]
    total = aggregate(members, policy).total
    yield f"mean {total.mean:.2f}, bounds {total.low:.2f} to {total.high:.2f}."


def bias(policy):
    yield f"all claimed 4 and reviewed 2: 10 x 0.5 / 20 = {estimate_bias([(4, 2)] * 10, policy):.2f}."


@pytest.mark.parametrize(
    "example", [one_item, hidden, staged, dimension, gap, contradiction, change, ranking, group, bias]
)
def test_an_example_says_what_the_engine_says(policy, example):
    page = re.sub(r"\s+", " ", PAGE.read_text("utf-8"))
    assert [sentence for sentence in example(policy) if sentence not in page] == []
