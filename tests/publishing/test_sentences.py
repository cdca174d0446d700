"""Findings are sentences that can be true or false: each follows from its numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.charts import Chart
from ospolis.mapping.words import spell_fraction
from ospolis.publishing.pages.licences import draw_families, say_families
from ospolis.publishing.pages.map import draw_activity


@pytest.mark.parametrize(
    ("missing", "others", "said"),
    [
        (0, 9, "Every repository has a licence"),
        (9, 0, "No repository has a licence"),
        (1, 6, "One repository in seven has no licence"),
        (2, 12, "One repository in seven has no licence"),
        # 13 of 42 is 0.3095; one third is 0.3333, 7.7 per cent more
        (13, 29, "About one repository in three has no licence"),
        # 2 of 5 is 0.4: neither one in two nor one in three comes within a tenth
        (2, 3, "2 of 5 repositories have no licence"),
        (1, 99, "1 of 100 repositories has no licence"),
    ],
)
def test_missing_licences_are_told_in_words(missing, others, said):
    assert say_families({"none": missing, "permissive": others}) == said


@given(part=st.integers(0, 500), whole=st.integers(1, 500))
@settings(deadline=None)
def test_a_fraction_in_words_is_never_far_from_the_truth(part, whole):
    words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    found = spell_fraction(min(part, whole), whole)
    if found is not None:
        share, said = min(part, whole) / whole, 1 / (words.index(found[0]) + 2)
        assert abs(share - said) <= share / 10 + 1e-12
        assert found[1] == (min(part, whole) * (words.index(found[0]) + 2) == whole)


def test_the_bar_of_families_leaves_out_what_nobody_has():
    chart = draw_families({"permissive": 3, "weak-copyleft": 0, "none": 1})

    assert chart.table.rows == (("Permissive", "3"), ("None found", "1"))


def test_repositories_without_a_known_change_are_drawn_as_unknown():
    chart = draw_activity({"active": 2, "resting": 1}, 5)

    assert isinstance(chart, Chart)
    assert chart.title == "2 of 5 repositories changed within 90 days"
    assert chart.table.rows[-1] == ("Not known", "2")


def test_without_repositories_there_is_no_bar_of_activity():
    assert draw_activity({}, 0) is None
