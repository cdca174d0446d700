"""JSON from outside: measured as bytes first, parsed once, never by a recursion that the text decides.

The measuring pass drops everything but brackets, commas and quotes, and then every string: what remains gives
depth and count of values as sums.
"""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Final, NoReturn

from .refusal import JsonValue, Refused, TextLimits

_LONGEST_INTEGER: Final = 18
_BRACKET_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): 255, ord("}"): 255}
_STEP_TABLE: Final = bytes(_BRACKET_STEPS.get(byte, byte) for byte in range(256))
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in _BRACKET_STEPS)
_NO_PUNCTUATION: Final = bytes(byte for byte in range(256) if byte not in b'[]{},"')
_SURROGATES: Final = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|[c-fC-F][0-9a-fA-F]{2})"
)
_WHOLE_PAIR: Final = 12
_UTF16_STARTS: Final = (b"\xfe\xff", b"\xff\xfe")
_UTF8_REMEDY: Final = "Save the file as UTF-8 and send it again."


def read_json(data: bytes, *, limits: TextLimits) -> JsonValue:
    """Read one JSON document (RFC 8259) that came from outside.

    Shapes   data: the bytes as received, UTF-8 with or without a byte order mark
    Units    limits.bytes: bytes; limits.nodes: values; limits.depth: arrays and objects inside each other;
             limits.string: characters between the quotes as written
    Returns  the value; an object keeps the order of its keys; integers have at most 18 digits
    Raises   Refused with one of the codes too-large, encoding, too-deep, too-many-nodes, string-too-long,
             character, number, duplicate-key, syntax
    Source   RFC 8259; RFC 7493 (I-JSON) for duplicate keys and surrogates
    """
    text = decode_utf8(data, limits=limits)
    masked = data.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in data else data
    _check_shape(masked, limits=limits)
    _check_strings(masked, limits=limits)
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        raise Refused("syntax", message, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise _too_deep(limits.depth) from error
    return value


def decode_utf8(data: bytes, *, limits: TextLimits) -> str:
    """Turn bytes into text, or say which rule of the encoding they break.

    Shapes   data: the bytes as received
    Units    limits.bytes: bytes
    Returns  the text without a byte order mark
    Raises   Refused with the code too-large or encoding
    Source   RFC 3629
    """
    if len(data) > limits.bytes:
        message = f"The file has {len(data):,} bytes; at most {limits.bytes:,} are read. Split it."
        raise Refused("too-large", message, limit="bytes")
    if data.startswith(_UTF16_STARTS) or b"\x00" in data[:4]:
        message = f"The file is written in UTF-16 or UTF-32. {_UTF8_REMEDY}"
        raise Refused("encoding", message, line=1, column=1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"Line {line} holds bytes that are not UTF-8. {_UTF8_REMEDY}"
        raise Refused("encoding", message, line=line, column=column) from error


def _check_shape(masked: bytes, *, limits: TextLimits) -> None:
    """Count depth and values before anything is parsed."""
    punctuation = masked.translate(None, _NO_PUNCTUATION).replace(b'""', b"")
    outside = b"".join(punctuation.split(b'"')[::2])
    steps = outside.translate(_STEP_TABLE, _NO_BRACKETS)
    opened = steps.count(1)
    if opened > limits.depth and max(accumulate(memoryview(steps).cast("b"))) > limits.depth:
        raise _too_deep(limits.depth)
    if outside.count(b",") + opened + 1 > limits.nodes:
        message = f"The file holds more than {limits.nodes:,} values. Split it into smaller files."
        raise Refused("too-many-nodes", message, limit="nodes")


def _check_strings(masked: bytes, *, limits: TextLimits) -> None:
    """Refuse strings that are too long, and escapes that no database and no UTF-8 text can hold."""
    if _has_quoteless_stretch(masked, limits.string // 2):
        offset = 0
        for at, piece in enumerate(masked.split(b'"')):
            length = len(piece) if len(piece) <= limits.string else len(piece.decode())
            if at % 2 and length > limits.string:
                line, column = _place(masked, offset)
                message = f"Line {line} holds a text of {length:,} characters; at most {limits.string:,} are read."
                raise Refused("string-too-long", message, line=line, column=column, limit="string")
            offset += len(piece) + 1
    if b"\\u" not in masked:
        return
    offset = masked.find(b"\\u0000")
    if offset < 0:
        halves = (match.start() for match in _SURROGATES.finditer(masked) if len(match[0]) < _WHOLE_PAIR)
        offset = next(halves, -1)
    if offset >= 0:
        line, column = _place(masked, offset)
        shown = masked[offset : offset + 6].decode("ascii")
        message = f"Line {line} holds {shown}, which stands for no character. Remove it."
        raise Refused("character", message, line=line, column=column)


def _has_quoteless_stretch(masked: bytes, length: int) -> bool:
    """Say whether one of the blocks of this length has no quote; a string of twice the length fills one."""
    step = max(length, 1)
    return any(masked.find(b'"', start, start + step) < 0 for start in range(0, len(masked), step))


def _too_deep(depth: int) -> Refused:
    message = f"Lists and objects are inside each other more than {depth:,} deep; no honest file needs that."
    return Refused("too-deep", message, limit="depth")


def _place(text: bytes, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a byte."""
    return text.count(b"\n", 0, offset) + 1, offset - text.rfind(b"\n", 0, offset)


def _refuse_constant(name: str) -> NoReturn:
    raise Refused("number", f"{name} is not a number in JSON. Leave the value out, or write null.")


def _read_integer(digits: str) -> int:
    if len(digits.lstrip("-")) > _LONGEST_INTEGER:
        message = f"The whole number {digits[:24]} has more than {_LONGEST_INTEGER} digits. Write it as a text."
        raise Refused("number", message, limit="integer digits")
    return int(digits)


def _read_decimal(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Refused("number", f"The number {digits[:24]} is too large. Write it as a text.", limit="number")
    return number


def _read_object(pairs: list[tuple[str, JsonValue]]) -> JsonValue:
    found = dict(pairs)
    if len(found) != len(pairs):
        left = dict.fromkeys(found, 1)
        twice = next(key for key, _ in pairs if left.pop(key, 0) == 0)
        message = f"The key {twice[:60]!r} stands twice in one object, so readers disagree. Keep one."
        raise Refused("duplicate-key", message)
    return found


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_constant=_refuse_constant,
    parse_int=_read_integer,
    parse_float=_read_decimal,
)
