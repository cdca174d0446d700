"""How an entry is hashed: one canonical text per entry, which holds the hash of the entry before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "realm",
    "sequence",
    "previous_hash",
    "at",
    "actor",
    "on_behalf_of",
    "verb",
    "target_kind",
    "target_id",
    "reason",
    "references",
    "changes",
)

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_text(values: tuple[Any, ...]) -> str:
    """Write the values of an entry, in the order of FIELDS, as JSON with sorted keys and without spaces.

    Shapes   values: one for each name of FIELDS; `at` is an aware datetime
    """
    row = list(values)
    moment: datetime = row[3]
    row[3] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return _encode(row)


def entry_hash(values: tuple[Any, ...]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(values).encode()).hexdigest()
