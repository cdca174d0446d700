"""The register of processing as a document: for `ospolis privacy register`, the manual, and an authority that asks."""

from __future__ import annotations

from typing import Any

from ospolis.core.privacy.declarations import Ending, Rule
from ospolis.core.privacy.register import Held, personal_tables


def register_rows() -> list[dict[str, Any]]:
    """One object for each table of the register, by its label."""
    return [_row(held) for held in personal_tables()]


def _row(held: Held) -> dict[str, Any]:
    personal = held.personal
    return {
        "table": held.label,
        "title": str(personal.title),
        "fields": sorted({*personal.fields, *personal.acts, *personal.mentions}),
        "purpose": str(personal.purpose),
        "basis": personal.basis.value,
        "retention": str(personal.retention),
        "rules": [rule_in_words(rule) for rule in personal.rules],
        "erasure": personal.erased.value,
    }


def rule_in_words(rule: Rule) -> str:
    """A rule as one line: when, since what, and what happens then."""
    if rule.days is None:
        return "as long as the person is known here"
    since = " or ".join(rule.since) if rule.since else "the last that was heard of the person"
    what = f"blank {', '.join(rule.fields)}" if rule.ending is Ending.BLANK else rule.ending.value
    return f"{rule.days} days after {since}: {what}"
