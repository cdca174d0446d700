"""Fixtures of the small world; a folder of tests imports what it needs into its conftest."""

from __future__ import annotations

import pytest

from factories.places import declare_places
from factories.world import World, build_world

# Argon2 is slow on purpose; only tests of the log-in itself need it.
_QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def quick_passwords(settings):
    """Passwords that cost nothing."""
    settings.PASSWORD_HASHERS = _QUICK_HASHERS


@pytest.fixture
def places(db):
    """Both countries as declared, nothing collected yet."""
    declare_places()


@pytest.fixture
def world(db, quick_passwords) -> World:
    """Both countries, collected once, with their people."""
    return build_world()
