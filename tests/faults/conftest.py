"""What the tests of faults may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from factories.tables import (
    address_of,
    ask_server,
    copy_database,
    is_embedded,
    keep_database_with_tables,
    keep_file_with_tables,
    tables_folder,
)
from faults.forking import HOST, Forker
from faults.installation import Installation, environment_of
from mapping.country_workshop import ALPHA, Country, make_repository


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forker]:
    """Starts programs for every installation of this process."""
    database = settings.DATABASES["default"]
    address = "" if is_embedded(database) else address_of(database, "postgres")
    forker = Forker(HOST, environment_of(tmp_path_factory.mktemp("host"), address))
    yield forker
    forker.close()


@pytest.fixture(scope="module")
def make_installation(
    host: Forker, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Callable[..., Installation]]:
    """Makes installations, each with a copy of the prepared tables; those of PostgreSQL are dropped at the end."""
    root, folder = tmp_path_factory.mktemp("installations"), tables_folder(pytestconfig)
    made: list[str] = []
    database = settings.DATABASES["default"]

    def make(name: str, **more: bool) -> Installation:
        data_dir = root / f"{name}-{len(made)}"
        data_dir.mkdir()
        made.append(f"ospolis_faults_{os.getpid()}_{len(made)}")
        if is_embedded(database):
            copy_database(keep_file_with_tables(folder), data_dir / "ospolis.sqlite3")
            return Installation(data_dir, "", host, **more)
        ask_server(database, f"CREATE DATABASE {made[-1]} TEMPLATE {keep_database_with_tables(folder, database)}")
        return Installation(data_dir, address_of(database, made[-1]), host, **more)

    yield make
    if not is_embedded(database):
        for name in made:
            ask_server(database, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def busy_country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A country of four small repositories, two documents and a source that fails."""
    tmp_path = tmp_path_factory.mktemp("busy-country")
    country = Country(tmp_path / "busy", tmp_path / "unused")
    rows = []
    for number in range(4):
        files = {**ALPHA, **{f"src/f{n}.js": f"export const n = {n * number}\n" for n in range(8)}}
        made = make_repository(tmp_path / f"made{number}.git", {"README.md": "first\n"}, files)
        rows.append(f"min-{'ab'[number % 2]},git,file://{made},,")
    country.write("code.json", "[1]")
    country.write("publiccode.yml", 'publiccodeYmlVersion: "0.4"\nname: Beta\nurl: https://example.org/beta\n')
    country.sources(*rows, "min-a,code-json,code.json,,", "min-b,publiccode,publiccode.yml,,")
    return country
