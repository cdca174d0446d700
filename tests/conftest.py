"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from factories.layers import layer_of, makes_real_transactions, turn_of
from house.loopback import refuse_far_connections

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that stand on the same layer of the world come together, so that each process lays it about once."""
    items.sort(key=turn_of)


def pytest_collection_finish() -> None:
    """What was loaded stays: looking through it for circles every 700 objects would take a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whatever an earlier test stood on is gone before one that stands on nothing, in whatever order they run."""
    if "django" in sys.modules and not layer_of(item):
        # Inline because tests of engines run without settings.
        from factories.ground import GROUND

        GROUND.clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files from public repositories that lie beside a checkout, or a clean skip."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no folder of real files beside this checkout")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, pytestconfig: pytest.Config
) -> Iterator[None]:
    """The database of a process begins as a copy of tables that are made once; the migrations then find all done."""
    # Inline because tests of engines run without settings.
    from django.conf import settings
    from django.db import connection

    from factories.tables import (
        fill_memory,
        is_embedded,
        keep_database_with_tables,
        keep_file_with_tables,
        tables_folder,
    )

    folder, database = tables_folder(pytestconfig), settings.DATABASES["default"]
    if not is_embedded(database):
        connection.settings_dict["TEST"]["TEMPLATE"] = keep_database_with_tables(folder, database)
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(fill_memory(name, keep_file_with_tables(folder))):
        yield


@pytest.fixture(autouse=True)
def _journal_of_a_test_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions empty every table at their end; the journal's guards stand aside for that."""
    if not makes_real_transactions(request.node):
        yield
        return
    # Inline because tests of engines run without settings.
    from django.db import connection

    from ospolis.core.journal.guards import install_guards, remove_guards

    request.getfixturevalue("transactional_db")
    install_guards(connection)
    yield
    remove_guards(connection)


@pytest.fixture(autouse=True)
def _heads_of_a_test_stay_with_it(request: pytest.FixtureRequest) -> Iterator[None]:
    """The file of signed heads only grows, but the journal of a test is gone after it."""
    asked = {"db", "transactional_db"} & set(request.fixturenames)
    if not asked and request.node.get_closest_marker("django_db") is None:
        yield
        return
    # Inline because tests of engines run without settings.
    from django.conf import settings
    from django.test import override_settings

    folder = settings.OSPOLIS.data_dir / "heads-of-tests"
    path = folder / f"{os.getpid()}.jsonl"
    with override_settings(JOURNAL_HEADS=path):
        yield
    path.unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _templates_ask_nothing(django_test_environment) -> Iterator[None]:
    """Rule 7 of the house: while a template is rendered, every query is refused."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    # Inline because tests of engines run without settings.
    from house.rendering import forbid_queries_while_rendering

    with forbid_queries_while_rendering():
        yield


@pytest.fixture(autouse=True, scope="session")
def _sessions_have_a_second_factor() -> Iterator[None]:
    """Roles hold in the sessions that `client.force_login` makes; tests of the second factor itself ask for less."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    from django.test import Client

    from factories import signing_in

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", signing_in.log_in)
        yield


@pytest.fixture(autouse=True, scope="session")
def _tests_stay_on_this_machine() -> Iterator[None]:
    """What stands outside is a real server on loopback, or a fake held against its contract."""
    with refuse_far_connections():
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_have_their_plain_names() -> Iterator[None]:
    """Whether static files were collected on this machine must not decide what a page looks like in a test."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    import dataclasses

    from django.conf import settings
    from django.test import override_settings

    # An operator names somebody to tell about weaknesses; so does the site of the tests.
    config = dataclasses.replace(settings.OSPOLIS, security_contact="mailto:security@arva.example")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, OSPOLIS=config):
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_through_once() -> Iterator[None]:
    """Each client of a test would look through their folder at its first request."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    # Inline because tests of engines run without settings.
    from house.static_files import look_through_static_files_once

    with look_through_static_files_once():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, one for the whole run."""
    # Inline because only journeys and a few house tests need Playwright.
    from browsing import open_browser

    yield from open_browser()
