"""Levels in short, for lists and for the pages of other apps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from ospolis.assessment.banks import CORE
from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.selectors.contradictions import contradictions_seen_by
from ospolis.assessment.selectors.results import institutions_assessed_for
from ospolis.core.access import Viewer


@dataclass(frozen=True, slots=True)
class Held:
    """The staged level of an institution, and how many of its contradictions are open."""

    level: int | None
    day: date
    waiting: int


def held_levels(viewer: Viewer, institutions: Collection[int], *, bank: str = CORE) -> dict[int, Held]:
    """The present levels of some institutions, as far as the viewer may read them; without a score no entry.

    Shapes   by the primary key of the institution
    Cost     2 queries
    """
    scores = InstitutionScore.objects.filter(
        is_current=True, bank_code=bank, institution__in=list(institutions),
        institution_id__in=institutions_assessed_for(viewer).order_by().values("pk"),
    ).order_by("institution")  # fmt: skip
    rows = contradictions_seen_by(viewer).filter(institution__in=list(institutions), state=ContradictionState.OPEN)
    counted = rows.order_by("institution").values_list("institution").annotate(n=Count("id"))
    waiting: dict[int, int] = dict(counted)
    columns = scores.values_list("institution_id", "staged_level", "day")
    return {pk: Held(level, day, waiting.get(pk, 0)) for pk, level, day in columns}
