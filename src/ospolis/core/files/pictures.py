"""How many points a picture has, read from its header alone: no picture is ever unpacked here."""

from __future__ import annotations

import struct

_PNG_HEAD = struct.Struct(">8sI4sII")
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Marks that stand alone, without a length behind them.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN, _END = 0xDA, 0xD9


def count_points(content: bytes, media_type: str) -> int | None:
    """Width times height, or None when the header does not tell."""
    size = _png_size(content) if media_type == "image/png" else _jpeg_size(content)
    if size is None or 0 in size:
        return None
    return size[0] * size[1]


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < _PNG_HEAD.size:
        return None
    _, length, name, width, height = _PNG_HEAD.unpack_from(content)
    return (width, height) if (length, name) == (13, b"IHDR") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Step from mark to mark until the one that tells the size; each step goes forward, so it ends."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark in _ALONE:
            at += 2
            continue
        if mark in (_SCAN, _END):
            return None
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if mark in _SIZES:
            frame = content[at + 5 : at + 9]
            return (int.from_bytes(frame[2:], "big"), int.from_bytes(frame[:2], "big")) if len(frame) == 4 else None
        if length < 2:
            return None
        at += 2 + length
    return None
