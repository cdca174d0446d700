"""Fixtures of the small world; a folder of tests imports what it needs into its conftest."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from factories.ground import GROUND, QUICK_HASHERS, Ground
from factories.layers import layer_of
from factories.places import declare_places
from factories.world import World, build_world


@pytest.fixture
def quick_passwords(settings):
    """Passwords that cost nothing."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture(scope="session")
def ground(django_db_setup, django_db_blocker) -> Iterator[Ground]:
    """What lies in the database of this process before a test begins."""
    yield GROUND
    GROUND.clear()


# Of a class, so that they come before the transaction of a test: for a function both last as long as the test.
@pytest.fixture(scope="class")
def laid_places(request, ground, django_db_blocker) -> None:
    """Both countries as declared, unless the test stands on more, or makes real transactions."""
    ground.lay(layer_of(request.node), django_db_blocker)


@pytest.fixture(scope="class")
def laid_world(request, ground, django_db_blocker) -> World | None:
    """Both countries, collected once, with their people; nothing for a test that makes real transactions."""
    return ground.lay(layer_of(request.node), django_db_blocker)


@pytest.fixture
def places(laid_places, db) -> None:
    """Both countries as declared, nothing collected yet."""
    if not GROUND.layer:
        declare_places()


@pytest.fixture
def world(laid_world, db, quick_passwords) -> World:
    """Both countries, collected once, with their people; what a test changes in it is gone after the test."""
    return copy.deepcopy(laid_world) if laid_world else build_world()
