"""A temporary PostgreSQL for tests: socket only, no durability, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.calling import StepFailed, capture_program, require_success
from tasks.machine import find_postgres_folder, is_root

# Tests may lose everything at a power cut: three settings that make them several times faster.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@contextmanager
def start_postgres() -> Iterator[str]:
    """Yield the address of a new, empty database; the server and its files are gone afterwards."""
    programs = find_postgres_folder()
    if programs is None:
        raise StepFailed("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    # Not in the checkout: every parent must be open to the postgres user, and a socket path is short.
    folder = Path(tempfile.mkdtemp(prefix="ospolis-pg-", dir="/tmp"))
    cluster = folder / "cluster"
    try:
        if is_root():
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        init = [programs / "initdb", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8"]
        require_success([*lower_rights(), *init, "-D", cluster], to="make a database cluster", cwd=folder)
        options = f"-k {folder} -c listen_addresses='' {FAST}"
        start = [programs / "pg_ctl", "start", "-w", "-s", "-D", cluster, "-l", folder / "log", "-o", options]
        start_server([*lower_rights(), *start], folder)
        create = [programs / "createdb", "-h", folder, "-U", "postgres", "ospolis"]
        require_success(create, to="create a database", cwd=folder)
        yield f"postgresql://postgres@/ospolis?host={folder}"
    finally:
        stop = [programs / "pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", cluster]
        if (cluster / "postmaster.pid").exists():
            capture_program([*lower_rights(), *stop], cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def start_server(words: list[object], folder: Path) -> None:
    """Start the server; its log goes to a file, so that it never holds our pipe open."""
    answer = capture_program(words, cwd=folder)
    if answer.code:
        log = folder / "log"
        raise StepFailed("PostgreSQL did not start:\n" + (log.read_text() if log.exists() else answer.output))


def lower_rights() -> list[str]:
    """Return the words that run a program as the postgres user: its server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if is_root() else []
