"""The ledger of value: what has a sum, and what counts the same thing twice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ospolis.engines.valuation import Clash, Entry, EntryType, MixedSum, add_up, find_clash

LICENCE = Entry(
    "1", EntryType.LICENCE_AVOIDED, "permits", "registry", 2027, Decimal(8), Decimal(10), Decimal(13), "USD", 2026,
    is_cashable=True, is_confirmed=True, evidence=frozenset({"contract"}),
)  # fmt: skip


def entry(key, **changes):
    return replace(LICENCE, id=key, **changes)


def test_what_is_confirmed_is_added_up_apart_by_whether_a_budget_falls():
    others = [
        entry("2", year=2028, is_cashable=False, mid=Decimal(5)),
        entry("3", year=2029, is_confirmed=False),
        entry("4", type=EntryType.REUSE_AVOIDED, year=2030),
    ]
    found = add_up([LICENCE, *others])

    assert (found.cashable, found.other, found.unconfirmed) == (Decimal(20), Decimal(5), 1)
    assert found.entries == ("1", "2", "4")
    assert (found.currency, found.price_year) == ("USD", 2026)


def test_nothing_adds_up_to_nothing():
    assert add_up([]).entries == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"type": EntryType.REPLACEMENT_COST},
        {"type": EntryType.LOCAL_SPEND},
        {"type": EntryType.TIME_SAVED},
        {"currency": "EUR"},
        {"price_year": 2025},
    ],
)
def test_what_has_no_sum_is_refused(changes):
    with pytest.raises(MixedSum):
        add_up([LICENCE, entry("2", **changes)])


@pytest.mark.parametrize(
    ("changes", "clash"),
    [
        ({}, "G1"),
        ({"type": EntryType.REUSE_AVOIDED}, "G1"),
        ({"type": EntryType.REUSE_AVOIDED, "year": 2028}, ""),
        ({"type": EntryType.REUSE_AVOIDED, "beneficiary": "archive"}, ""),
        ({"type": EntryType.REPLACEMENT_COST}, ""),
        ({"type": EntryType.TIME_SAVED}, "G7"),
        ({"type": EntryType.TIME_SAVED, "evidence": frozenset({"survey"})}, ""),
        ({"type": EntryType.LOCAL_SPEND}, ""),
    ],
)
def test_a_saving_is_not_counted_twice(changes, clash):
    assert find_clash(entry("2", **changes), [LICENCE]) == (Clash(clash, "1") if clash else None)


def test_replacement_cost_of_a_system_stands_once():
    stock = entry("2", type=EntryType.REPLACEMENT_COST)

    assert find_clash(replace(stock, id="3"), [stock]) == Clash("G1", "2")


def test_a_line_of_the_budget_is_one_contribution_in_kind():
    kind = entry("2", type=EntryType.IN_KIND_RECEIVED, cost_line="rooms", system="")

    assert find_clash(replace(kind, id="3"), [kind]) == Clash("G4", "2")
    assert find_clash(replace(kind, id="3", year=2028), [kind]) is None
    assert find_clash(replace(kind, id="3", cost_line="staff"), [kind]) is None


def test_an_entry_does_not_clash_with_itself():
    assert find_clash(LICENCE, [LICENCE]) is None
