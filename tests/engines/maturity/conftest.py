"""The policy that the product proposes."""

from __future__ import annotations

import pytest

from ospolis.engines.maturity import Policy, shipped_policy


@pytest.fixture(scope="session")
def policy() -> Policy:
    return shipped_policy().policy
