"""Conditions in plain words: who is asked, what is unknown, what nobody could ever be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ospolis.engines.maturity.applicability import (
    ALWAYS,
    NAMES,
    Comparison,
    ConditionRefused,
    Joined,
    can_hold,
    parse_condition,
)

HOLDS = [
    ("", {}, True),
    ("repositories > 0", {"repositories": 3}, True),
    ("repositories > 0", {"repositories": 0}, False),
    ("repositories >= 3", {"repositories": 3}, True),
    ("repositories < 3", {"repositories": 3}, False),
    ("repositories <= 3", {"repositories": 3}, True),
    ("repositories = 3", {"repositories": 3}, True),
    ("repositories != 3", {"repositories": 3}, False),
    ("repositories in 1, 3", {"repositories": 3}, True),
    ("kind = ministry", {"kind": "agency"}, False),
    ("kind != ministry", {"kind": "agency"}, True),
    ("kind in agency, state-owned", {"kind": "state-owned"}, True),
    ("sector = 07", {"sector": "07"}, True),
    ("not staff > 50", {"staff": 40}, True),
    ("staff > 50 and (systems > 0 or repositories > 0)", {"staff": 60, "systems": 0, "repositories": 1}, True),
    ("staff > 50 and systems > 0", {"staff": 60, "systems": 0}, False),
    ("D1.1 >= 2", {"D1.1": 2.0}, True),
]


@pytest.mark.parametrize(("text", "names", "holds"), HOLDS)
def test_a_condition_says_whom_a_question_concerns(text, names, holds):
    assert parse_condition(text).holds(names) is holds


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("staff > 50", {}),
        ("staff > 50", {"staff": None}),
        ("not staff > 50", {}),
        ("staff > 50 and systems > 0", {"systems": 1}),
        ("staff > 50 or systems > 0", {"systems": 0}),
    ],
)
def test_what_is_not_known_makes_no_question_go_away(text, names):
    assert parse_condition(text).holds(names)


def test_what_is_not_known_does_not_save_a_condition_that_fails_anyway():
    assert not parse_condition("staff > 50 and systems > 0").holds({"systems": 0})


def test_a_condition_keeps_its_text_tree_and_names():
    condition = parse_condition(" not  kind = agency or D1.1 >= 2 ")

    assert condition.text == "not kind = agency or D1.1 >= 2"
    assert condition.names == {"kind", "D1.1"}
    assert condition.tree == Joined(
        "or",
        (Joined("not", (Comparison("kind", "=", ("agency",)),)), Comparison("D1.1", ">=", (2.0,))),
    )
    assert parse_condition(" ") is ALWAYS


REFUSED = [
    ("colour = red", "'colour' is not known. Use one of: " + ", ".join(NAMES) + ", or the code of a question."),
    ("repositories", "Write a comparison after 'repositories', such as repositories > 0."),
    ("kind > ministry", "Write a comparison after 'kind', such as kind = ministry."),
    ("sector", "Write a comparison after 'sector', such as sector = 01."),
    ("kind = palace", "'palace' is not a kind: " + NAMES["kind"] + "."),
    ("sector = and", "'and' is not a sector: " + NAMES["sector"] + "."),
    ("sector =", "'' is not a sector: " + NAMES["sector"] + "."),
    ("staff > many", "Write a number to compare 'staff' with."),
    ("staff > 5 systems > 3", "Write 'and' or 'or' before 'systems'."),
    ("(staff > 5", "Close the bracket with ')'."),
    ("staff > 5 ; systems", "'; systems' cannot be read."),
    ("staff > 5 " + "and staff > 5 " * 30, "Shorten the condition to 300 characters."),
    ("(" * 12 + "staff > 5" + ")" * 12, "Use at most 8 brackets inside each other."),
    ("not " * 12 + "staff > 5", "Use at most 8 brackets inside each other."),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_condition_that_cannot_be_read_says_what_to_change(text, message):
    with pytest.raises(ConditionRefused) as refused:
        parse_condition(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("texts", "reachable"),
    [
        ((), True),
        (("repositories > 0", ""), True),
        (("repositories > 0", "repositories = 0"), False),
        (("repositories > 3 and repositories < 4.5",), True),
        (("kind = ministry", "kind = agency"), False),
        (("kind != ministry", "kind != agency"), True),
        (("not kind in ministry, department, agency, municipality, state-owned, other",), False),
        (("sector = 07 and sector = 09",), False),
        (("sector != 07 and not sector in 08, 09",), True),
        (("D1.1 > 4",), False),
        (("D1.1 >= 4",), True),
        (("staff < 0",), False),
    ],
)
def test_a_question_that_nobody_could_be_asked_is_found(texts, reachable):
    assert can_hold([parse_condition(text) for text in texts]) is reachable


def test_a_condition_with_too_many_names_is_not_tried_for_ever():
    codes = " or ".join(f"A.{number} > 2" for number in range(1, 12))

    with pytest.raises(ConditionRefused, match="too wide"):
        can_hold([parse_condition(codes)])


@given(st.text(alphabet="staffkind notadr()=<>!,.0123 D1", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        condition = parse_condition(text)
    except ConditionRefused:
        return
    assert condition.holds({}) is True or condition.tree is not None
