"""Fixtures of the small world; a folder of tests imports what it needs into its conftest."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

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


@pytest.fixture(scope="module")
def laid_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Both countries, collected once for a whole file of tests, in a transaction that is taken back at its end.

    Each test runs in a savepoint within it, so it meets the world as it was laid.
    """
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=_QUICK_HASHERS):
        whole = transaction.atomic()
        whole.__enter__()
        try:
            laid = build_world()
        except BaseException:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
            raise
    yield laid
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def world(laid_world, db, quick_passwords) -> World:
    """Both countries, collected once, with their people; what a test changes in it is gone after the test."""
    return copy.deepcopy(laid_world)
