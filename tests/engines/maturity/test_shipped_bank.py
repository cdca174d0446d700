"""The bank, crosswalks, targets and policy of the product hold what they promise."""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter
from pathlib import Path

import pytest

from ospolis.engines.maturity import shipped_bank, shipped_crosswalks, shipped_policy, shipped_targets
from ospolis.engines.maturity.bank import RESPONDENT_ROLES
from ospolis.engines.practices import PRACTICES
from ospolis.evidence.measures import definitions

ROOT = Path(__file__).resolve().parents[3]
DIMENSIONS = [f"D{number}" for number in range(1, 11)]
FRAMEWORKS = {
    "cms-tiers": 13,
    "dpg-standard": 11,
    "ggi": 25,
    "openchain-18974": 25,
    "openchain-5230": 25,
    "osps-baseline": 64,
    "scorecard": 20,
    "standard-for-public-code": 16,
    "todo-stages": 16,
    "un-open-source-principles": 8,
}
SHAMING = re.compile(r"\b(?:bad|fail(?:s|ed|ure)?|poor|worst|neglect|blame|ignor(?:e|es|ed|ant)|incompetent)\b", re.I)


@functools.cache
def bank():
    return shipped_bank(definitions().measures)


@functools.cache
def crosswalks():
    return shipped_crosswalks()


def test_the_bank_has_64_questions_in_ten_dimensions():
    assert [dimension.code for dimension in bank().dimensions] == DIMENSIONS
    assert Counter(item.dimension for item in bank().items) == {
        "D1": 6, "D2": 6, "D3": 6, "D4": 6, "D5": 8, "D6": 8, "D7": 6, "D8": 8, "D9": 5, "D10": 5,
    }  # fmt: skip


def test_at_least_28_questions_are_answered_by_facts_and_13_in_part():
    classes = Counter(item.evidence_class for item in bank().items)

    assert classes == {"A": 34, "P": 20, "H": 10}
    assert all(
        any(hook.strength != "hint" for hook in item.hooks) for item in bank().items if item.evidence_class == "A"
    )


def test_every_question_has_five_levels_a_unit_and_a_hook_or_a_reason():
    for item in bank().items:
        assert len(set(item.anchors)) == 5
        assert item.unit in {"institution", "system", "repository"}
        assert item.hooks or item.no_hook_reason


def test_every_identifier_of_a_framework_is_in_its_list_and_every_link_leads_to_a_question():
    codes = {item.code for item in bank().items}

    assert {crosswalk.framework: len(crosswalk.criteria) for crosswalk in crosswalks()} == FRAMEWORKS
    for crosswalk in crosswalks():
        known = {criterion.ext_id for criterion in crosswalk.criteria}
        assert {row.ext_id for row in crosswalk.rows} <= known
        assert {row.item for row in crosswalk.rows} <= codes


def test_criteria_without_a_question_are_named():
    codes = [item.code for item in bank().items]
    uncovered = {row.framework: [criterion.ext_id for criterion in row.uncovered(codes)] for row in crosswalks()}

    assert uncovered == {
        "cms-tiers": ["tier-0"],
        "dpg-standard": ["9b"],
        "ggi": ["GGI-A-36"],
        "openchain-18974": ["3.1.2.3", "3.1.2.6", "3.1.4.2", "3.2.2.3", "3.2.2.4"],
        "openchain-5230": ["3.2.2.3", "3.2.2.4"],
        "osps-baseline": ["OSPS-BR-03.01", "OSPS-QA-04.01", "OSPS-QA-05.02", "OSPS-SA-03.01", "OSPS-SA-03.02"],
        "scorecard": ["CII-Best-Practices", "Fuzzing"],
        "standard-for-public-code": [],
        "todo-stages": ["4.3", "4.4"],
        "un-open-source-principles": [],
    }


def test_hooks_on_practices_name_practices():
    codes = {practice.code for practice in PRACTICES}

    named = {hook.part for item in bank().items for hook in item.hooks if hook.measure == "repository.practice"}

    assert named - codes == set()


def test_each_dimension_has_links_to_actions_and_each_action_is_linked():
    linked = {link.action for item in bank().items for link in item.action_links}

    assert {action.code for action in bank().actions} == linked
    assert all(item.action_links for item in bank().items)


def test_inclusion_is_asked_without_a_dimension_of_its_own():
    assert [item.code for item in bank().items if item.inclusion] == ["D7.2", "D7.5", "D8.8", "D9.4"]


def test_questions_are_short_and_neutral():
    for item in bank().items:
        for text in (item.statement, *item.anchors):
            assert len(text.split()) <= 20, text
            assert text.endswith("."), text
            assert not SHAMING.search(text), text
        assert all(len(sentence.split()) <= 25 for sentence in item.help.split(". ")), item.help


def test_the_sample_country_answers_these_questions_in_these_roles():
    with (ROOT / "examples/taluma/answers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert {row["item"] for row in rows} == {item.code for item in bank().items}
    assert {row["respondent_role"] for row in rows} <= set(RESPONDENT_ROLES)


@pytest.mark.parametrize("kind", ["ministry", "agency", "other"])
def test_targets_name_dimensions_of_the_bank(kind):
    targets = shipped_targets()

    assert set(targets.levels.get(kind, {})) <= set(DIMENSIONS)
    assert all(2.5 <= targets.level(kind, dimension) <= 3.5 for dimension in DIMENSIONS)


def test_the_policy_says_what_the_method_says():
    policy = shipped_policy().policy

    assert (policy.answer_one, policy.answer_agree, policy.answer_reviewed) == (2, 4, 6)
    assert (policy.document_one, policy.document_agree, policy.document_audit) == (3, 5, 8)
    assert (policy.units_ceiling, policy.half_life_days, policy.cap_level) == (20, 365, 2.5)
    assert (policy.cell_least, policy.people_least, policy.ranking_draws) == (3, 10, 500)
