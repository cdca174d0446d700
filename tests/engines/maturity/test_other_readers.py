"""Crosswalks, targets and policy: read whole, or refused with every problem."""

from __future__ import annotations

import pytest

from engines.maturity.small_bank import write
from ospolis.engines.maturity import (
    BankRefused,
    Criterion,
    CrosswalkRow,
    PolicyRow,
    read_crosswalk,
    read_policy,
    read_targets,
    shipped_policy,
)

HEAD = {"version": "1", "date": "2026-11-23", "source": "tests", "licence": "CC0-1.0"}
ROW = {"item": "D3.1", "ext_id": "a", "relation": "equal", "strength": 3, "infer_met": 3, "infer_unmet": 1}


def make_crosswalk(**changes):
    criteria = [{"ext_id": code, "words": f"Words on {code}"} for code in ("a", "b")]
    head = {"schema": "framework-crosswalk", "framework": "standard", "title": "A standard", **HEAD}
    return {**head, "unit": "strength", "criteria": criteria, "rows": [ROW], **changes}


def make_targets(**changes):
    return {
        "schema": "target-profiles",
        **HEAD,
        "unit": "level",
        "default": 3,
        "profiles": {"agency": {"D5": 3.5}},
        **changes,
    }


def make_policy(**changes):
    rows = {
        row.code: {"value": row.value, "most": 10_000, "unit": row.unit, "reason": row.reason}
        for row in shipped_policy().rows
    }
    return {"schema": "assessment-policy", **HEAD, "parameters": {**rows, **changes}}


def codes_of(read, value):
    with pytest.raises(BankRefused) as refused:
        read(write(value))
    return sorted({problem.code for problem in refused.value.problems})


def test_a_crosswalk_is_read_and_says_what_it_does_not_cover():
    crosswalk = read_crosswalk(write(make_crosswalk()))

    assert (crosswalk.framework, crosswalk.title, crosswalk.version) == ("standard", "A standard", "1")
    assert crosswalk.rows == (CrosswalkRow("D3.1", "a", "equal", 3, 3, 1),)
    assert crosswalk.rows_of("D3.1") == crosswalk.rows
    assert crosswalk.rows_of("D3.2") == ()
    assert crosswalk.uncovered(["D3.1"]) == (Criterion("b", "Words on b"),)
    assert crosswalk.uncovered([]) == crosswalk.criteria


def test_a_link_may_infer_nothing():
    row = {"item": "D3.1", "ext_id": "b", "relation": "related", "strength": 1}

    assert read_crosswalk(write(make_crosswalk(rows=[row]))).rows == (
        CrosswalkRow("D3.1", "b", "related", 1, None, None),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ext_id": "c"}, "unknown-ext-id"),
        ({"item": "licence"}, "wrong-item"),
        ({"relation": "alike"}, "unknown-relation"),
        ({"strength": 4}, "wrong-strength"),
        ({"infer_met": -1, "infer_unmet": None}, "wrong-infer-met"),
        ({"infer_met": 1, "infer_unmet": 2}, "wrong-inference"),
        ({"infer": 1}, "unknown-key"),
    ],
)
def test_a_link_with_a_fault_is_refused(changes, code):
    assert codes_of(read_crosswalk, make_crosswalk(rows=[{**ROW, **changes}])) == [code]


def test_what_stands_twice_in_a_crosswalk_is_refused():
    assert codes_of(read_crosswalk, make_crosswalk(rows=[ROW, ROW])) == ["given-twice"]
    assert codes_of(read_crosswalk, make_crosswalk(criteria=[{"ext_id": "a", "words": "A"}] * 2)) == ["given-twice"]


def test_targets_are_the_default_unless_a_profile_says_otherwise():
    targets = read_targets(write(make_targets()))

    assert (targets.level("agency", "D5"), targets.level("agency", "D1"), targets.level("ministry", "D5")) == (
        3.5,
        3,
        3,
    )
    assert (targets.version, targets.date, targets.source) == ("1", "2026-11-23", "tests")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"default": 5}, ["wrong-default"]),
        ({"default": None}, ["wrong-default"]),
        ({"profiles": {"palace": {"D1": 3}}}, ["unknown-kind"]),
        ({"profiles": {"agency": {"D1": 7}}}, ["wrong-D1"]),
        ({"profiles": {"agency": 3}}, ["not-a-map"]),
        ({"profiles": [3]}, ["not-a-map"]),
        ({"schema": "targets"}, ["unknown-schema"]),
    ],
)
def test_targets_with_a_fault_are_refused(changes, codes):
    assert codes_of(read_targets, make_targets(**changes)) == codes


def test_a_policy_is_read_with_the_reason_of_each_number():
    policy = read_policy(write(make_policy()))

    assert policy.policy == shipped_policy().policy
    assert policy.rows[0] == PolicyRow(
        "prior_alpha", 1, "pieces of evidence", "Before any answer, all levels are equally likely"
    )
    assert isinstance(policy.policy.stale_days, int)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"cap_level": {"value": 9, "most": 4, "unit": "level", "reason": "None."}}, ["wrong-value"]),
        ({"cap_staged": {"value": 1.5, "most": 4, "unit": "level", "reason": "None."}}, ["wrong-value"]),
        ({"cap_level": {"value": 2, "most": 4, "unit": "level"}}, ["missing-reason"]),
        ({"cap_level": {"value": 2, "most": 4, "reason": "None."}}, ["missing-unit"]),
        ({"luck": {"value": 2, "most": 4, "unit": "level", "reason": "None."}}, ["unknown-parameter"]),
        ({"cap_level": 2}, ["missing-parameter", "not-a-map"]),
    ],
)
def test_a_policy_with_a_fault_is_refused(changes, codes):
    assert codes_of(read_policy, make_policy(**changes)) == codes
