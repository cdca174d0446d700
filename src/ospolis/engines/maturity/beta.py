"""The Beta distribution for whole arrays: how likely a value below x is, and below which x a part p lies."""

from __future__ import annotations

import math

import numpy as np

from ospolis.engines.maturity.arrays import Floats, Places

# So many at a time stay in the fast memory of a processor.
_BLOCK = 8192
_SHIFT = 7
_STEPS = 60
# A step of this part of the way to the nearer end leaves an error of its cube.
_CLOSE = 1e-4
_LEAST = 1e-13
_TINY = 1e-300
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)


def find_probability(x: Floats, alpha: Floats, beta: Floats) -> Floats:
    """How likely a value of at most x is: the regularised incomplete beta function.

    Shapes   three arrays of one length; alpha, beta above 0
    Returns  0 to 1, wrong by less than 1e-8; equal triples are worked out once
    Source   continued fraction DLMF 8.17.22
    """
    result = np.where(x >= 1, 1.0, 0.0)
    inside = np.flatnonzero((x > 0) & (x < 1))
    first, places = _find_equal(x[inside], alpha[inside], beta[inside])
    different = inside[first]
    answers = np.empty(len(different))
    for start in range(0, len(different), _BLOCK):
        part = different[start : start + _BLOCK]
        a, b = alpha[part], beta[part]
        answers[start : start + _BLOCK] = _probability(x[part], a, b, _log_beta(a, b))
    result[inside] = answers[places]
    return result


def find_quantile(p: float, alpha: Floats, beta: Floats) -> Floats:
    """Below which value a part p lies.

    Shapes   two arrays of one length, above 0; p between 0 and 1
    Returns  0 to 1, wrong by less than 1e-7; equal pairs are worked out once
    Source   Newton's method between bounds, begun as in Abramowitz and Stegun 26.5.22
    """
    different, places = _find_equal(alpha, beta)
    answers = np.empty(len(different))
    for start in range(0, len(different), _BLOCK):
        part = different[start : start + _BLOCK]
        answers[start : start + _BLOCK] = _quantile(p, alpha[part], beta[part])
    return answers[places]


def _find_equal(*columns: Floats) -> tuple[Places, Places]:
    """Where each different row stands first, and for each row the number of its like."""
    order = np.lexsort(columns)
    fresh = np.zeros(len(order), dtype=np.bool_)
    fresh[:1] = True
    for column in columns:
        line = column[order]
        fresh[1:] |= line[1:] != line[:-1]
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.cumsum(fresh) - 1
    return order[fresh], places


def find_log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function, by Stirling's series seven steps further up."""
    product = x.copy()
    for step in range(1, _SHIFT):
        product *= x + step
    far = x + _SHIFT
    inverse = 1 / far
    square = inverse * inverse
    series = np.zeros_like(x)
    for coefficient in reversed(_STIRLING):
        series = series * square + coefficient
    log_gamma = (far - 0.5) * np.log(far) - far + 0.5 * math.log(2 * math.pi) + series * inverse
    return np.asarray(log_gamma - np.log(product))


def _log_beta(alpha: Floats, beta: Floats) -> Floats:
    return find_log_gamma(alpha) + find_log_gamma(beta) - find_log_gamma(alpha + beta)


def _probability(x: Floats, alpha: Floats, beta: Floats, log_beta: Floats) -> Floats:
    """The continued fraction, from whichever end it is short."""
    turned = x * (alpha + beta + 2) > alpha + 1
    y = np.where(turned, 1 - x, x)
    a = np.where(turned, beta, alpha)
    b = np.where(turned, alpha, beta)
    front = np.exp(a * np.log(y) + b * np.log1p(-y) - log_beta) / a
    part = front / _fraction(y, a, b)
    return np.asarray(np.where(turned, 1 - part, part))


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """1 + d1/(1 + d2/(1 + ...)), from the last term to the first."""
    terms = 6 + math.ceil(1.2 * math.sqrt(float(np.max(np.maximum(a, b)))))
    total = a + b
    value: Floats = np.ones_like(x)
    for m in range(terms, -1, -1):
        upper = a + 2 * m
        odd = -(a + m) * (total + m) * x / (upper * (upper + 1))
        value = 1 + odd / value
        if m:
            even = m * (b - m) * x / ((upper - 1) * upper)
            value = 1 + even / value
    return value


def _quantile(p: float, alpha: Floats, beta: Floats) -> Floats:
    log_beta = _log_beta(alpha, beta)
    x = _first_guess(p, alpha, beta, log_beta)
    answer = x.copy()
    low, high = np.zeros_like(x), np.ones_like(x)
    open_ones = np.arange(len(x))
    steps = 0
    while len(x) and steps < _STEPS:
        steps += 1
        error = _probability(x, alpha, beta, log_beta) - p
        low, high = np.where(error < 0, x, low), np.where(error > 0, x, high)
        density = np.exp((alpha - 1) * np.log(x) + (beta - 1) * np.log1p(-x) - log_beta)
        slide = error / np.maximum(density, _TINY)
        bend = np.clip(slide * ((alpha - 1) / x - (beta - 1) / (1 - x)), -1, 1)
        further = x - slide / (1 - 0.5 * bend)
        outside = ~((further > low) & (further < high))
        further = np.where(outside, 0.5 * (low + high), further)
        answer[open_ones] = further
        enough = np.maximum(_CLOSE * np.minimum(further, 1 - further), _LEAST)
        left = np.flatnonzero((np.abs(further - x) > enough) & (error != 0))
        x, open_ones = further[left], open_ones[left]
        alpha, beta, log_beta, low, high = (part[left] for part in (alpha, beta, log_beta, low, high))
    return answer


def _first_guess(p: float, alpha: Floats, beta: Floats, log_beta: Floats) -> Floats:
    """A normal guess where the curve has a hill, a power where it has none."""
    tail = math.sqrt(-2 * math.log(min(p, 1 - p)))
    normal = tail - (2.30753 + tail * 0.27061) / (1 + tail * (0.99229 + tail * 0.04481))
    normal = normal if p < 0.5 else -normal
    a, b = 1 / np.maximum(2 * alpha - 1, 1e-6), 1 / np.maximum(2 * beta - 1, 1e-6)
    middle = 2 / (a + b)
    lean = (normal * normal - 3) / 6
    width = normal * np.sqrt(np.maximum(lean + middle, 0)) / middle - (b - a) * (lean + 5 / 6 - 2 / (3 * middle))
    hill = alpha / (alpha + beta * np.exp(np.clip(2 * width, -60, 60)))
    from_left = np.exp(np.clip((math.log(p) + np.log(alpha) + log_beta) / alpha, -60, 0))
    from_right = -np.expm1(np.clip((math.log1p(-p) + np.log(beta) + log_beta) / beta, -60, 0))
    slope = np.where(alpha <= beta, from_left, from_right)
    guess = np.where((alpha >= 1) & (beta >= 1), hill, slope)
    return np.clip(guess, 1e-12, 1 - 1e-12)
