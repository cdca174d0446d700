"""Effort by size: the published models, and the figures that were worked out with them by hand."""

import pytest

from ospolis.engines.valuation import MODELS, effort_of, months_of

# Person-months for 1, 10, 100 and 1,000 thousand lines, and months for the first and the last model.
EFFORT = {
    "organic": (2.4, 27, 302, 3_390),
    "semi-detached": (3.0, 40, 521, 6_873),
    "embedded": (3.6, 57, 904, 14_332),
    "cocomo-2": (2.9, 37, 465, 5_854),
}
MONTHS = {"organic": (3.5, 8.7, 21.9, 54.9), "cocomo-2": (5.2, 11.6, 25.9, 57.9)}
SIZES = (1_000, 10_000, 100_000, 1_000_000)


@pytest.mark.parametrize("code", EFFORT)
def test_the_effort_is_that_of_the_published_model(code):
    found = [effort_of(MODELS[code], size) for size in SIZES]

    # The first row is printed with one decimal, the others without.
    assert found == [pytest.approx(value, rel=0.005, abs=0.051 if value < 10 else 0.51) for value in EFFORT[code]]


@pytest.mark.parametrize("code", MONTHS)
def test_the_time_is_that_of_the_published_model(code):
    found = [months_of(MODELS[code], effort_of(MODELS[code], size)) for size in SIZES]

    assert found == [pytest.approx(value, rel=0.005, abs=0.05) for value in MONTHS[code]]


def test_no_lines_are_no_effort_and_no_time():
    assert effort_of(MODELS["organic"], 0) == 0
    assert months_of(MODELS["organic"], 0) == 0


def test_packages_cost_less_than_the_same_lines_in_one():
    # 20 packages of 5,000 lines: 20 * 2.4 * 5^1.05 = 260 person-months; pooled 2.4 * 100^1.05 = 302.
    apart = 20 * effort_of(MODELS["organic"], 5_000)

    assert round(apart) == 260
    assert round(effort_of(MODELS["organic"], 100_000)) == 302
    assert round(20 * effort_of(MODELS["cocomo-2"], 5_000)) == 345
