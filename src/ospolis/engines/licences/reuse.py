"""REUSE.toml and .reuse/dep5: licences stated for files by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.tomltext import read_toml

from .expressions import Expression, join_expressions, parse_expression
from .normalise import decode_text

LIMITS = TextLimits(bytes=1_048_576)
MOST_ANNOTATIONS = 2_000
LONGEST_PATTERN = 500  # characters
PRECEDENCES = ("closest", "aggregate", "override")


@dataclass(frozen=True, slots=True)
class Annotation:
    """Files, by pattern, and the licence stated for them.

    Source   REUSE specification 3.3, REUSE.toml; patterns of dep5 are rewritten to the same form
    """

    patterns: tuple[str, ...]
    precedence: str
    expression: str


def read_annotations(data: bytes) -> tuple[Annotation, ...]:
    """Read the annotations of a REUSE.toml or a dep5 file.

    Returns  the annotations that name a licence properly, at most MOST_ANNOTATIONS; none from a file of another form
    """
    try:
        table = read_toml(data, limits=LIMITS)
    except Refused:
        rows = list(_read_dep5(decode_text(data)))
    else:
        rows = list(_read_toml_rows(table))
    return tuple(rows[:MOST_ANNOTATIONS])


def _read_toml_rows(table: dict[str, Any]) -> Iterator[Annotation]:
    listed = table.get("annotations")
    for row in listed if isinstance(listed, list) else []:
        if not isinstance(row, dict):
            continue
        expression = _join_stated(_as_list(row.get("SPDX-License-Identifier")))
        patterns = tuple(text for text in _as_list(row.get("path")) if len(text) <= LONGEST_PATTERN)
        precedence = row.get("precedence", "closest")
        if expression and patterns and precedence in PRECEDENCES:
            yield Annotation(patterns, str(precedence), expression)


def _as_list(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str)]


def _join_stated(texts: list[str]) -> str:
    read = [parse_expression(text) for text in texts]
    proper = [str(one) for one in read if isinstance(one, Expression) and one.node]
    return join_expressions("AND", proper) if proper and len(proper) == len(texts) else ""


def _read_dep5(text: str) -> Iterator[Annotation]:
    """The paragraphs "Files: ... License: ..." of the older form; its star crosses folders."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        fields = dict(re.findall(r"(?m)^(Files|License):[ \t]*(.*(?:\n[ \t]+.*)*)", paragraph))
        patterns = tuple(
            pattern.replace("**", "*").replace("*", "**")
            for pattern in fields.get("Files", "").split()
            if len(pattern) <= LONGEST_PATTERN
        )
        expression = _join_stated([fields["License"].split("\n")[0]]) if "License" in fields else ""
        if patterns and expression:
            yield Annotation(patterns, "aggregate", expression)


def covers(pattern: str, path: str) -> bool:
    """Whether a REUSE pattern covers a path, both relative to the folder of the file that states it.

    Source   REUSE specification 3.3: * stays within a folder, ** crosses folders, a backslash escapes
    """
    return bool(_compile(pattern).fullmatch(path))


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    parts = re.findall(r"\\.|\*{2,}|\*|[^\\*]+|\\$", pattern)
    return re.compile("".join(_translate(part) for part in parts), re.DOTALL)


def _translate(part: str) -> str:
    if part.startswith("\\"):
        return re.escape(part[1:])
    if part.startswith("**"):
        return ".*"
    return "[^/]*" if part == "*" else re.escape(part)
