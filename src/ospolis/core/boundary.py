"""The one place where a fault of somebody else's code becomes a row instead of the end of a worker."""

from __future__ import annotations

import traceback
from types import TracebackType

_LONGEST = 500


class FaultBoundary:
    """Run a block; an ordinary fault inside it is kept as `fault` in words, and the program goes on.

    Only a worker uses it, around one job or one delivery. Orders to stop (Ctrl-C, exit) pass through.
    """

    def __init__(self) -> None:
        self.fault: str = ""

    def __enter__(self) -> FaultBoundary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if problem is None or not isinstance(problem, Exception):
            return False
        self.fault = describe_fault(problem)
        return True


def describe_fault(problem: BaseException) -> str:
    """Name, message and innermost place of a fault, short enough for a table and without local values."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    message = " ".join(str(problem).split())
    return f"{type(problem).__name__}: {message[: _LONGEST - 120]}{place}"[:_LONGEST]
