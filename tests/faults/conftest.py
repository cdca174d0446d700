"""What the tests of faults may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from faults.installation import Installation
from mapping.country_workshop import ALPHA, Country, make_repository


@pytest.fixture(scope="module")
def make_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Installation]]:
    """Makes installations, each with a copy of one prepared database; those of PostgreSQL are dropped at the end."""
    root = tmp_path_factory.mktemp("installations")
    made: list[str] = []
    database = settings.DATABASES["default"]
    embedded = "sqlite" in str(database["ENGINE"])

    def ask_server(statement: str) -> None:
        import psycopg

        with psycopg.connect(_address(database, "postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make(name: str) -> Installation:
        folder = root / f"{name}-{len(made)}"
        made.append(f"ospolis_faults_{os.getpid()}_{len(made)}")
        if embedded:
            shutil.copytree(root / "first", folder)
            return Installation(folder)
        ask_server(f"CREATE DATABASE {made[-1]} TEMPLATE {made[0]}")
        shutil.copytree(root / "first", folder)
        return Installation(folder, _address(database, made[-1]))

    made.append(f"ospolis_faults_{os.getpid()}_0")
    if not embedded:
        ask_server(f"CREATE DATABASE {made[0]}")
    Installation(root / "first", "" if embedded else _address(database, made[0])).prepare()
    yield make
    if not embedded:
        for name in reversed(made):
            ask_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _address(database: dict[str, object], name: str) -> str:
    from urllib.parse import quote, urlencode

    user = quote(str(database.get("USER") or ""), safe="")
    password = quote(str(database.get("PASSWORD") or ""), safe="")
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    query = {**dict(database.get("OPTIONS") or {})}  # type: ignore[call-overload]
    query.pop("options", None)  # limits of a session, which the program sets by itself
    host, port = str(database.get("HOST") or ""), str(database.get("PORT") or "")
    if host.startswith("/") or not host:
        query["host"] = host or "/var/run/postgresql"
        host = "localhost"
    where = f"{host}:{port}" if port else host
    return f"postgresql://{who}{where}/{name}" + (f"?{urlencode(query)}" if query else "")


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
