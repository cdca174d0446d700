"""What the answer of ScanCode is worth: named, unsure or nothing. Its answer is read like any text from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ospolis.engines.licences import Expression, join_expressions, list_licences, parse_expression

TOOL = "scancode"
MEASURE = "repository.licence-second-reading"
NAMED, UNSURE, NOTHING, LOST = "named", "unsure", "nothing", "lost"
# Raised when the same answer of ScanCode would be judged otherwise; kept answers of the old version are asked again.
JUDGING = "1"
# Below this no match names a licence, as in our own detector.
_LOWEST_SCORE = 90.0
_LONGEST = 500
_MOST_RULES = 10
# What ScanCode says of terms that it does not know either.
_REF = "LicenseRef-scancode-"
_NOISE = (
    "commercial-license", "free-unknown", "generic-", "license-clue", "other-", "proprietary-license", "unknown",
    "warranty-disclaimer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """What was made of one answer.

    state    named: `expression` says it; unsure: something was found that is no licence for certain; nothing; lost:
             the text cost more than it may, or the scanner ended over it
    score    the lowest of the matches, 0 to 100
    rules    by which rules of ScanCode, the first few
    version  of the scanner and of our judging; set on kept answers
    """

    state: str
    expression: str = ""
    score: float = 0.0
    rules: tuple[str, ...] = ()
    version: str = ""


def judge_detections(rows: Sequence[Mapping[str, Any]]) -> SecondAnswer:
    """Make one answer of what ScanCode detected in a text.

    Shapes   rows: those of `detect_text`
    Raises   KeyError, TypeError or ValueError when they are of another shape
    """
    matches = [(float(score), str(rule)) for row in rows for _, score, rule in row["matches"]]
    said = [str(row["expression"]) for row in rows if row["expression"]]
    rules = tuple(dict.fromkeys(rule[:100] for _, rule in matches))[:_MOST_RULES]
    score = min((score for score, _ in matches), default=0.0)
    if not said:
        return SecondAnswer(NOTHING, "", score, rules)
    is_sure = score >= _LOWEST_SCORE and len(said) == len(rows) and all(_is_licence(text) for text in said)
    expression = join_expressions("AND", list(dict.fromkeys(said))) if is_sure else ""
    if not expression or len(expression) > _LONGEST:
        return SecondAnswer(UNSURE, "", score, rules)
    return SecondAnswer(NAMED, expression, score, rules)


def _is_licence(text: str) -> bool:
    read = parse_expression(text)
    if not isinstance(read, Expression) or read.node is None:
        return False
    keys = [one.id.removeprefix(_REF) for one in list_licences(read) if one.id.startswith(_REF)]
    return not any(key.startswith(_NOISE) for key in keys)
