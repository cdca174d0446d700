"""How a reader of outside text says no, and the limits it says no at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


@dataclass(frozen=True, slots=True)
class TextLimits:
    """What one document may cost.

    Units    bytes: bytes as received; nodes: values, elements or cells; depth: nesting; string: characters;
             attributes: of one XML element; rows, columns: of one table
    Source   the limits table in SECURITY.md of the design (printed in the manual)
    """

    bytes: int
    nodes: int = 1_000_000
    depth: int = 64
    string: int = 10_000
    attributes: int = 64
    rows: int = 50_000
    columns: int = 200


class Refused(ValueError):
    """A document, or a part of it, that is not read any further.

    `code` is stable and documented; `line` and `column` count from 1, 0 where unknown; `limit` names the limit
    that was reached, or is empty.
    """

    def __init__(self, code: str, message: str, *, line: int = 0, column: int = 0, limit: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.limit = limit
