from dataclasses import replace

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from factories.fixtures import ground, laid_places, laid_world, places, quick_passwords, world
from fakes.provider import CLIENT, SECRET, run_provider
from ospolis.core.log_in_providers import LogInProvider

__all__ = ["ground", "laid_places", "laid_world", "places", "quick_passwords", "world"]


@pytest.fixture
def time_machine_at():
    """Set the clock to a moment, again and again, until the test ends."""
    travels = []

    def go(moment):
        while travels:
            travels.pop().stop()
        travels.append(travel(moment, tick=False))
        travels[-1].start()

    yield go
    while travels:
        travels.pop().stop()


@pytest.fixture
def django_capture_queries():
    """Return the statements that a call sends to the database."""

    def capture(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return [query["sql"] for query in queries.captured_queries]

    return capture


@pytest.fixture
def provider(settings):
    """A provider of log-ins on loopback, which the operator trusts."""
    with run_provider() as running:
        caches["memory"].clear()
        named = LogInProvider("state", "State log-in", running.url, CLIENT, SECRET, trusted_email=True)
        settings.OSPOLIS = replace(settings.OSPOLIS, providers=(named,), internal_hosts=(running.url,))
        yield running
        caches["memory"].clear()
