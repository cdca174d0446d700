"""Settings of the database: SQLite in the data folder by default, PostgreSQL by its address."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ospolis.core.config import BadSetting

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
    " PRAGMA cache_size=-32000; PRAGMA mmap_size=0; PRAGMA journal_size_limit=67108864"
)

# A transaction that waits for another, or does nothing, must not keep everybody else waiting.
_SESSION_LIMITS = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
# Only for pages: a collection, a migration or an export may take as long as it takes.
_PAGE_LIMIT = "-c statement_timeout=15s"


def database_settings(url: str, data_dir: Path) -> dict[str, Any]:
    """Make Django's database setting from an address, or for the embedded file when there is none.

    Raises   BadSetting when the address is not one of PostgreSQL
    Source   measured: without IMMEDIATE two writers lose most of their transactions
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": owned_file(data_dir / "ospolis.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadSetting("OSPOLIS_DATABASE_URL: write postgresql://user:password@host:port/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    # What the operator asks for comes last and wins.
    options["options"] = f"{_SESSION_LIMITS} {options.get('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def limit_statements(database: dict[str, Any]) -> None:
    """End every statement of the process that serves pages after 15 seconds; call it before the first connection."""
    if database["ENGINE"] == "django.db.backends.postgresql" and _PAGE_LIMIT not in database["OPTIONS"]["options"]:
        database["OPTIONS"]["options"] = f"{_PAGE_LIMIT} {database['OPTIONS']['options']}"


def owned_file(path: Path) -> Path:
    """Make the file when it is missing, readable by its owner only; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    return path
