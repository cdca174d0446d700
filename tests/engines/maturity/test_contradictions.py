"""Eight ways in which what is said and what is seen do not go together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from engines.maturity.small_country import DAY, ask, judge, say, see
from ospolis.engines.maturity import (
    AddedFile,
    Answer,
    Contradiction,
    Grade,
    InstitutionInput,
    ItemInput,
    Stray,
    Unit,
    judge_institutions,
)


def flags(policy, **known):
    return [one.flag for one in judge(ask(**known), policy=policy).contradictions]


def test_the_worked_example_of_an_over_claim(policy):
    found = judge(ask(answers=say(4), sights=(see(1, 9, 10, facts=(5, 3)),)), policy=policy).contradictions
    assert found == (Contradiction("m1", "D3.1", "over-claim", 4.0, 0.4, 1.0, (3, 5)),)


def test_the_worked_example_of_one_item_is_no_contradiction(policy):
    assert flags(policy, answers=say(3, 3, 3), sights=(see(6, 3, 12, age=73),)) == []


@pytest.mark.parametrize("strength", ["supporting", "hint"])
def test_only_decisive_hooks_raise_an_over_claim(policy, strength):
    assert flags(policy, answers=say(4), sights=(see(0, 20, 20, strength=strength),)) == []


def test_supporting_hooks_do_not_hide_an_over_claim(policy):
    sights = (see(0, 20, 20), see(20, 0, 20, measure="b", strength="supporting"))
    assert flags(policy, answers=say(4), sights=sights) == ["over-claim"]


def test_an_under_claim(policy):
    found = judge(ask(answers=say(0), sights=(see(9, 1, 10, strength="supporting"),)), policy=policy).contradictions
    assert [(one.flag, one.claim, one.evidence, one.p > 0.99) for one in found] == [("under-claim", 0.0, 3.6, True)]


@pytest.mark.parametrize(
    "known",
    [
        {"answers": say(4), "sights": (see(0, 0, 10, units=()),), "grades": (Grade("d", "a", 0, 1),)},
        {"sights": (see(0, 10, 10),)},
        {"answers": say(1), "sights": (see(0, 10, 10),)},
        {"answers": say(3), "sights": (see(10, 0, 10),)},
    ],
)
def test_without_claim_or_unit_nothing_is_compared(policy, known):
    assert flags(policy, **known) == []


def test_a_high_claim_of_which_nothing_is_seen(policy):
    assert flags(policy, answers=say(3), sights=(see(0, 0, 4),)) == ["unsupported"]
    assert flags(policy, answers=say(2), sights=(see(0, 0, 4),)) == []
    assert flags(policy, answers=say(3)) == []
    assert flags(policy, answers=say(3), sights=(see(0, 0, 4),), grades=(Grade("d", "a", 0.25, 1),)) == []
    # Of a kind that the office records nowhere: nobody could have supported the claim.
    assert flags(policy, answers=say(3), sights=(replace(see(0, 0, 4), is_watched=False),)) == []


def test_the_newest_evidence_is_old(policy):
    assert flags(policy, sights=(see(1, 0, 2, age=366),)) == ["stale"]
    assert flags(policy, sights=(see(1, 0, 2, age=365),)) == []
    assert flags(policy, sights=(see(1, 0, 2, age=900),), grades=(Grade("d", "a", 1, 10),)) == []
    assert flags(policy, grades=(Grade("d", "a", 1, 400),)) == ["stale"]
    assert flags(policy, sights=(see(1, 0, 2, age=900, strength="hint"),)) == []


def test_evidence_too_old_to_count_is_stale_all_the_same(policy):
    assert flags(policy, sights=(see(1, 0, 2, age=400, max_age_days=90),)) == ["stale"]


def test_respondents_two_levels_apart_disagree(policy):
    assert flags(policy, answers=say(1, 3)) == ["disagreeing-respondents"]
    assert flags(policy, answers=say(1, 2)) == []
    one_role = (Answer("lawyer", 0, DAY, place="1"), Answer("lawyer", 4, DAY, place="2"))
    assert flags(policy, answers=one_role) == ["disagreeing-respondents"]


def test_a_review_settles_a_disagreement(policy):
    assert flags(policy, answers=say(0, 4), reviewed_level=2) == []


def test_a_withdrawn_answer_disagrees_with_nobody(policy):
    answers = (*say(1, 1), Answer("role-2", 4, DAY, withdrawn=True))
    assert flags(policy, answers=answers) == []


def test_what_cannot_be_together(policy):
    assert flags(policy, answers=say(None), sights=(see(0, 0, 3),)) == ["impossible"]
    assert flags(policy, answers=say(None), sights=(see(1, 2, 8, form="share"),)) == ["impossible"]
    assert flags(policy, applicable=False, answers=say(None), sights=(see(1, 0, 1),)) == []
    assert flags(policy, answers=say(None)) == []


def test_evidence_of_somebody_else_is_out_of_scope(policy):
    strays = (Stray("https://code.example/b", "D3.1", (4, 2)), Stray("https://code.example/a"))
    found = judge(policy=policy, strays=strays).contradictions
    assert [(one.flag, one.item, one.detail, one.facts) for one in found] == [
        ("scope", "", "https://code.example/a", ()),
        ("scope", "D3.1", "https://code.example/b", (2, 4)),
    ]


def copies(count, *, apart=0, digest="abc"):
    return tuple(
        AddedFile(f"r{number}", "SECURITY.md", digest, DAY + timedelta(days=apart * number), "D6.3", number or None)
        for number in range(count)
    )


def test_the_same_file_in_more_than_five_repositories_on_one_day(policy):
    found = judge(policy=policy, added=copies(6)).contradictions
    assert [(one.flag, one.item, one.detail, one.facts) for one in found] == [
        ("gaming", "D6.3", "SECURITY.md 2026-11-01 6", (1, 2, 3, 4, 5))
    ]
    assert judge(policy=policy, added=copies(5)).contradictions == ()
    assert judge(policy=policy, added=(*copies(5), *copies(5))).contradictions == ()
    assert judge(policy=policy, added=copies(9, apart=1)).contradictions == ()
    assert judge(policy=policy, added=(*copies(4), *copies(4, digest="def"))).contradictions == ()


def plant(number):
    """Thirty contradictions, every flag several times; what they say differs from one to the next."""
    size = 6 + number // 8
    item: dict[str, object] = {}
    kind = ("over", "under", "unsupported", "stale", "disagree", "impossible", "scope", "gaming")[number % 8]
    if kind == "over":
        item = {"answers": say(4, 3, 4), "sights": (see(1, size, size + 2),)}
    elif kind == "under":
        item = {"answers": say(0, 1, 0), "sights": (see(size, 1, size + 1),)}
    elif kind == "unsupported":
        item = {"answers": say(4, 3), "sights": (see(0, 0, size),)}
    elif kind == "stale":
        item = {"answers": say(2), "sights": (see(size // 2, size // 2, size, age=380 + number),)}
    elif kind == "disagree":
        item = {"answers": say(0, 2, 4)}
    elif kind == "impossible":
        item = {"answers": say(None, None), "sights": (see(0, 1, size),)}
    more = {"strays": (Stray("r"),)} if kind == "scope" else {"added": copies(6)} if kind == "gaming" else {}
    return InstitutionInput(number, (ask(**item),), **more)


def clean(number, numbers):
    """An honest item: a claim within half a level of the truth, and units drawn from it."""
    truth, size = float(numbers.random()), int(numbers.integers(1, 25))
    level = round(4 * truth)
    ages = numbers.integers(0, 300, size).tolist()
    passed = (numbers.random(size) < truth).tolist()
    units = tuple(Unit(float(value), age) for value, age in zip(passed, ages, strict=True))
    answers = tuple(Answer(role, level, DAY) for role in ("a", "b", "c"))
    return ItemInput(f"D{number:05}", "D", answers=answers, sights=(see(0, 0, size, units=units),))


def test_planted_contradictions_are_found_and_clean_items_are_left_alone(policy):
    planted = judge_institutions([plant(number) for number in range(30)], policy)
    assert sum(bool(reading.contradictions) for reading in planted) == 30

    numbers = np.random.default_rng(5)
    honest = InstitutionInput("honest", tuple(clean(number, numbers) for number in range(1000)))
    flagged = {one.item for one in next(judge_institutions([honest], policy)).contradictions}
    assert len(flagged) <= 50


def test_a_country_may_look_at_more_than_one_day(policy):
    wider = replace(policy, gaming_days=7)
    assert [one.detail for one in judge(policy=wider, added=copies(9, apart=1)).contradictions] == [
        "SECURITY.md 2026-11-01 7"
    ]


def test_without_a_margin_half_a_level_is_enough(policy):
    strict = replace(policy, over_claim_margin=0.0)
    assert flags(strict, answers=say(2), sights=(see(2, 18, 20),)) == ["over-claim"]
