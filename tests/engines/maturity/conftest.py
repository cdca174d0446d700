"""The policy that the product proposes, and short ways to say what is known of an institution."""

from __future__ import annotations

import pytest

from ospolis.engines.maturity.policy import Policy

PROPOSED = {
    "prior_alpha": 1.0,
    "prior_beta": 1.0,
    "peers_least": 5,
    "peers_weight": 2.0,
    "peers_low": 0.05,
    "peers_high": 0.95,
    "answer_one": 2.0,
    "answer_agree": 4.0,
    "answer_agree_roles": 3,
    "answer_agree_range": 0.25,
    "answer_reviewed": 6.0,
    "units_ceiling": 20,
    "half_life_days": 365.0,
    "document_one": 3.0,
    "document_agree": 5.0,
    "document_audit": 8.0,
    "document_passes": 0.5,
    "interval": 0.9,
    "cap_level": 2.5,
    "cap_staged": 2,
    "staged_shift": 0.5,
    "staged_probability": 0.5,
    "known_weight_least": 0.5,
    "ranking_draws": 500,
    "ranking_concentration": 50.0,
    "ranking_interval": 0.9,
    "rise_probability": 0.9,
    "fall_probability": 0.1,
    "over_claim_margin": 0.25,
    "under_claim_margin": 0.25,
    "claim_probability": 0.9,
    "unsupported_level": 3.0,
    "stale_days": 365,
    "disagree_levels": 2.0,
    "gaming_repositories": 5,
    "gaming_days": 1,
    "cell_least": 3,
    "people_least": 10,
    "share_least": 30,
    "bias_strength": 10.0,
    "peers_used": 0,
}


@pytest.fixture(scope="session")
def policy() -> Policy:
    return Policy(**PROPOSED)
