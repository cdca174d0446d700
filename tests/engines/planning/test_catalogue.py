"""The catalogue of actions: the one that comes with the product, and files that cannot be used."""

from __future__ import annotations

import pytest

from ospolis.engines.maturity import BankRefused, shipped_bank
from ospolis.engines.planning import read_catalogue, shipped_catalogue
from ospolis.evidence.measures import definitions

HEAD = """schema: action-catalogue
code: own
version: '1'
date: '2026-11-24'
source: us
licence: CC0-1.0
currency: USD
price_year: 2026
questions: core-1
roles:
- {code: engineer, title: Engineer}
actions:
"""
ROW = "- {code: A, title: Do it, help: As it is done., kind: single, months: 2, desk: assistance"


def read(*rows):
    return read_catalogue((HEAD + "\n".join(rows)).encode())


def test_the_shipped_catalogue_has_an_effort_for_each_action_of_the_question_bank():
    found = shipped_catalogue()
    bank = shipped_bank(definitions().measures)
    titles = {action.code: action.title for action in found.actions}

    assert {action.code: action.title for action in bank.actions}.items() <= titles.items()
    assert len(found.actions) >= 40
    assert found.questions == f"{bank.code}-{bank.version}"


def test_the_shipped_catalogue_has_every_kind_and_each_national_action_opens_others():
    found = shipped_catalogue()
    waited_for = {code for action in found.actions for code in action.waits_for}
    helps = {link.action for item in shipped_bank(definitions().measures).items for link in item.action_links}

    assert {action.kind for action in found.actions} == {"national", "cohort", "single"}
    # An action that no question names is there because others wait for it.
    assert {action.code for action in found.actions} - helps <= waited_for
    assert {role for action in found.actions for role in action.staff} == set(found.roles)


def test_an_action_says_what_it_takes():
    row = ROW.replace("single", "cohort")
    found = read(
        row + ", staff: {engineer: 1.5}, money: {events: 300}, in_kind: 2, load: 1, seats: 9, min_seats: 3, "
        "applicability: repositories > 0, brings_evidence: true}",
        "- {code: B, title: Then, help: Next., kind: single, months: 1, desk: learning, waits_for: [A]}",
    )
    first, second = found.actions

    assert (first.staff, first.money, first.in_kind, first.load) == ({"engineer": 1.5}, {"events": 300}, 2, 1)
    assert (first.seats, first.min_seats, first.brings_evidence, second.waits_for) == (9, 3, True, ("A",))
    assert first.applicability.holds({"repositories": 1})
    assert not first.applicability.holds({"repositories": 0})


REFUSED = {
    "wrong-months": [ROW.replace("months: 2", "months: 0") + "}"],
    "wrong-engineer": [ROW + ", staff: {engineer: -1}}"],
    "unknown-key": [ROW + ", staff: {pilot: 1}}"],
    "wrong-events": [ROW + ", money: {events: -5}}"],
    "unknown-kind": [ROW.replace("single", "sometimes") + "}"],
    "unknown-desk": [ROW.replace("assistance", "moon") + "}"],
    "no-seats": [ROW + ", seats: 5}"],
    "wrong-min-seats": [ROW.replace("single", "cohort") + ", seats: 3, min_seats: 4}"],
    "wrong-condition": [ROW + ", applicability: moon > 0}"],
    "unknown-action": [ROW + ", waits_for: [B]}"],
    "given-twice": [ROW + "}", ROW + "}"],
    "waits-for-one": [
        ROW + "}",
        "- {code: N, title: All, help: All., kind: national, months: 1, desk: guidance, waits_for: [A]}",
    ],
    "circle": [
        ROW + ", waits_for: [B]}",
        "- {code: B, title: Then, help: Next., kind: single, months: 1, desk: learning, waits_for: [A]}",
    ],
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_catalogue_that_cannot_be_used_is_refused_with_its_place(code):
    with pytest.raises(BankRefused) as refused:
        read(*REFUSED[code])

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_circle_is_printed_as_a_chain():
    with pytest.raises(BankRefused, match="A waits for B waits for A"):
        read(*REFUSED["circle"])
