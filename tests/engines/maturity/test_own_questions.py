"""What a country adds to a bank without a programmer: own questions, other weights, questions about its office."""

from __future__ import annotations

import pytest

from engines.maturity.small_bank import MEASURES, make_bank, make_item, write
from ospolis.engines.maturity import BankRefused, parse_condition, read_bank
from ospolis.engines.maturity.applicability import ALWAYS, join_conditions

WEIGHTS = {"schema": "question-bank-weights", "adds": "arva", "date": "2026-11-24", "source": "tests"}
ADDED = {"schema": "question-bank-items", "adds": "own"}


def read(**files):
    return read_bank(
        {"bank.yml": write(make_bank()), **{f"{name}.yml": write(files[name]) for name in files}}, measures=MEASURES
    )


def refused(**files):
    with pytest.raises(BankRefused) as found:
        read(**files)
    return [(problem.file, problem.path, problem.code) for problem in found.value.problems]


def test_a_country_weighs_questions_in_its_own_way_and_the_version_says_so():
    bank = read(own={**WEIGHTS, "weights": {"D1.2": 3, "D1.4": 0.5}})

    assert [item.weight for item in bank.items] == [1, 3, 1, 0.5]
    assert bank.version == "1+arva"


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ({"D1.2": 0}, ("own.yml", "weights.D1.2", "wrong-weight")),
        ({"D1.2": "much"}, ("own.yml", "weights.D1.2", "wrong-weight")),
        ({"D9.9": 2}, ("own.yml", "weights.D9.9", "unknown-code")),
        ([1, 2], ("own.yml", "weights", "not-a-map")),
    ],
)
def test_a_wrong_weight_is_refused_with_its_place(weights, problem):
    assert refused(own={**WEIGHTS, "weights": weights}) == [problem]


def test_two_files_may_not_weigh_the_same_question():
    one = {**WEIGHTS, "weights": {"D1.2": 3}}

    assert refused(a=one, own={**one, "adds": "belun"}) == [("own.yml", "weights.D1.2", "given-twice")]


def test_weights_need_a_code_of_their_own():
    assert refused(own={"schema": "question-bank-weights", "weights": {}}) == [("own.yml", "adds", "missing-adds")]


def test_own_questions_may_be_in_another_language_than_the_bank():
    bank = read(own={**ADDED, "language": "fr", "items": [make_item(9, essential_for=None)]})

    assert [(item.language, item.added_by) for item in bank.items] == [("fr", "own"), *[("en", "")] * 4]


def test_a_file_for_another_bank_is_refused():
    assert refused(own={**ADDED, "bank": "large"}) == [("own.yml", "bank", "other-bank")]


def test_a_language_that_is_none_is_refused():
    assert refused(own={**ADDED, "language": "Klingon"}) == [("own.yml", "language", "wrong-language")]


@pytest.mark.parametrize(
    ("unit", "host", "concerned"),
    [
        ("institution", "none", True), ("office", "none", False), ("office", "office", True),
        ("office", "country", True), ("country", "office", False), ("country", "country", True),
        ("country", None, True),
    ],
)  # fmt: skip
def test_a_question_about_an_office_or_a_country_is_asked_of_its_host(unit, host, concerned):
    bank = read(own={**ADDED, "items": [make_item(9, essential_for=None, unit=unit)]})

    assert bank.item("D1.9").concerns({"hosts": host}) is concerned


def test_conditions_are_joined_into_one_that_holds_when_all_do():
    staff, kind = parse_condition("staff > 5"), parse_condition("kind = agency or kind = ministry")

    assert join_conditions([ALWAYS, ALWAYS]) == ALWAYS
    assert join_conditions([ALWAYS, staff]) == staff
    both = join_conditions([staff, kind])
    assert (both.text, both.names) == ("(staff > 5) and (kind = agency or kind = ministry)", {"staff", "kind"})
    assert parse_condition(both.text).tree == both.tree


def test_a_question_about_a_country_that_no_host_could_be_asked_is_refused():
    item = make_item(9, essential_for=None, unit="country", applicability="hosts = none")

    assert refused(own={**ADDED, "items": [item]}) == [("own.yml", "items[0].applicability", "unreachable")]
