"""Checks before anything is served: the process refuses to start on settings that lose data or open a door."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from ospolis.core.access.policy import Permission, permission_of
from ospolis.core.config import unknown_variables

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "9p"}
)
_PRAGMAS = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")


def refusals() -> list[CheckMessage]:
    """Every error of every check, those that ask the database included: with one of them nothing is served."""
    found = [*run_checks(databases=["default"]), *check_routes()]
    return [message for message in found if message.is_serious()]


@register
def check_variables(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A variable that nobody reads is most likely a slip of the pen."""
    return [
        Warning(f"{name} is no setting of ours.", hint="Compare with 'ospolis settings'.", id="ospolis.W001")
        for name in unknown_variables(os.environ)
    ]


@register(Tags.database)
def check_database(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """SQLite must keep what it has acknowledged, and its file must be its owner's alone."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        if connections[alias].vendor == "sqlite":
            messages += [Error(text, hint=hint, id="ospolis.E001") for text, hint in _sqlite_problems(alias)]
    return messages


def check_routes() -> list[CheckMessage]:
    """Every route declares a permission that an app lists, and no two routes have one address.

    Asked before serving and by the house test, but not before a migration: the tables do not wait for the pages.
    """
    declared = declared_permissions()
    messages: list[CheckMessage] = []
    seen: set[str] = set()
    for address, view in routes():
        needed = permission_of(view)
        if needed is None:
            messages.append(
                Error(f"The route /{address} declares no permission.", hint="Add @requires(...).", id="ospolis.E002")
            )
        elif declared.get(needed.code) != needed:
            hint = "List it in the permissions.py of its app, once."
            messages.append(
                Error(f"The permission {needed.code} of /{address} is not listed.", hint=hint, id="ospolis.E003")
            )
        if address in seen:
            messages.append(Error(f"Two routes have the address /{address}.", hint="Remove one.", id="ospolis.E004"))
        seen.add(address)
    return messages


def declared_permissions() -> dict[str, Permission]:
    """Every permission that an app lists in `permissions.py`, by its code."""
    found: dict[str, Permission] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.permissions"
        if config.name.startswith("ospolis.") and find_spec(name) is not None:
            for value in vars(import_module(name)).values():
                if isinstance(value, Permission):
                    found.setdefault(value.code, value)
    return found


def routes() -> Iterator[tuple[str, Any]]:
    """Every address of the site as it is written, with its view."""
    yield from _routes_under("", get_resolver().url_patterns)


def _routes_under(prefix: str, patterns: Sequence[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes_under(address, pattern.url_patterns)
        else:
            yield address, pattern.callback


def _sqlite_problems(alias: str) -> Iterator[tuple[str, str]]:
    connection = connections[alias]
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield "SQLite transactions are not IMMEDIATE.", "Set transaction_mode: without it two writers lose changes."
    with connection.cursor() as cursor:
        found = {
            name: _pragma(cursor, name) for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    path = Path(str(connection.settings_dict["NAME"]))
    in_memory = found["journal_mode"] == "memory"
    if not in_memory and found["journal_mode"] != "wal":
        yield f"SQLite's journal mode is {found['journal_mode']}.", "It must be WAL; network disks cannot keep it."
    if found["synchronous"] != 2:
        yield (
            "SQLite does not wait for the disk.",
            "Set synchronous=FULL: acknowledged changes must survive a power cut.",
        )
    if found["busy_timeout"] < 20_000:
        yield "SQLite gives up too early on a busy file.", "Set the time-out to 20 seconds or more."
    if found["foreign_keys"] != 1:
        yield "SQLite does not hold foreign keys.", "Remove the setting that switches them off."
    if not in_memory and path.exists():
        yield from _file_problems(path)


def _file_problems(path: Path) -> Iterator[tuple[str, str]]:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        yield f"The database file can be read by others (mode {mode:o}).", f"Run: chmod 600 {path}"
    kind = file_system_of(path)
    if kind in _NETWORK_FILE_SYSTEMS:
        yield f"The database lies on a network file system ({kind}).", "Put OSPOLIS_DATA_DIR on a disk of this machine."


def _pragma(cursor: Any, name: str) -> Any:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0]


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Kind of the file system that holds `path`, or nothing where the system does not tell."""
    if not mounts.exists():
        return ""
    whole = path.resolve()
    best, kind = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        place = Path(fields[1].replace("\\040", " "))
        if whole.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind
