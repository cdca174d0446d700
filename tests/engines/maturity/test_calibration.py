"""A country whose truth is known: the short form of `benchmarks/maturity.py --calibration`."""

from __future__ import annotations

import pytest

from engines.maturity.simulated_country import ASSUMPTIONS, CORRECTED, EXACT, calibrate


@pytest.mark.parametrize("assumption", [EXACT, CORRECTED], ids=["exact", "corrected"])
def test_ranges_hold_the_truth_as_often_as_they_say(policy, assumption):
    found = calibrate(assumption, policy, items=1500, seed=11)
    assert 0.87 <= found.coverage <= 0.93
    assert abs(found.bias) < 0.02


def test_every_assumption_can_be_run(policy):
    assert [calibrate(one, policy, items=20, seed=1).items for one in ASSUMPTIONS] == [20] * len(ASSUMPTIONS)
