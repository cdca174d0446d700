"""The Beta distribution against exact sums and against itself."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from ospolis.engines.maturity.beta import find_log_gamma, find_probability, find_quantile


def exact(x, alpha, beta):
    """For whole counts the distribution is a sum of binomial terms."""
    part, size = Fraction(x), alpha + beta - 1
    return float(sum(math.comb(size, k) * part**k * (1 - part) ** (size - k) for k in range(alpha, size + 1)))


def test_probabilities_are_those_of_exact_sums():
    numbers = np.random.default_rng(1)
    alpha, beta = numbers.integers(1, 60, 60), numbers.integers(1, 60, 60)
    x = np.round(numbers.random(60) * 256) / 256
    wanted = [exact(*line) for line in zip(x.tolist(), alpha.tolist(), beta.tolist(), strict=True)]
    assert np.abs(find_probability(x, alpha.astype(float), beta.astype(float)) - wanted).max() < 1e-8


@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_quantiles_come_back_as_their_probability(p):
    numbers = np.random.default_rng(2)
    alpha, beta = 1 + 60 * numbers.random(3000), 1 + 60 * numbers.random(3000)
    back = find_probability(find_quantile(p, alpha, beta), alpha, beta)
    assert np.abs(back - p).max() < 1e-7


@pytest.mark.parametrize("p", [0.05, 0.95])
@pytest.mark.parametrize("top", [1.0, 5000.0])
def test_quantiles_of_small_and_of_large_counts(p, top):
    numbers = np.random.default_rng(3)
    alpha, beta = 0.1 + top * numbers.random(300), 0.1 + top * numbers.random(300)
    found = find_quantile(p, alpha, beta)
    lower = find_probability(np.clip(found - 1e-7, 0, 1), alpha, beta)
    upper = find_probability(np.clip(found + 1e-7, 0, 1), alpha, beta)
    assert (lower <= p).all()
    assert (upper >= p).all()


@pytest.mark.parametrize(("p", "alpha", "beta", "wanted"), [
    (0.05, 1, 1, 0.05), (0.95, 1, 1, 0.95), (0.05, 2, 1, math.sqrt(0.05)), (0.95, 1, 3, 1 - 0.05 ** (1 / 3)),
    (0.5, 7, 7, 0.5),
])  # fmt: skip
def test_quantiles_that_are_known(p, alpha, beta, wanted):
    assert abs(find_quantile(p, np.array([float(alpha)]), np.array([float(beta)]))[0] - wanted) < 1e-7


def test_equal_counts_have_equal_answers_in_any_place():
    alpha, beta = np.array([3.0, 5.0, 3.0, 5.0]), np.array([2.0, 4.0, 2.0, 9.0])
    found = find_quantile(0.05, alpha, beta)
    assert found[0] == found[2]
    assert len(set(found.tolist())) == 3


def test_more_rows_than_a_block_holds():
    alpha = np.linspace(1, 40, 20_000)
    found = find_quantile(0.05, alpha, np.full(20_000, 3.0))
    assert (np.diff(found) > 0).all()


def test_nothing_lies_below_0_and_everything_below_1():
    x = np.array([-0.5, 0.0, 1.0, 1.5])
    assert find_probability(x, np.ones(4), np.ones(4)).tolist() == [0, 0, 1, 1]


def test_no_rows_have_no_answers():
    none = np.array([])
    assert find_quantile(0.05, none, none).tolist() == []
    assert find_probability(none, none, none).tolist() == []


def test_the_logarithm_of_gamma():
    points = np.array([0.1, 0.5, 1.0, 2.0, 3.7, 40.0, 900.0])
    wanted = [math.lgamma(point) for point in points.tolist()]
    assert np.abs(find_log_gamma(points) - wanted).max() < 1e-10
