"""TOML from outside: measured as text first, then read by the standard library."""

from __future__ import annotations

import math
import re
import tomllib
from datetime import date, datetime, time
from itertools import accumulate
from typing import Any, Final

from .jsontext import decode_utf8
from .refusal import JsonValue, Refused, TextLimits

# Neither a choice of length nor a look ahead within a possessive repeat: before 3.11.5 Python loses its place there.
_TOKEN: Final = re.compile(
    r'"""(?:[^\\"]++|\\.|"[^\\"]|"\\.|""[^\\"]|""\\.)*+(?:"""|"{0,2}\Z)?'
    r"|'{3}(?:[^']++|'[^']|''[^'])*+(?:'{3}|'{0,2}\Z)"
    r'|"(?:[^\\"\n]++|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL | re.MULTILINE,
)
_SEGMENT: Final = re.compile(r"[,={}\[\]]")
_LONG_NUMBER: Final = re.compile(r"\d[\d_]{18,}")
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_BRACKETS: Final = re.compile(r"[\[\]{}]")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_LONGEST_INTEGER: Final = 10**18


def read_toml(data: bytes, *, limits: TextLimits) -> dict[str, JsonValue]:
    """Read one TOML document that came from outside.

    Shapes   data: the bytes as received, UTF-8 with or without a byte order mark
    Units    limits.bytes: bytes; limits.nodes: values and tables; limits.depth: tables and arrays inside each
             other; limits.string: characters as written
    Returns  the table; dates and times become texts (ISO 8601), so do inf and nan
    Raises   Refused with one of the codes too-large, encoding, too-deep, too-many-nodes, string-too-long,
             character, number, duplicate-key, syntax
    Source   TOML 1.0.0
    """
    text = decode_utf8(data, limits=limits).replace("\r\n", "\n")
    _measure(text, limits)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_refusal(str(error)) from None
    return {_storable(key): _plain(value, limits, 1) for key, value in document.items()}


def _measure(text: str, limits: TextLimits) -> None:
    """Refuse before parsing what would cost too much: the parser recurses and copies keys of many parts."""
    masked = _TOKEN.sub(lambda token: _mask(token, limits), text)
    if masked.count("=") + masked.count(",") + masked.count("[") > limits.nodes:
        message = f"The file holds more than {limits.nodes:,} values. Split it into smaller files."
        raise Refused("too-many-nodes", message, limit="nodes")
    steps = (_STEPS[bracket] for bracket in _BRACKETS.findall(masked))
    if masked.count("[") + masked.count("{") > limits.depth and max(accumulate(steps), default=0) > limits.depth:
        raise _too_deep(limits)
    for number, line in enumerate(masked.split("\n"), 1):
        if line.count(".") > limits.depth and any(part.count(".") > limits.depth for part in _SEGMENT.split(line)):
            raise _too_deep(limits, line=number)
        if _LONG_NUMBER.search(line):
            message = "A number has more than 18 digits. Write it as a text."
            raise Refused("number", message, line=number, limit="integer digits")


def _mask(token: re.Match[str], limits: TextLimits) -> str:
    """Leave of a string its quotes and its line ends; of a comment nothing."""
    written = token[0]
    if written[0] == "#":
        return ""
    if len(written) > limits.string + 6:
        line = token.string.count("\n", 0, token.start()) + 1
        message = f"Line {line} holds a text of {len(written):,} characters; at most {limits.string:,} are read."
        raise Refused("string-too-long", message, line=line, limit="string")
    return '""' + "\n" * written.count("\n")


def _too_deep(limits: TextLimits, *, line: int = 0) -> Refused:
    message = f"Tables and lists are inside each other more than {limits.depth} deep; no honest file needs that."
    return Refused("too-deep", message, line=line, limit="depth")


def _syntax_refusal(reason: str) -> Refused:
    place = _PLACE.search(reason)
    line, column = (int(place[1] or 0), int(place[2] or 0)) if place else (0, 0)
    reason = _PLACE.sub("", reason)
    code = "duplicate-key" if reason.startswith(("Cannot overwrite", "Cannot declare")) else "syntax"
    return Refused(code, f"This is not TOML: {reason[:200]}.", line=line, column=column)


def _plain(value: Any, limits: TextLimits, depth: int) -> JsonValue:
    """Turn what the parser made into plain values; its depth was bounded before."""
    if depth > limits.depth:
        raise _too_deep(limits)
    if isinstance(value, dict):
        return {_storable(key): _plain(below, limits, depth + 1) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(item, limits, depth + 1) for item in value]
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if abs(value) >= _LONGEST_INTEGER:
        raise Refused("number", "A number has more than 18 digits. Write it as a text.", limit="integer digits")
    whole: int = value
    return whole


def _storable(text: str) -> str:
    if "\x00" in text:
        raise Refused("character", "A text holds U+0000, which stands for no character. Remove it.")
    return text
