"""Tables without a row, made by the migrations once for all processes and kept until a file of the product changes.

Making them takes longer than most tests: six processes of a whole run and every installation that is killed need some.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

ROOT = Path(__file__).resolve().parents[2]
_TEMPLATE = "ospolis_tables_"


def tables_folder(config: pytest.Config) -> Path:
    """Where tables are kept for all processes of this checkout."""
    return config.cache.mkdir("tables")  # type: ignore[union-attr]


def is_embedded(database: dict[str, object]) -> bool:
    """Say whether a database is a file of this machine."""
    return "sqlite" in str(database["ENGINE"])


def address_of(database: dict[str, object], name: str) -> str:
    """The address of a database on the server of another one."""
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


def ask_server(database: dict[str, object], statement: str) -> list[tuple[object, ...]]:
    """Ask the server of a database something that belongs to no transaction."""
    import psycopg

    with psycopg.connect(address_of(database, "postgres"), autocommit=True) as connection:
        answer = connection.execute(statement.encode())
        return answer.fetchall() if answer.description else []


def keep_file_with_tables(folder: Path) -> Path:
    """The file of an embedded database with its tables, which nobody may change."""
    file = folder / f"{digest_product()}.sqlite3"
    with one_at_a_time(folder):
        if not file.exists():
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=folder) as made:
                migrate(Path(made), "")
                copy_database(Path(made) / "ospolis.sqlite3", Path(made) / "whole")
                (Path(made) / "whole").rename(file)
    return file


def keep_database_with_tables(folder: Path, database: dict[str, object]) -> str:
    """The name of a database on a server from which others are copied."""
    name = f"{_TEMPLATE}{digest_product()}"
    with one_at_a_time(folder):
        known = [str(row[0]) for row in ask_server(database, "SELECT datname FROM pg_database")]
        if name not in known:
            for old in [one for one in known if one.startswith(_TEMPLATE)]:
                ask_server(database, f"DROP DATABASE {old} WITH (FORCE)")
            ask_server(database, f"CREATE DATABASE {_TEMPLATE}in_the_making")
            with tempfile.TemporaryDirectory(dir=folder) as made:
                migrate(Path(made), address_of(database, f"{_TEMPLATE}in_the_making"))
            ask_server(database, f"ALTER DATABASE {_TEMPLATE}in_the_making RENAME TO {name}")
    return name


def copy_database(source: Path, target: Path) -> None:
    """Copy an embedded database whole, with what lies in its log."""
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)
    target.chmod(0o600)


def fill_memory(name: str, file: Path) -> sqlite3.Connection:
    """Copy a file into a database in memory, which lasts until what is returned is closed."""
    memory = sqlite3.connect(name, uri=True)
    with closing(sqlite3.connect(file)) as source:
        source.backup(memory)
    return memory


def migrate(data_dir: Path, address: str) -> None:
    """Make tables by the migrations, in a process of its own that nobody measures."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    told = {"OSPOLIS_DATA_DIR": str(data_dir), "OSPOLIS_DATABASE_URL": address, "PYTHONPATH": path}
    command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    subprocess.run(command, env={**ours, **told, "DJANGO_SETTINGS_MODULE": "ospolis.web.settings"}, check=True)


def digest_product() -> str:
    """Differs when any file of the product, a package or the interpreter differs."""
    total = hashlib.blake2b(sys.version.encode(), digest_size=8)
    for path in [*sorted((ROOT / "src" / "ospolis").rglob("*.py")), *sorted((ROOT / "requirements").glob("*.txt"))]:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let others wait that want the same of this folder."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
