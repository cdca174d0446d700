"""Facts become k of m of E by what the bank says, whatever the measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ospolis.assessment.hooks import Ages, SeenFact, sight_of
from ospolis.assessment.inventory import lay_inventory
from ospolis.engines.maturity import Hook, Unit
from ospolis.evidence.selectors import HeldFact
from ospolis.institutions.selectors import InstitutionProfile, SystemProfile
from ospolis.mapping.selectors.inventory import CountedRepository

DAY = date(2026, 11, 2)
HOOK = Hook(
    measure="repository.made-up", part="", strength="decisive", form="count", among="repositories", passes=("yes",),
    fails=("no",), excused=("not-applicable",), at_least=None, at_most=None, from_tier=0, scale=(), units=8,
    reliability=0.9, max_age=0,
)  # fmt: skip
PROFILE = InstitutionProfile(1, "post", "Post", "agency", "04", 120)


def fact(subject: str, text: str = "", number: float | None = None, **more: object) -> HeldFact:
    base = HeldFact(
        pk=len(subject) + int(number or 0), institution="post", subject=subject, measure="m",
        part="", text=text, number=number, day=None, recorded_on="2026-10-01", source_key="s",
        provenance="scan",
    )  # fmt: skip
    return base._replace(**more)


def holding(*repositories: str, systems: tuple[SystemProfile, ...] = ()):
    rows = [CountedRepository(key, "post", is_own=True, system="") for key in repositories]
    return lay_inventory([PROFILE], systems, rows)["post"]


def see(
    hook: Hook,
    *facts: HeldFact,
    own: tuple[str, ...] = ("a", "bb", "ccc", "dddd"),
    tiers: Mapping[str, str] | None = None,
):
    known = {key: SeenFact(fact(key, tier), 0) for key, tier in (tiers or {}).items()}
    return sight_of(hook, holding(*own), {one.subject: SeenFact(one, 3) for one in facts}, known)


def test_units_pass_fail_are_excused_or_say_nothing():
    sight = see(HOOK, fact("a", "yes"), fact("bb", "no"), fact("ccc", "not-applicable"), fact("dddd", "cannot-tell"))

    assert (sight.expected, sight.units) == (3.0, (Unit(1.0, 3), Unit(0.0, 3)))
    assert sight.facts == (1, 2)


def test_a_unit_that_is_not_in_the_inventory_is_not_counted():
    assert see(HOOK, fact("a", "yes"), fact("elsewhere", "yes"), own=("a",)).units == (Unit(1.0, 3),)


def test_a_repository_that_is_meant_for_less_is_not_asked():
    tiers = {"a": "one-time-release", "bb": "close-collaboration", "ccc": "not-told"}

    sight = see(replace(HOOK, from_tier=2), fact("a", "no"), fact("bb", "yes"), tiers=tiers)

    assert (sight.expected, sight.units) == (3.0, (Unit(1.0, 3),))


def test_without_a_fact_the_inventory_is_expected_and_nothing_is_seen():
    sight = see(HOOK)

    assert (sight.expected, sight.units, sight.max_age_days) == (4.0, (), None)


@pytest.mark.parametrize(("number", "value"), [(9.0, 0.0), (10.0, 1.0), (30.0, 1.0), (31.0, 0.0)])
def test_a_number_passes_inside_its_range(number, value):
    hook = replace(HOOK, at_least=10.0, at_most=30.0, max_age=90)

    sight = see(hook, fact("a", number=number))

    assert (sight.units, sight.max_age_days) == ((Unit(value, 3),), 90)


def test_a_range_says_nothing_of_a_fact_without_a_number():
    assert see(replace(HOOK, at_least=10.0), fact("a", "yes")).units == ()


@pytest.mark.parametrize(
    ("scale", "number", "share"),
    [
        ((0.0, 1.0, 2.0, 3.0, 4.0), 1.5, 0.375),
        ((0.0, 1.0, 2.0, 3.0, 4.0), 9.0, 1.0),
        ((0.0, 1.0, 2.0, 3.0, 4.0), -1.0, 0.0),
        ((30.0, 20.0, 10.0, 5.0, 1.0), 15.0, 0.375),
        ((30.0, 20.0, 10.0, 5.0, 1.0), 40.0, 0.0),
        ((30.0, 20.0, 10.0, 5.0, 1.0), 0.0, 1.0),
    ],
)
def test_a_value_goes_through_its_scale_either_way(scale, number, share):
    hook = replace(HOOK, form="value", among="", scale=scale)

    sight = see(hook, fact("post", number=number))

    assert (sight.expected, sight.units) == (8.0, (Unit(share, 3, 8.0),))


def test_a_share_counts_as_all_expected_units():
    sight = see(replace(HOOK, form="share", among="", units=20), fact("post", number=0.4))

    assert (sight.expected, sight.units) == (20.0, (Unit(0.4, 3, 20.0),))


def test_a_share_that_was_not_read_is_expected_all_the_same():
    sight = see(replace(HOOK, form="share", among=""))

    assert (sight.expected, sight.units) == (8.0, ())


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, 32),
        ({"source_key": "read-again"}, 5),
        ({"source_key": ""}, 1),
        ({"source_key": "", "provenance": "activity"}, 32),
        ({"day": "2026-10-30"}, 3),
        ({"day": "last week"}, 32),
    ],
)
def test_evidence_is_as_old_as_its_last_reading_or_the_day_that_it_says(changes, days):
    last_read = {"read-again": date(2026, 10, 28), "": date(2026, 11, 1)}

    assert Ages(DAY, last_read).of(fact("a", **changes)) == days


def system(key: str, **changes: object) -> SystemProfile:
    return replace(SystemProfile(key, "post", "active", "open", "", 2, ""), **changes)


def test_systems_are_counted_by_what_was_declared():
    systems = (
        system("plain"), system("closed", openness="proprietary", vendor="Firm"), system("gone", status="retired"),
        system("key", criticality=4, openness="mixed", repository="https://code.example/key", vendor="Firm"),
    )  # fmt: skip
    laid = holding("a", systems=systems)

    assert {name: sorted(keys) for name, keys in laid.populations.items()} == {
        "institution": ["post"], "repositories": ["a"], "public-repositories": ["a"],
        "systems": ["closed", "key", "plain"], "key-systems": ["key"], "open-systems": ["key", "plain"],
        "own-systems": ["key"],
    }  # fmt: skip
    assert laid.names == {
        "kind": "agency", "sector": "04", "staff": 120, "repositories": 1, "public_repositories": 1, "systems": 3,
        "open_systems": 2, "closed_systems": 2, "key_systems": 1, "own_systems": 1, "vendors": 1,
    }  # fmt: skip


def test_a_count_that_may_be_more_is_not_known():
    laid = holding(systems=(system("vague", openness="unknown", criticality=None),))

    assert [laid.names[name] for name in ("open_systems", "closed_systems", "key_systems", "systems")] == [
        None, None, None, 1,
    ]  # fmt: skip
