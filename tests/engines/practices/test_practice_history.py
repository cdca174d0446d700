"""Practices that the history of a repository answers."""

from __future__ import annotations

import pytest

from ospolis.engines.practices import HistoryFacts, assess_repository

DAY = 86_400
NOW = 1_800_000_000  # 2027-01-15 08:00 UTC


@pytest.mark.parametrize(
    ("code", "history", "expected", "text"),
    [
        ("releases", HistoryFacts(), "cannot tell", "The history was not at hand in full."),
        ("releases", HistoryFacts(releases=()), "not met", "The repository has no tag."),
        (
            "releases",
            HistoryFacts(releases=(("v2", NOW - DAY), ("v1", NOW - 900 * DAY))),
            "met",
            "2 tags; the newest is v2 of 2027-01-14.",
        ),
        ("recent-activity", HistoryFacts(), "cannot tell", "The history was not at hand in full."),
        (
            "recent-activity",
            HistoryFacts(last_commit_at=NOW - 365 * DAY),
            "met",
            "The newest change is of 2026-01-15, 365 days ago.",
        ),
        (
            "recent-activity",
            HistoryFacts(last_commit_at=NOW - 366 * DAY),
            "not met",
            "The newest change is of 2026-01-14, 366 days ago.",
        ),
        (
            "recent-activity",
            HistoryFacts(last_commit_at=10**18),
            "met",
            "The newest change is of second 1000000000000000000, 0 days ago.",
        ),
        ("several-contributors", HistoryFacts(), "cannot tell", "The history was not at hand in full."),
        (
            "several-contributors",
            HistoryFacts(contributors_365d=2),
            "met",
            "2 people changed it in the last 365 days.",
        ),
        (
            "several-contributors",
            HistoryFacts(contributors_365d=1),
            "not met",
            "1 people changed it in the last 365 days.",
        ),
        ("signed-tags", HistoryFacts(), "cannot tell", "The history was not at hand in full."),
        (
            "signed-tags",
            HistoryFacts(releases=(("v1", NOW),), signed_tags=(1, 1)),
            "met",
            "1 of the 1 newest tags are signed.",
        ),
        (
            "signed-tags",
            HistoryFacts(releases=(("v1", NOW),), signed_tags=(4, 5)),
            "not met",
            "4 of the 5 newest tags are signed.",
        ),
        (
            "shared-knowledge",
            HistoryFacts(bus_factor=0, commits_365d=0),
            "cannot tell",
            "The history was not at hand in full.",
        ),
        (
            "shared-knowledge",
            HistoryFacts(bus_factor=2, commits_365d=9),
            "met",
            "2 people together made half of the 9 changes of the last 365 days.",
        ),
        (
            "shared-knowledge",
            HistoryFacts(bus_factor=1, commits_365d=9),
            "not met",
            "1 people together made half of the 9 changes of the last 365 days.",
        ),
    ],
)
def test_the_history_answers(code, history, expected, text):
    found = assess_repository(("main.py",), {}, history, NOW)
    result = next(result for result in found.results if result.code == code)
    assert (result.answer, result.evidence[0].text) == (expected, text)
