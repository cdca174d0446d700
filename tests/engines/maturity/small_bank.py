"""A bank of four questions, as plain values that a test changes before it is read."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shape:
    """What a bank must know of a measure."""

    subject: str
    kind: str
    states: tuple[str, ...] = ()


MEASURES = {
    "repository.practice": Shape("repository", "state", ("met", "not-met", "cannot-tell", "not-applicable")),
    "repository.days": Shape("repository", "number"),
    "repository.licence": Shape("repository", "text"),
    "system.list": Shape("system", "state", ("yes", "no")),
    "institution.policy": Shape("institution", "state", ("in-force", "none")),
    "institution.trained": Shape("institution", "number"),
    "office.package": Shape("office", "number"),
}
PRACTICE = {
    "measure": "repository.practice",
    "part": "ci",
    "strength": "decisive",
    "form": "count",
    "passes": ["met"],
    "fails": ["not-met"],
    "excused": ["not-applicable"],
    "reliability": 0.9,
}
VALUE = {
    "measure": "institution.trained",
    "strength": "supporting",
    "form": "value",
    "scale": [30, 20, 10, 5, 1],
    "reliability": 0.6,
}


def make_item(number: int, **changes: Any) -> dict[str, Any]:
    """Make a question that nobody can find fault with."""
    item = {
        "code": f"D1.{number}",
        "statement": "Somebody answers for it.",
        "help": "Look at the register.",
        "anchors": ["Nobody.", "Somebody at times.", "A named person.", "The person has reported.", "It is reviewed."],
        "unit": "institution",
        "respondent_roles": ["focal_point"],
        "evidence_class": "A",
        "hooks": [deepcopy(PRACTICE)],
        "essential_for": number,
        "sdg_tags": ["16.6", "5.b"],
        "action_links": [{"action": "A-name", "uplift": [0.5, 1, 1.5]}],
    }
    return {name: value for name, value in {**item, **changes}.items() if value is not None}


def make_bank(**changes: Any) -> dict[str, Any]:
    """Make a head with four questions, each essential for another level."""
    bank = {
        "schema": "question-bank",
        "code": "small",
        "version": "1",
        "date": "2026-11-23",
        "title": "Small bank",
        "licence": "CC0-1.0",
        "source": "tests",
        "unit": "level",
        "dimensions": [{"code": "D1", "title": "Mandate", "explanation": "Who answers."}],
        "actions": [{"code": "A-name", "title": "Name a person"}],
        "items": [make_item(number) for number in (1, 2, 3, 4)],
    }
    return {**bank, **changes}


def write(value: Any) -> bytes:
    """Write plain values as YAML: JSON is a part of it."""
    return json.dumps(value, ensure_ascii=False).encode()
