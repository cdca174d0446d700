"""What came out of the box, checked like any hostile input and put together with what was kept before."""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from ospolis.core.boundary import describe_fault
from ospolis.core.scanbox import BoxAnswer, BoxOutcome
from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.mapping.outcomes import SourceTrouble, Trouble

_ROW_LIMITS = TextLimits(bytes=32_000_000, nodes=4_000_000, depth=64, string=1_000_000)
_PACKED_FROM = 400
# The guarded reader costs five times as much as the parser alone, and nearly every row is short and flat. A row of so
# few bytes and brackets keeps every limit of the guarded reader by itself; what is left to refuse are long numbers,
# numbers that are none, and escapes that may stand for no character. A key that stands twice misleads nobody here:
# no other reader sees the row.
_PLAIN_BYTES: Final = 100_000
_PLAIN_BRACKETS: Final = 60
_LONG_NUMBER: Final = re.compile(rb"[0-9]{19}")


@dataclass(slots=True)
class Contents:
    """What is known of the contents of a repository: readings by position, history, practices, metadata.

    `walk` is what the next reading of the history starts from.
    """

    readings: dict[int, dict[str, Any]] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    lost: dict[int, str] = field(default_factory=dict)
    history: dict[str, Any] = field(default_factory=dict)
    walk: bytes = b""
    practices: list[dict[str, Any]] = field(default_factory=list)
    tier: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None


def take_rows(answer: BoxAnswer) -> tuple[list[dict[str, Any]], Trouble | None]:
    """The rows of an answer, and why there are not all of them."""
    rows: list[dict[str, Any]] = []
    pieces: list[str] = []
    for line in answer.lines:
        try:
            row = _read_row(line)
            if isinstance(row, dict) and "piece" in row:
                pieces.append(str(row.get("text", "")))
                if row["piece"] != row.get("of"):
                    continue
                row = read_json("".join(pieces).encode(), limits=_ROW_LIMITS)
                pieces.clear()
        except Refused as refused:
            said = f"The reader gave an answer that is not accepted: {refused.message}"
            return rows, Trouble("box-answer", said, _TELL)
        if isinstance(row, dict):
            rows.append(row)
    if pieces and answer.outcome == BoxOutcome.DONE:
        return rows, Trouble("box-answer", "The reader gave an answer that lacks its end.", _TELL)
    return rows, explain_ending(answer)


def _read_row(line: bytes) -> Any:
    """Read one row, by the guarded reader unless it is plain.

    Raises   Refused
    """
    is_plain = (
        len(line) <= _PLAIN_BYTES
        and line.count(b"[") + line.count(b"{") <= _PLAIN_BRACKETS
        and b"\\u" not in line
        and not _LONG_NUMBER.search(line)
    )
    try:
        return _PLAIN_DECODER.decode(line.decode()) if is_plain else read_json(line, limits=_ROW_LIMITS)
    except ValueError:
        return read_json(line, limits=_ROW_LIMITS)  # it says in words what is wrong


def _refuse_number(text: str) -> float:
    raise ValueError(text)


def _read_decimal(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse_number(digits)


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_PLAIN_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_number, parse_float=_read_decimal)


@contextmanager
def accepting_answers() -> Iterator[None]:
    """Take what came out of the box apart; an answer that is not of the agreed shape costs this source only.

    Raises   SourceTrouble
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError) as fault:
        said = f"The reader gave an answer that is not accepted: {describe_fault(fault)}"
        raise SourceTrouble(Trouble("box-answer", said, _TELL)) from fault


_TELL = "Ask an operator to look at this source: it may be made to exhaust or mislead the reader."


def explain_ending(answer: BoxAnswer) -> Trouble | None:
    """Why a box ended before its work was done, in words."""
    if answer.outcome == BoxOutcome.DONE:
        return None
    if answer.outcome == BoxOutcome.LIMIT:
        return Trouble(
            "read-limit", f"Reading reached the limit {answer.limit}; what was read until then is kept.", _TELL
        )
    return Trouble("reader-ended", f"The reader of this source ended: {answer.message[:300]}", _TELL)


def sort_rows(rows: Iterable[Mapping[str, Any]], contents: Contents) -> None:
    """Put the rows of a repository where they belong."""
    for row in rows:
        if "found" in row:
            known = contents.readings.setdefault(row["found"], {})
            known.update({name: row[name] for name in ("licence", "manifest") if name in row})
            if "alike" in row:
                known["licence"] = contents.readings[row["alike"]]["licence"]
            contents.fresh.add(row["found"])
        elif "lines" in row:
            for position, *counted in row["lines"]:
                contents.readings.setdefault(position, {})["lines"] = counted
        elif "lost" in row:
            contents.lost[row["lost"]] = str(row["code"])
        elif "history" in row:
            contents.history = row["history"]
        elif "walk" in row:
            contents.walk = base64.b64decode(row["walk"])
        elif "practices" in row:
            contents.practices, contents.tier = row["practices"], row["tier"]
        elif "metadata" in row:
            contents.metadata = {**row["metadata"], "path": row["path"]}


def pack(reading: Mapping[str, Any], said: dict[int, bytes]) -> bytes:
    """A reading as it is kept: the lines of the file, then JSON of what it says, pressed when it is worth it.

    Files of a tree say the same again and again, and differ in their lines only.

    Shapes   said: what was packed before, by the identity of what is said about licences
    """
    lines, licence = reading.get("lines"), reading.get("licence")
    if licence is None or "manifest" in reading:
        rest = _press({name: value for name, value in reading.items() if name != "lines"})
    elif (rest := said.get(id(licence), b"")) == b"":
        rest = said[id(licence)] = _press({"licence": licence})
    return b"l" + _ENCODER.encode(lines).encode() + b"\n" + rest if lines else rest


def _press(said: Mapping[str, Any]) -> bytes:
    text = _ENCODER.encode(said).encode()
    return b"z" + zlib.compress(text, 1) if len(text) > _PACKED_FROM else text


def unpack(kept: bytes, said: dict[bytes, dict[str, Any]]) -> dict[str, Any]:
    """A reading as it was before `pack`; only what this program kept itself comes here.

    Shapes   said: what was unpacked before; equal answers are one object, which nobody may change
    """
    lines, rest = [], kept
    if kept[:1] == b"l":
        head, _, rest = kept.partition(b"\n")
        lines = _PLAIN_DECODER.decode(head[1:].decode())
    reading = said.get(rest)
    if reading is None:
        read = json.loads(zlib.decompress(rest[1:]) if rest[:1] == b"z" else rest)
        reading = said[rest] = read if isinstance(read, dict) else {}
    return {**reading, "lines": lines} if lines else reading


def first_positions(keys: Sequence[bytes]) -> dict[bytes, int]:
    """The first place of each key: equal contents that are read alike are read once."""
    found: dict[bytes, int] = {}
    for position, key in enumerate(keys):
        found.setdefault(key, position)
    return found
