"""What may leave an office, and what stays in it."""

from __future__ import annotations

from dataclasses import replace

from ospolis.assessment.rows import InstitutionResult


def hide_private(result: InstitutionResult) -> InstitutionResult:
    """A result for everybody: levels and ranges; neither single answers nor what was made of contradictions."""
    items = tuple(replace(item, facts=(), claim=None) for item in result.items)
    row = replace(result.row, open_contradictions=0)
    return replace(result, row=row, items=items, contradictions=())
