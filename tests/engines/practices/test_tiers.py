"""Tiers: what a repository is for, and whether it does what that asks."""

from __future__ import annotations

import pytest

from ospolis.engines.practices import PRACTICES, Fit, HistoryFacts, assess_repository, judge_fit, shipped_words

DAY = 86_400
NOW = 1_800_000_000  # 2027-01-15 08:00 UTC
BUSY = HistoryFacts(contributors_365d=5, last_commit_at=NOW - DAY)


def read(*paths: str, history: HistoryFacts = BUSY, code_json: str = "") -> tuple[int, bool, str]:
    contents = {"code.json": code_json.encode()} if code_json else {}
    tier = assess_repository((*paths, *contents), contents, history, NOW).tier
    return tier.tier, tier.is_stated, tier.evidence[-1].text


@pytest.mark.parametrize(
    ("paths", "history", "expected"),
    [
        ((), HistoryFacts(), (1, False, "The history was not at hand in full, so the least is asked.")),
        (
            (),
            HistoryFacts(contributors_365d=5),
            (1, False, "The history was not at hand in full, so the least is asked."),
        ),
        (
            ("CONTRIBUTING.md",),
            HistoryFacts(contributors_365d=0, last_commit_at=NOW - 366 * DAY),
            (1, False, "The newest change is of 2026-01-14; nothing was changed for a year."),
        ),
        (
            ("CONTRIBUTING.md",),
            HistoryFacts(contributors_365d=1, last_commit_at=NOW),
            (1, False, "At most one person changed it in the last 365 days."),
        ),
        (("README.md",), BUSY, (2, False, "No file invites others to take part.")),
        (("CONTRIBUTING.md",), BUSY, (3, False, "No file says that others decide with the team.")),
        ((".github/ISSUE_TEMPLATE/bug.md",), BUSY, (3, False, "No file says that others decide with the team.")),
        (("GOVERNANCE.md",), BUSY, (2, False, "No file invites others to take part.")),
        (("CODE_OF_CONDUCT.md", "GOVERNANCE.md"), BUSY, (4, False, "This file says who decides.")),
    ],
)
def test_a_tier_that_nobody_states_is_deduced_from_what_shows(paths, history, expected):
    assert read(*paths, history=history) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n "maturityModelTier": 2\n}', (2, True)),
        ('{"maturityModelTier": "4"}', (4, True)),
        ('{"maturityModelTier": 0}', (0, True)),
        ('{"maturityModelTier": 5}', (3, False)),
        ('{"maturityModelTier": 99999999999999999999}', (3, False)),
        ('{"releases": [{"maturityModelTier": 1}, {"maturityModelTier": 2}]}', (3, False)),
        ('{"name": "tool"}', (3, False)),
    ],
)
def test_what_code_json_states_comes_first(text, expected):
    assert read("CONTRIBUTING.md", code_json=text)[:2] == expected


def test_a_stated_tier_names_its_line():
    contents = {"code.json": b'{\n "maturityModelTier": 2\n}'}
    (evidence,) = assess_repository(("code.json",), contents, BUSY, NOW).tier.evidence
    assert (evidence.path, evidence.line) == ("code.json", 2)
    assert assess_repository(("code.json",), {}, BUSY, NOW).tier.is_stated is False


def test_every_tier_says_something_of_every_practice_and_never_asks_less_than_the_tier_before():
    words = shipped_words()
    assert {practice.code for practice in PRACTICES} == set(words.asks)
    weight = {"N": 0, "R": 1, "M": 2}
    for letters in words.asks.values():
        assert len(letters) == len(words.tiers) == 5
        assert [weight[letter] for letter in letters] == sorted(weight[letter] for letter in letters)


def test_the_rows_of_cms_are_theirs():
    rows = ["licence", "metadata-file", "readme", "maintainers", "security-policy", "contributing", "code-of-conduct"]
    assert [shipped_words().asks[code] for code in (*rows, "governance")] == [
        "MMMMM", "MMMMM", "MMMMM", "MMMMM", "RMMMM", "RRMMM", "NNMMM", "NNNRM",
    ]  # fmt: skip


def fit(tier: int, **answers: str) -> Fit:
    return judge_fit(tier, {code.replace("_", "-"): answer for code, answer in answers.items()})


def test_a_one_time_release_without_a_code_of_conduct_has_no_gap():
    assert fit(1, licence="met", code_of_conduct="not met").state == "fits"
    assert fit(2, licence="met", code_of_conduct="not met").state == "gaps"


def test_what_cannot_be_told_is_no_gap_and_no_fit():
    assert fit(1, licence="met", readme="cannot tell").state == "cannot tell"
    assert fit(1, licence="not met", readme="cannot tell").state == "gaps"
    assert fit(1, licence="not applicable").state == "cannot tell"
    assert fit(1).state == "cannot tell"


def test_the_next_step_is_the_first_that_is_asked_then_the_first_that_is_recommended():
    found = fit(1, contributing="not met", readme="not met", licence="not met", security_policy="met", ci="not met")
    assert (found.next_step, found.met, found.needed) == ("licence", 1, 3)
    assert found.codes("asked", "not met") == ("licence", "readme")
    assert found.codes("recommended", "met", "not met") == ("contributing",)
    assert fit(1, licence="met", contributing="not met").next_step == "contributing"
    assert fit(1, licence="met", contributing="met").next_step == ""


def test_there_is_no_sixth_tier():
    with pytest.raises(IndexError):
        fit(5, licence="met")
