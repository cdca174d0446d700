"""What an assessment must know of the one before it."""

from __future__ import annotations

from ospolis.assessment.choices import SETTLING, ContradictionState
from ospolis.assessment.models import Contradiction, InstitutionScore
from ospolis.core.access import Viewer


def current_digests(viewer: Viewer, realm: str, bank_code: str) -> dict[int, str]:
    """What each current score of an office stands on: primary key of the institution -> digest of the input.

    Cost     1 query
    """
    rows = InstitutionScore.objects.filter(realm=realm, bank_code=bank_code, is_current=True)
    return dict(rows.order_by("id").values_list("institution_id", "input_digest"))


def settled_answers(viewer: Viewer, realm: str) -> frozenset[int]:
    """Facts of contradictions in which somebody accepted the evidence; the answers among them no longer count.

    Cost     1 query
    """
    rows = Contradiction.objects.filter(realm=realm, state=ContradictionState.ACCEPTED, flag__in=SETTLING).order_by(
        "id"
    )
    return frozenset(fact for facts in rows.values_list("facts", flat=True) for fact in facts)


def has_been_assessed(viewer: Viewer, realm: str) -> bool:
    """Whether any institution of an office has a score.

    Cost     1 query
    """
    return InstitutionScore.objects.filter(realm=realm, is_current=True).exists()
