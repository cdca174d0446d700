"""What a focal point sees of the own institution: who was asked, what was handed in, what waits for a sign-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from ospolis.assessment.choices import AssignmentState, CampaignState
from ospolis.assessment.models import Assignment, Campaign, Draft
from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ospolis.institutions.models import Institution


def institutions_in_care(viewer: Viewer) -> QuerySet[Institution]:
    """The institutions for which the viewer is focal point, and those below them.

    Shapes   Institution rows by name; empty for everybody else
    Cost     1 query when read
    """
    own = Viewer(viewer.pk, viewer.label, viewer.grants_of(Role.FOCAL_POINT))
    return institutions_covered_by(own).order_by("name", "id")


def institution_in_care(viewer: Viewer, key: str) -> Institution:
    """One of them.

    Cost     1 query
    Raises   Institution.DoesNotExist
    """
    return institutions_in_care(viewer).get(key=key)


def campaigns_asking(viewer: Viewer, institution: Institution) -> list[Campaign]:
    """The newest campaigns that opened and ask an institution; each with `handed_in` and `to_sign_off`, in people.

    Cost     1 query
    """
    here = Q(assignments__institution=institution, assignments__state=AssignmentState.SUBMITTED)
    rows = Campaign.objects.filter(institutions=institution).exclude(state=CampaignState.DRAFT)
    rows = rows.annotate(
        asked=Count("assignments", filter=Q(assignments__institution=institution), distinct=True),
        handed_in=Count("assignments", filter=here, distinct=True),
        to_sign_off=Count("assignments", filter=here & Q(assignments__signed_off_at=None), distinct=True),
    )
    return list(rows.order_by("-opens", "-id")[:20])


def campaign_asking(viewer: Viewer, institution: Institution, campaign_id: int) -> Campaign:
    """One campaign that opened and asks an institution, with its bank; the caller found the institution.

    Cost     1 query
    Raises   Campaign.DoesNotExist
    """
    rows = Campaign.objects.filter(institutions=institution).exclude(state=CampaignState.DRAFT)
    return rows.select_related("bank").get(pk=campaign_id)


def answers_handed_in(
    viewer: Viewer, campaign: Campaign, institution: Institution
) -> list[tuple[Assignment, list[Draft]]]:
    """What the people of an institution handed in, as it stands, by role: each with its answers.

    Cost     2 queries
    """
    rows = list(
        Assignment.objects.filter(
            campaign=campaign, institution=institution, state=AssignmentState.SUBMITTED
        ).order_by("role", "id")[:50]
    )  # fmt: skip
    found: dict[int, list[Draft]] = {row.pk: [] for row in rows}
    for draft in Draft.objects.filter(assignment__in=rows, is_prefill=False).order_by("assignment", "item"):
        found[draft.assignment_id].append(draft)
    return [(row, found[row.pk]) for row in rows]
