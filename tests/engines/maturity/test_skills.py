"""Which skills an institution needs by what it has, how far they are held, and how many institutions lack them."""

from __future__ import annotations

import pytest

from ospolis.engines.maturity import count_skills, find_needs, read_skills, share_covered, shipped_skills
from ospolis.engines.maturity.refusing import BankRefused

HEAD = "schema: skills\nversion: '1'\ndate: '2026-11-24'\nsource: test\nlicence: CC0-1.0\nskills:\n"
LEAD = "- {code: lead, title: Lead, explanation: Say where to., dimensions: [D1, D2]}\n"
CODE = "- {code: code, title: Code, explanation: Write it., needed_when: repositories > 0, dimensions: [D5]}\n"


def skills(*rows):
    return read_skills((HEAD + "".join(rows)).encode())


def needs(names, gaps):
    return [(need.skill.code, need.gap) for need in find_needs(skills(LEAD, CODE), names, gaps)]


def test_a_skill_is_needed_by_what_an_institution_has():
    assert needs({"repositories": 0}, {}) == [("lead", None)]
    assert needs({"repositories": 3}, {}) == [("lead", None), ("code", None)]


def test_what_is_not_known_takes_no_skill_away():
    assert needs({"repositories": None}, {}) == [("lead", None), ("code", None)]


def test_the_largest_gap_of_its_dimensions_counts_and_the_furthest_below_comes_first():
    assert needs({"repositories": 1}, {"D1": 0.5, "D2": 1.0, "D5": 1.5}) == [("code", 1.5), ("lead", 1.0)]
    assert needs({"repositories": 1}, {"D1": 0.0, "D2": None, "D5": None}) == [("lead", 0.0), ("code", None)]


def test_a_skill_of_a_supplier_is_not_covered():
    held = {"a": "several", "b": "one-person", "c": "supplier", "d": "nobody"}
    assert share_covered(["a", "b", "c", "d", "e"], held) == 0.4
    assert share_covered([], held) is None


def test_institutions_are_counted_and_small_numbers_are_hidden(policy):
    told = [({"lead"}, {"lead": who}) for who in ("several", "one-person", "supplier", "nobody") for _ in range(4)]
    counted = count_skills([*told, *[({"lead"}, {})] * 5, ({"code"}, {"code": "several"})], ("lead", "code"), policy)

    assert counted.columns == ("several", "one-person", "supplier", "nobody", "unknown")
    assert (counted.counts[0], counted.row_totals[0]) == ((4, 4, 4, 4, 5), 21)
    assert (counted.count("code", "several"), counted.column_totals) == (None, (None,) * 5)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (LEAD + LEAD, "twice"),
        (CODE.replace("repositories > 0", "moons > 0"), "condition"),
        (LEAD.replace("title", "titel"), "unknown-key"),
    ],
)
def test_a_list_with_a_fault_is_refused(rows, code):
    with pytest.raises(BankRefused) as refused:
        skills(rows)
    assert code in {problem.code for problem in refused.value.problems}


def test_the_shipped_list_speaks_of_dimensions_that_there_are():
    shipped = shipped_skills().skills
    assert len(shipped) == 12
    assert {code for skill in shipped for code in skill.dimensions} <= {f"D{number}" for number in range(1, 11)}
