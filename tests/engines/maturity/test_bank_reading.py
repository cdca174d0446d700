"""A bank is read whole, or refused whole with every problem, its place and its remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.maturity.small_bank import MEASURES, PRACTICE, make_bank, make_item, write
from ospolis.engines.maturity import Action, ActionLink, BankRefused, Dimension, read_bank
from ospolis.engines.maturity.refusing import LIMITS, MOST_PROBLEMS


def read(bank, **parts):
    documents = {"bank.yml": write(bank), **{f"{name}.yml": write(part) for name, part in parts.items()}}
    return read_bank(documents, measures=MEASURES)


def problems_of(bank, **parts):
    with pytest.raises(BankRefused) as refused:
        read(bank, **parts)
    return refused.value.problems


def codes_of(bank, **parts):
    return sorted({problem.code for problem in problems_of(bank, **parts)})


def bank_with(**changes):
    return make_bank(items=[make_item(1, **changes), *(make_item(number) for number in (2, 3, 4))])


def test_a_bank_is_read_whole():
    bank = read(make_bank())

    assert (bank.code, bank.version, bank.date, bank.title) == ("small", "1", "2026-11-23", "Small bank")
    assert bank.dimensions == (Dimension("D1", "Mandate", "Who answers."),)
    assert bank.actions == (Action("A-name", "Name a person"),)
    assert [item.code for item in bank.items_of("D1")] == ["D1.1", "D1.2", "D1.3", "D1.4"]
    item = bank.item(" d1.1 ")
    assert item is not None
    assert item.anchors[4] == "It is reviewed."
    assert item.weight == 1
    assert item.action_links == (ActionLink("A-name", 0.5, 1, 1.5),)
    assert item.applicability.holds({})
    hook = item.hooks[0]
    assert (hook.among, hook.units, hook.max_age, hook.from_tier) == ("repositories", 0, 0, 0)
    assert bank.item("D9.9") is None


def test_questions_may_stand_in_several_files_and_keep_the_order_of_their_names():
    head = make_bank(items=[])
    part = {"schema": "question-bank-items", "date": "2026-11-23", "source": "tests", "licence": "CC0-1.0"}

    bank = read(
        head, D10={**part, "items": [make_item(3), make_item(4)]}, D2={**part, "items": [make_item(1), make_item(2)]}
    )

    assert [item.code for item in bank.items] == ["D1.1", "D1.2", "D1.3", "D1.4"]
    assert bank.version == "1"


def test_a_country_adds_questions_and_the_version_says_so():
    own = {
        "schema": "question-bank-items",
        "adds": "taluma-1",
        "dimensions": [{"code": "T1", "title": "Islands", "explanation": "Work on islands."}],
        "items": [make_item(1, code="T1.1", essential_for=None)],
    }

    bank = read(make_bank(), taluma=own)

    assert bank.version == "1+taluma-1"
    assert [(item.code, item.added_by) for item in bank.items][-1] == ("T1.1", "taluma-1")


def test_a_question_without_hooks_says_why():
    item = read(bank_with(evidence_class="H", hooks=None, no_hook_reason="People read it.")).items[0]

    assert (item.hooks, item.no_hook_reason) == ((), "People read it.")


def test_a_new_bank_says_which_question_continues_which():
    old = read(make_bank())
    items = [
        make_item(1, replaces=["small-1/D1.2"]),
        make_item(2),
        make_item(3, replaces=["other-1/D1.1"]),
        make_item(4, replaces=["small-1/D7.7"]),
    ]

    new = read(make_bank(version="2", items=items))

    assert new.link_items(old) == {"D1.1": "D1.2"}
    assert old.link_items(old) == {f"D1.{number}": f"D1.{number}" for number in (1, 2, 3, 4)}


def test_an_addition_breaks_no_series():
    own = {"schema": "question-bank-items", "adds": "taluma-1", "items": [make_item(5, essential_for=None)]}
    other = {**own, "adds": "other-1"}
    plain, wider, elsewhere = read(make_bank()), read(make_bank(), own=own), read(make_bank(), own=other)
    same = {f"D1.{number}": f"D1.{number}" for number in (1, 2, 3, 4)}

    assert wider.link_items(plain) == plain.link_items(wider) == wider.link_items(elsewhere) == same
    assert wider.link_items(wider) == {**same, "D1.5": "D1.5"}


ITEM_FAULTS = {
    "no statement": ({"statement": None}, ["missing-statement"]),
    "no help": ({"help": "  "}, ["missing-help"]),
    "a statement too long": ({"statement": "word " * 60}, ["too-long"]),
    "four levels": ({"anchors": ["a", "b", "c", "d"]}, ["missing-anchor"]),
    "two equal levels": ({"anchors": ["a", "b", "c", "d", "d"]}, ["given-twice"]),
    "an empty level": ({"anchors": ["a", "b", "c", "d", ""]}, ["missing-anchor"]),
    "a level too long": ({"anchors": ["a", "b", "c", "d", "e" * 400]}, ["too-long"]),
    "levels that are no list": ({"anchors": "a"}, ["missing-anchor", "not-a-list"]),
    "a level that is a list": ({"anchors": ["a", "b", "c", "d", ["e"]]}, ["missing-anchor", "not-a-list"]),
    "unknown unit": ({"unit": "village"}, ["unknown-unit"]),
    "no unit": ({"unit": None}, ["missing-unit"]),
    "unknown role": ({"respondent_roles": ["king"]}, ["unknown-respondent-roles"]),
    "no role": ({"respondent_roles": []}, ["missing-respondent-roles"]),
    "unknown class": ({"evidence_class": "Z"}, ["unknown-evidence-class"]),
    "weight 0": ({"weight": 0}, ["wrong-weight"]),
    "weight below 0": ({"weight": -1}, ["wrong-weight"]),
    "weight that is a word": ({"weight": "heavy"}, ["wrong-weight"]),
    "weight that is a truth value": ({"weight": True}, ["wrong-weight"]),
    "level 5 essential": ({"essential_for": 5}, ["wrong-essential-for"]),
    "level 1.5 essential": ({"essential_for": 1.5}, ["wrong-essential-for"]),
    "flag that is a number": ({"inclusion": 1}, ["wrong-flag"]),
    "flag that is a list": ({"reverse": []}, ["wrong-flag"]),
    "unknown key": ({"anchor": []}, ["unknown-key"]),
    "code of another form": ({"code": "first"}, ["unknown-dimension", "wrong-code"]),
    "unknown dimension": ({"dimension": "D7"}, ["unknown-dimension"]),
    "no hook and no reason": ({"hooks": None, "evidence_class": "H"}, ["missing-no-hook-reason"]),
    "class A with hints only": (
        {"hooks": [{**PRACTICE, "strength": "hint", "reliability": 0.5}]},
        ["class-without-hook"],
    ),
    "class P without a hook": (
        {"hooks": None, "evidence_class": "P", "no_hook_reason": "None."},
        ["class-without-hook"],
    ),
    "too many hooks": ({"hooks": [PRACTICE] * 13}, ["too-many"]),
    "hooks that are no list": ({"hooks": {"a": 1}}, ["class-without-hook", "missing-no-hook-reason", "not-a-list"]),
    "a hook that is a word": ({"hooks": ["ci"]}, ["class-without-hook", "missing-no-hook-reason", "not-a-map"]),
    "goal 18": ({"sdg_tags": ["18.1"]}, ["wrong-sdg-tags"]),
    "unknown action": ({"action_links": [{"action": "A-other", "uplift": [0, 1, 1]}]}, ["unknown-action"]),
    "an action twice": ({"action_links": [{"action": "A-name", "uplift": [0, 1, 1]}] * 2}, ["given-twice"]),
    "two uplifts": ({"action_links": [{"action": "A-name", "uplift": [0, 1]}]}, ["wrong-uplift"]),
    "falling uplifts": ({"action_links": [{"action": "A-name", "uplift": [2, 1, 1]}]}, ["wrong-uplift"]),
    "uplifts of words": (
        {"action_links": [{"action": "A-name", "uplift": ["a", 1, 1]}]},
        ["not-a-number", "wrong-uplift"],
    ),
    "uplifts of 0": ({"action_links": [{"action": "A-name", "uplift": [0, 0, 0]}]}, ["wrong-uplift"]),
    "replaces something odd": ({"replaces": ["D1.1"]}, ["wrong-replaces"]),
    "a condition that cannot be read": ({"applicability": "colour = red"}, ["condition"]),
    "an answer in applicability": ({"applicability": "D1.2 > 0"}, ["condition-name"]),
    "the inventory in ask_when": ({"ask_when": "systems > 0"}, ["condition-name"]),
    "a later question": ({"ask_when": "D1.2 > 0"}, ["unknown-question"]),
    "itself": ({"ask_when": "D1.1 > 0"}, ["unknown-question"]),
    "nobody can be asked": ({"applicability": "systems > 3 and systems < 2"}, ["unreachable"]),
    "too many names to try": (
        {
            "applicability": " or ".join(
                f"{name} in 1, 5, 9, 13" for name in ("staff", "systems", "repositories", "vendors", "open_systems")
            )
        },
        ["condition"],
    ),
}


@pytest.mark.parametrize(("changes", "codes"), ITEM_FAULTS.values(), ids=ITEM_FAULTS.keys())
def test_a_question_with_a_fault_is_refused(changes, codes):
    bank = bank_with(**changes)
    if "essential_for" in changes:
        bank["items"].append(make_item(5, essential_for=1))

    assert codes_of(bank) == codes


def test_a_question_that_no_answer_leads_to_is_refused():
    items = [
        make_item(1),
        make_item(2, ask_when="D1.1 >= 2"),
        make_item(3, ask_when="D1.2 >= 1 and D1.1 < 2"),
        make_item(4),
    ]

    problems = problems_of(make_bank(items=items))

    assert [(problem.path, problem.code) for problem in problems] == [("items[2].applicability", "unreachable")]


BANK_FAULTS = {
    "no head": ({"schema": "question-bank-items"}, ["one-head"]),
    "another schema": ({"schema": "recipe"}, ["one-head", "unknown-schema"]),
    "an odd code": ({"code": "Ümlaut"}, ["wrong-code"]),
    "an odd version": ({"version": "first"}, ["wrong-version"]),
    "an odd date": ({"date": "lately"}, ["wrong-date"]),
    "no licence": ({"licence": ""}, ["missing-licence"]),
    "an unknown key": ({"question": []}, ["unknown-key"]),
    "a question twice": ({"items": [make_item(number) for number in (1, 2, 3, 4, 4)]}, ["duplicate-code"]),
    "a level that nothing is essential for": (
        {"items": [make_item(number) for number in (1, 2, 4)]},
        ["essential-hole"],
    ),
    "a dimension twice": (
        {"dimensions": [{"code": "D1", "title": "A", "explanation": "B."}] * 2},
        ["duplicate-code"],
    ),
    "a dimension without questions": (
        {"dimensions": [{"code": code, "title": "A", "explanation": "B."} for code in ("D1", "D2")]},
        ["empty-dimension"],
    ),
    "an action twice": ({"actions": [{"code": "A-name", "title": "B"}] * 2}, ["duplicate-code"]),
    "an odd action": ({"actions": [{"code": "name", "title": "B"}]}, ["unknown-action", "wrong-code"]),
    "questions that are no list": ({"items": {"a": 1}}, ["empty-dimension", "essential-hole", "not-a-list"]),
}


@pytest.mark.parametrize(("changes", "codes"), BANK_FAULTS.values(), ids=BANK_FAULTS.keys())
def test_a_bank_with_a_fault_is_refused(changes, codes):
    assert codes_of(make_bank(**changes)) == codes


def test_two_heads_and_an_odd_addition_are_refused():
    assert codes_of(make_bank(), other=make_bank()) == ["one-head"]
    assert codes_of(make_bank(), own={"schema": "question-bank-items", "adds": "Our own"}) == ["wrong-adds"]
    with pytest.raises(BankRefused):
        read_bank({}, measures=MEASURES)


def test_too_many_questions_are_refused_without_reading_them_all():
    assert codes_of(make_bank(items=[{}] * 401)) == ["too-many"]


def test_every_problem_is_named_with_file_place_line_and_remedy():
    bank = bank_with(unit="village", weight=0)

    problems = problems_of(bank)

    assert [(problem.file, problem.path, problem.line) for problem in problems] == [
        ("bank.yml", "items[0].unit", 1),
        ("bank.yml", "items[0].weight", 1),
    ]
    assert problems[0].message == (
        "'village' is not known here. Take one of: country, office, institution, system, repository."
    )
    with pytest.raises(BankRefused, match=r"bank.yml, items\[0\].unit: 'village' is not known here"):
        read(bank)


def test_problems_beyond_the_limit_are_left_out():
    assert len(problems_of(make_bank(items=[{}] * 40))) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"a: [", "syntax"),
        (b"a: &x 1", "anchor"),
        (b"- a", "not-a-map"),
        (b"\xff", "encoding"),
        (b"a: '" + b"x" * LIMITS.bytes + b"'", "too-large"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_like_others(data, code):
    with pytest.raises(BankRefused) as refused:
        read_bank({"bank.yml": data}, measures=MEASURES)

    problem = refused.value.problems[0]
    assert (problem.file, problem.path, problem.code) == ("bank.yml", "", code)


KEYS = st.sampled_from([*make_item(1), *PRACTICE])
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["D1.1", "A", "met", "count", "systems > 0", ""])
)
SOUP = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5))


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["items", "dimensions", "actions", "code"]), SOUP, st.sampled_from(list(make_item(1))), SOUP)
def test_whatever_stands_in_a_bank_it_is_read_or_refused_with_reasons(name, value, key, part):
    try:
        bank = read({**bank_with(**{key: part}), name: value})
    except BankRefused as refused:
        assert all(problem.code and problem.message for problem in refused.problems)
    else:
        assert bank.items
