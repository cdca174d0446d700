"""Contradictions as they come and go with each assessment; what somebody said of them stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ospolis.assessment.bridge import LONGEST_DETAIL, digest_of_values, join_contradictions
from ospolis.assessment.choices import SETTLING, ContradictionState
from ospolis.assessment.judged import Judged
from ospolis.assessment.models import Contradiction

if TYPE_CHECKING:
    from ospolis.engines.maturity import Contradiction as Said

_BATCH = 500
_COLUMNS: Final = ("claim", "evidence", "p", "detail", "facts", "state", "found_at", "gone_at")
_RESOLVED = frozenset({ContradictionState.ACCEPTED, ContradictionState.EXPLAINED, ContradictionState.CONTESTED})


def keep_contradictions(*, realm: str, bank: str, judged: Sequence[Judged], at: datetime) -> tuple[int, int]:
    """Write the contradictions of institutions; returns how many were opened, and how many are gone.

    Raises   nothing of its own
    Emits    nothing: the assessment that found them has an entry of its own
    """
    held: dict[int, dict[tuple[str, str], Contradiction]] = {}
    institutions = [one.institution_id for one in judged]
    for row in Contradiction.objects.filter(bank_code=bank, institution_id__in=institutions):
        held.setdefault(row.institution_id, {})[row.item, row.flag] = row
    fresh: list[Contradiction] = []
    moved: list[Contradiction] = []
    opened = gone = 0
    for one in judged:
        rows = held.get(one.institution_id, {})
        found = join_contradictions(one.reading.contradictions)
        for place, said in found.items():
            if place in rows:
                before = _kept(rows[place])
                opened += _meet_again(rows[place], said, at)
                if _kept(rows[place]) != before:
                    moved.append(rows[place])
            else:
                fresh.append(_open(realm, bank, one.institution_id, said, at))
        for place, row in rows.items():
            if place not in found and _is_gone(row, one):
                row.state, row.gone_at, gone = ContradictionState.GONE, at, gone + 1
                moved.append(row)
    Contradiction.objects.bulk_create(fresh, batch_size=_BATCH)
    # An insert that meets its row: bulk_update would write a case for each row and column.
    Contradiction.objects.bulk_create(
        moved, batch_size=_BATCH, update_conflicts=True, update_fields=_COLUMNS, unique_fields=("id",)
    )
    return opened + len(fresh), gone


def _kept(row: Contradiction) -> tuple[object, ...]:
    """What a row holds: one that an assessment leaves as it is is not written again."""
    return tuple(getattr(row, name) for name in _COLUMNS)


def _values(said: Said) -> dict[str, object]:
    return {
        "claim": said.claim, "evidence": said.evidence, "p": said.p, "facts": list(said.facts),
        "detail": said.detail[:LONGEST_DETAIL],
    }  # fmt: skip


def _open(realm: str, bank: str, institution_id: int, said: Said, at: datetime) -> Contradiction:
    return Contradiction(
        realm=realm, bank_code=bank, institution_id=institution_id, item=said.item, flag=said.flag, found_at=at,
        **_values(said),
    )  # fmt: skip


def _meet_again(row: Contradiction, said: Said, at: datetime) -> bool:
    """Write what was found once more; True when other values or new answers open it again."""
    is_settled = row.state == ContradictionState.ACCEPTED and row.flag in SETTLING
    stays = row.state in _RESOLVED and not is_settled and row.resolved_digest == digest_of_values(said)
    opens = row.state != ContradictionState.OPEN and not stays
    if opens:
        row.state, row.found_at, row.gone_at = ContradictionState.OPEN, at, None
    for name, value in _values(said).items():
        setattr(row, name, value)
    return opens


def _is_gone(row: Contradiction, one: Judged) -> bool:
    """An accepted one is not found any more because its answers do not count; it holds as long as they do."""
    if row.state == ContradictionState.ACCEPTED and row.flag in SETTLING:
        return one.dropped.isdisjoint(row.facts)
    return row.state != ContradictionState.GONE
