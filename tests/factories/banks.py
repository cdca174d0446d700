"""Small question banks as plain values: one way of making them, with the questions that a test needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

ACTION = "A-name"


def plain_item(code: str, **changes: Any) -> dict[str, Any]:
    """A question that is easy to read and hard to misunderstand, and that only people can answer."""
    item: dict[str, Any] = {
        "code": code, "statement": f"Statement of {code}.", "help": f"Help for {code}.",
        "anchors": [f"{code} {what}." for what in ("nothing", "a little", "written", "done", "measured")],
        "unit": "institution", "respondent_roles": ["focal_point"],
        "action_links": [{"action": ACTION, "uplift": [0.5, 1, 2]}],
        "evidence_class": "H", "no_hook_reason": "Only people know.", **changes,
    }  # fmt: skip
    if item.get("hooks"):
        del item["no_hook_reason"]
    return item


def plain_bank(items: Iterable[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A bank of these questions; the first part of a code names its dimension."""
    listed = list(items)
    areas = dict.fromkeys(item["code"].split(".")[0] for item in listed)
    return {
        "schema": "question-bank", "code": "small", "version": "1", "date": "2026-11-01", "title": "A small bank",
        "licence": "CC0-1.0", "source": "tests", "unit": "level",
        "dimensions": [{"code": name, "title": f"Area {name}", "explanation": "Told."} for name in areas],
        "actions": [{"code": ACTION, "title": "Name somebody"}], "items": listed, **changes,
    }  # fmt: skip


def write_bank(bank: dict[str, Any]) -> bytes:
    """Plain values as YAML: JSON is a part of it."""
    return json.dumps(bank).encode()
