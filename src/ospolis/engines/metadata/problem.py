"""What is wrong with a metadata file: one shape for every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning", "note"]
Verdict: TypeAlias = Literal["valid", "warnings", "invalid"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one place of a file.

    `path` is written as in `description.it.features[0]`; `line` and `column` count from 1, 0 where unknown; `code` is
    stable; `message` is a sentence without personal data; `fix` says what to write instead, or is empty.
    """

    path: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    fix: str = ""


def sum_up(problems: Iterable[Problem]) -> Verdict:
    """Give the verdict over a file.

    Returns  invalid with an error, warnings with a warning, else valid; notes change nothing
    """
    levels = {problem.level for problem in problems}
    if "error" in levels:
        return "invalid"
    return "warnings" if "warning" in levels else "valid"
