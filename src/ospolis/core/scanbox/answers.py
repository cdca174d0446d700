"""What a box may use, and what it answers. Standard library only: the box itself imports this."""

from __future__ import annotations

import enum
from dataclasses import dataclass

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class BoxLimits:
    """What one call may use. Units: bytes and seconds; `line_bytes` and `answer_bytes` bound the answer."""

    wall_seconds: float
    answer_bytes: int
    line_bytes: int = 1 * _MB
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 120
    file_bytes: int = 2 << 30
    processes: int = 64


REPOSITORY = BoxLimits(wall_seconds=300, answer_bytes=64 * _MB)
FILE = BoxLimits(wall_seconds=130, answer_bytes=5 * _MB)


class BoxOutcome(enum.StrEnum):
    """How a call ended."""

    DONE = "done"
    LIMIT = "limit"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class BoxAnswer:
    """The lines that the function gave, each one JSON text without its line end, and how it ended.

    The lines come from code that has read hostile content: the caller reads them with the limits of any input.
    After a limit or a crash the whole lines given until then are there.
    """

    outcome: BoxOutcome
    lines: tuple[bytes, ...] = ()
    limit: str = ""
    message: str = ""
    seconds: float = 0.0


class BoxKind(enum.Enum):
    """In what the content is read, from the strongest to the weakest."""

    BUBBLEWRAP = "bubblewrap: own namespaces, no network, read-only files"
    USER = "a second system user with limits"
    LIMITS = "the same user with limits"

    @property
    def is_strong(self) -> bool:
        """Whether archives may be read in it."""
        return self is not BoxKind.LIMITS
