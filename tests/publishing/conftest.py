"""What tests of the map may ask for."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from factories.fixtures import ground, laid_places, laid_world, places, quick_passwords, world

__all__ = ["ground", "laid_places", "laid_world", "places", "quick_passwords", "world"]


@pytest.fixture(autouse=True)
def _nothing_is_kept_between_tests():
    """What was kept of one test's country is not that of the next."""
    caches["memory"].clear()
