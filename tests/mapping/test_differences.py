"""What is different between two states of the ledger."""

from __future__ import annotations

import pytest

from ospolis.mapping.choices import ChangeKind
from ospolis.mapping.differences import CLARITY, LICENCE, PRACTICE, STATE, Difference, Held, compare

STATE_OF, LICENCE_OF, CLARITY_OF = ("a", STATE, ""), ("a", LICENCE, ""), ("a", CLARITY, "")
CI = ("a", PRACTICE, "ci")


def held(fact_id, text, version="1"):
    return Held(fact_id, text, version)


def differences(before, after, known=("a",)):
    return list(compare(before, after, known))


def test_a_repository_that_was_not_known_is_new_and_nothing_else():
    after = {STATE_OF: held(1, "read"), LICENCE_OF: held(2, "MIT"), CI: held(3, "met")}

    assert differences({}, after, known=()) == [Difference(ChangeKind.NEW_REPOSITORY, "a", "", "", "read", 1)]


def test_a_repository_whose_state_ended_is_gone_and_nothing_else():
    before = {STATE_OF: held(1, "read"), LICENCE_OF: held(2, "MIT")}

    assert differences(before, {}) == [Difference(ChangeKind.GONE_REPOSITORY, "a", "", "read", "", 1)]


def test_another_state_is_neither_new_nor_gone():
    assert differences({STATE_OF: held(1, "read")}, {STATE_OF: held(2, "partial")}) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({LICENCE_OF: held(1, "MIT")}, {LICENCE_OF: held(2, "EUPL-1.2")}, [("MIT", "EUPL-1.2", 2)]),
        ({LICENCE_OF: held(1, "MIT")}, {LICENCE_OF: held(2, "MIT")}, []),
        ({LICENCE_OF: held(1, "MIT")}, {LICENCE_OF: held(2, "EUPL-1.2", "2")}, []),
        ({}, {LICENCE_OF: held(2, "MIT")}, [("", "MIT", 2)]),
        ({LICENCE_OF: held(1, "MIT")}, {CLARITY_OF: held(3, "none")}, [("MIT", "", 3)]),
        ({LICENCE_OF: held(1, "MIT")}, {}, [("MIT", "", 1)]),
        ({CLARITY_OF: held(1, "none")}, {CLARITY_OF: held(2, "clear", "2"), LICENCE_OF: held(3, "MIT", "2")}, []),
        ({CLARITY_OF: held(1, "none")}, {CLARITY_OF: held(2, "needs-look")}, []),
    ],
)
def test_a_licence_is_another_when_one_method_says_so(before, after, expected):
    assert [(found.before, found.after, found.fact_id) for found in differences(before, after)] == expected


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (held(1, "not-met"), held(2, "met"), ChangeKind.PRACTICE_WON),
        (held(1, "met"), held(2, "not-met"), ChangeKind.PRACTICE_LOST),
        (held(1, "met"), held(2, "met"), None),
        (held(1, "met"), held(2, "cannot-tell"), None),
        (held(1, "cannot-tell"), held(2, "met"), None),
        (held(1, "met"), held(2, "not-met", "2"), None),
        (None, held(2, "met"), None),
    ],
)
def test_a_practice_is_won_or_lost_when_one_method_says_so(was, now, kind):
    found = differences({CI: was} if was else {}, {CI: now})

    assert [(one.kind, one.part, one.fact_id) for one in found] == ([(kind, "ci", 2)] if kind else [])


def test_repositories_come_in_order():
    after = {(key, STATE, ""): held(1, "read") for key in ("c", "a", "b")}

    assert [found.subject for found in differences({}, after, known=())] == ["a", "b", "c"]
