"""One institution then and now: a change is claimed only where it is likely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ospolis.assessment.banks import CORE
from ospolis.assessment.judging import compare_scores
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.rows import Comparison, PastResult
from ospolis.assessment.selectors.banks import installed_bank
from ospolis.assessment.selectors.results import institutions_assessed_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ospolis.core.access import Viewer


def past_results(viewer: Viewer, key: str, *, bank: str = CORE, most: int = 20) -> tuple[PastResult, ...]:
    """The scores of an institution, newest first, at most one for each day beside those that were published.

    Cost     2 queries
    Raises   Institution.DoesNotExist
    """
    rows = _scores(viewer, key, bank).defer("items")[:most]
    return tuple(PastResult(row.pk, row.day, row.staged_level, row.run.computed_at) for row in rows)


def compare_results(viewer: Viewer, key: str, earlier: int | None = None, *, bank: str = CORE) -> Comparison | None:
    """The current score of an institution beside an earlier one: the one that is named, else the last of another day.

    Shapes   None when there are not two
    Cost     6 queries
    Raises   Institution.DoesNotExist
    """
    rows = _scores(viewer, key, bank)
    after = rows.filter(is_current=True).first()
    if after is None:
        return None
    candidates = rows.filter(pk=earlier) if earlier else rows.filter(pk__lt=after.pk).exclude(day=after.day)
    before = candidates.exclude(pk=after.pk).first()
    if before is None:
        return None
    then, now = installed_bank(viewer, before.run.bank_id), installed_bank(viewer, after.run.bank_id)
    return Comparison(
        before_day=before.day, after_day=after.day, staged_before=before.staged_level,
        staged_after=after.staged_level, changes=compare_scores(before, after, then.bank, now.bank),
        same_bank=then.digest == now.digest,
    )  # fmt: skip


def _scores(viewer: Viewer, key: str, bank: str) -> QuerySet[InstitutionScore]:
    institution = institutions_assessed_for(viewer).get(key=key)
    rows = InstitutionScore.objects.filter(institution=institution, bank_code=bank).select_related("run")
    return rows.order_by("-id")
