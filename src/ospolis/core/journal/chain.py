"""How an entry is hashed: one canonical text per entry, which holds the hash of the entry before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quote
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

_WITHOUT_FRACTION, _WITH_FRACTION = len("2026-01-01 00:00:00"), len("2026-01-01 00:00:00.000000")

_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_text(values: tuple[Any, ...]) -> str:
    """Write the values of an entry, in the order of FIELDS, as JSON with sorted keys and without spaces.

    Shapes   values: one for each name of FIELDS; `at` is an aware datetime
    """
    row = list(values)
    moment: datetime = row[3]
    row[3] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return _encode(row)


def canonical_text_of_stored(values: tuple[Any, ...]) -> str:
    """The same text from columns as the database holds them, which a walk over a million entries does not make over.

    Shapes   values: one for each name of FIELDS; `at`, `references` and `changes` as text, `at` in UTC when it says
             no zone
    Raises   ValueError, TypeError when a column holds what no entry ever held
    """
    realm, sequence, previous, at, actor, behalf, verb, kind, target, reason, references, changes = values
    return (
        f"[{_quote(realm)},{sequence:d},{_quote(previous)},{_moment(at)},{_quote(actor)},{_quote(behalf)},"
        f"{_quote(verb)},{_quote(kind)},{_quote(target)},{_quote(reason)},{_rewrite(references)},"
        f"{_rewrite_often(changes)}]"
    )


def _moment(text: str) -> str:
    """A moment as the canonical text has it. SQLite stores it nearly so; whatever else it may be goes the long way."""
    if len(text) == _WITHOUT_FRACTION and text[10] == " ":
        return f'"{text[:10]}T{text[11:]}.000000+00:00"'
    if len(text) == _WITH_FRACTION and text[10] == " " and text[19] == "." and text[20:].isdigit():
        return f'"{text[:10]}T{text[11:]}+00:00"'
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f'"{moment.isoformat(timespec="microseconds")}"'


def _rewrite(text: str) -> str:
    """Stored JSON as the canonical text has it; flat objects of words and whole numbers are what entries hold."""
    found, end = _decode(text)
    if end != len(text):
        found = json.loads(text)
    if type(found) is not dict:
        return _encode(found)
    parts = []
    for name, value in sorted(found.items()):
        kind = type(value)
        if kind is not int and kind is not str:
            return _encode(found)
        parts.append(f"{_quote(name)}:{_quote(value) if kind is str else value}")
    return f"{{{','.join(parts)}}}"


# A few kinds of changes make up most of a journal; what an entry refers to is nearly always its own.
_rewrite_often = lru_cache(maxsize=1024)(_rewrite)


def entry_hash(values: tuple[Any, ...]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(values).encode()).hexdigest()


def stored_entry_hash(values: tuple[Any, ...]) -> str:
    """The same hash from columns as the database holds them.

    Raises   ValueError, TypeError as `canonical_text_of_stored`
    """
    return hashlib.sha256(canonical_text_of_stored(values).encode()).hexdigest()
