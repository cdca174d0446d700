"""On which layer of the world a test stands, told from what it asks for; without Django, for tests of engines."""

from __future__ import annotations

import pytest

# From the upper to the lower: a test that asks for both stands on the upper one.
LAYERS = ("laid_world", "laid_places")
_REAL = frozenset({"transactional_db", "live_server"})


def fixtures_of(test: pytest.Item) -> frozenset[str]:
    """The names of all fixtures that a test asks for."""
    return frozenset(getattr(test, "fixturenames", ()))


def makes_real_transactions(test: pytest.Item) -> bool:
    """Say whether a test writes for good, so that every table is emptied after it."""
    mark = test.get_closest_marker("django_db")
    marked = mark is not None and bool(mark.kwargs.get("transaction") or (mark.args and mark.args[0]))
    return marked or bool(_REAL & fixtures_of(test))


def layer_of(test: pytest.Item) -> str:
    """The layer under a test; none for one with real transactions, which lays its own."""
    if makes_real_transactions(test):
        return ""
    return next((layer for layer in LAYERS if layer in fixtures_of(test)), "")


def turn_of(test: pytest.Item) -> tuple[bool, bool, int]:
    """When a test runs: on nothing, on the places, on the world; those with real transactions after all others.

    What waits for other programs comes before all of them: the other leg needs the cores meanwhile, and nobody is
    left alone with it at the end.
    """
    layer = layer_of(test)
    waits = test.get_closest_marker("waits") is not None
    return not waits, makes_real_transactions(test), len(LAYERS) - LAYERS.index(layer) if layer else 0
