"""Plain values of the type that was hoped for, or an empty one: the files may hold anything."""

from __future__ import annotations

from typing import Any

from ospolis.engines.untrusted.refusal import JsonValue


def read_map(value: JsonValue, *keys: str) -> dict[str, JsonValue]:
    """Follow the keys and return the object found there, or an empty one."""
    found = read_value(value, *keys)
    return found if isinstance(found, dict) else {}


def read_list(value: JsonValue, *keys: str) -> list[JsonValue]:
    """Follow the keys and return the list found there, or an empty one."""
    found = read_value(value, *keys)
    return found if isinstance(found, list) else []


def read_text(value: JsonValue, *keys: str) -> str:
    """Follow the keys and return the text found there without outer spaces, or an empty one."""
    found = read_value(value, *keys)
    return found.strip() if isinstance(found, str) else ""


def read_texts(value: JsonValue, *keys: str) -> tuple[str, ...]:
    """Follow the keys and return the texts of the list found there; a single text counts as a list of one."""
    found = read_value(value, *keys)
    if isinstance(found, str):
        return (found,)
    return tuple(item for item in found if isinstance(item, str)) if isinstance(found, list) else ()


def read_value(value: JsonValue, *keys: str) -> JsonValue:
    """Follow the keys through objects; None where one is missing."""
    found: Any = value
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found  # type: ignore[no-any-return]  # Any only inside the walk; what comes out of JSON is JSON
