"""The file of log-in providers (OpenID Connect) that `OSPOLIS_OIDC` names."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_LARGEST = 100_000
_NAMES = frozenset(
    {"id", "name", "issuer", "client_id", "client_secret", "client_secret_file", "trusted_email", "second_factor"}
)


@dataclass(frozen=True, slots=True)
class LogInProvider:
    """One provider.

    trusted_email  an address that it says is verified opens the account of that address
    second_factor  it asks for a second factor itself, so ours is not asked for
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    trusted_email: bool = False
    second_factor: bool = False


def read_providers(path: Path) -> tuple[LogInProvider, ...]:
    """Read the file: TOML with `[[provider]]` tables, or JSON with a list under `provider`.

    Raises   ValueError in words for the operator: which provider, what, and what to write
    """
    document = _load(path)
    rows = document.get("provider")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path.name} holds no list of providers; write a table [[provider]] for each")
    providers = tuple(_read(row, path.parent) for row in rows)
    keys = [provider.key for provider in providers]
    if len(set(keys)) != len(keys):
        raise ValueError(f"{path.name} names two providers by one id; an id stands for one provider")
    return providers


def files_with_secrets(path: Path) -> tuple[Path, ...]:
    """The files that hold secrets of providers: those named for them, and the list itself when it holds one."""
    rows = [row for row in _load(path).get("provider", ()) if isinstance(row, dict)]
    named = [path.parent / row["client_secret_file"] for row in rows if "client_secret_file" in row]
    return (path, *named) if any("client_secret" in row for row in rows) else tuple(named)


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError(f"{path.name} is too large for a list of providers")
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError:
        raise ValueError(f"{path} cannot be read; name a TOML or JSON file") from None
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ValueError(f"{path.name} is no valid TOML or JSON: {problem}") from None
    return found if isinstance(found, dict) else {}


def _read(row: dict[str, Any], folder: Path) -> LogInProvider:
    key = row.get("id")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError("each provider has an id of small letters, figures and hyphens")
    if unknown := sorted(set(row) - _NAMES):
        raise ValueError(f"provider {key}: nobody reads {', '.join(unknown)}")
    issuer = _text(row, "issuer", key)
    parts = urlsplit(issuer)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"provider {key}: the issuer is an address such as https://login.example.org")
    for flag in ("trusted_email", "second_factor"):
        if not isinstance(row.get(flag, False), bool):
            raise ValueError(f"provider {key}: {flag} is true or false")
    return LogInProvider(
        key=key, name=_text(row, "name", key), issuer=issuer, client_id=_text(row, "client_id", key),
        client_secret=_secret(row, key, folder), trusted_email=row.get("trusted_email", False),
        second_factor=row.get("second_factor", False),
    )  # fmt: skip


def _text(row: dict[str, Any], name: str, key: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 500:
        raise ValueError(f"provider {key}: {name} is missing")
    return value.strip()


def _secret(row: dict[str, Any], key: str, folder: Path) -> str:
    if ("client_secret" in row) == ("client_secret_file" in row):
        raise ValueError(f"provider {key}: write client_secret or client_secret_file, one of the two")
    if "client_secret" in row:
        return _text(row, "client_secret", key)
    named = folder / _text(row, "client_secret_file", key)
    try:
        return named.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"provider {key}: the file {named} cannot be read") from None
