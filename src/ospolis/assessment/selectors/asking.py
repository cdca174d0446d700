"""What somebody was asked, for whoever was asked: by log-in, or by the link of the letter."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db.models import QuerySet

from ospolis.assessment.answers import ANSWER, WITHDRAWN
from ospolis.assessment.choices import AssignmentState, CampaignState
from ospolis.assessment.models import Assignment, Attachment, Draft
from ospolis.core.access import Grant, Role, Viewer
from ospolis.evidence.choices import SubjectKind
from ospolis.evidence.selectors import values_seen_by


def digest_of_link(token: str) -> str:
    """What is kept of a link: enough to know it again, too little to use it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def own_assignment(viewer: Viewer, assignment_id: int) -> Assignment:
    """What the viewer was asked.

    Cost     1 query
    Raises   Assignment.DoesNotExist, also for what somebody else was asked
    """
    if viewer.pk is None:
        raise Assignment.DoesNotExist
    return _whole().get(pk=assignment_id, person__account=viewer.pk)


def assignment_of_link(viewer: Viewer, token: str, *, at: datetime) -> Assignment | None:
    """What a link opens now, for anybody who has it; None for every other link.

    Cost     1 query
    """
    rows = _whole().filter(link_digest=digest_of_link(token), link_expires_at__gt=at)
    return rows.exclude(link_digest="").first()


def own_assignments(viewer: Viewer) -> QuerySet[Assignment]:
    """Everything that the viewer was ever asked, in campaigns that opened.

    Shapes   Assignment rows with campaign and institution, the newest first; empty for visitors
    Cost     1 query when read
    """
    if viewer.pk is None:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(person__account=viewer.pk).exclude(campaign__state=CampaignState.DRAFT)
    return rows.select_related("campaign", "institution").order_by("-id")


def count_waiting(viewer: Viewer, *, on: date) -> int:
    """How many sets of questions wait for the viewer on a day.

    Cost     1 query
    """
    waits = [AssignmentState.INVITED, AssignmentState.STARTED]
    rows = Assignment.objects.filter(person__account=viewer.pk, person__isnull=False, state__in=waits)
    return rows.filter(
        campaign__state=CampaignState.OPEN, campaign__opens__lte=on, campaign__closes__gte=on
    ).count()  # fmt: skip


def drafts_of(viewer: Viewer, assignment: Assignment) -> dict[str, Draft]:
    """What was typed so far, by the code of the question; the assignment was handed out by this module.

    Cost     1 query
    """
    return {row.item: row for row in Draft.objects.filter(assignment=assignment).order_by("item")}


def attachments_of(viewer: Viewer, assignment: Assignment) -> dict[str, list[Attachment]]:
    """The files that came with answers, by the code of the question.

    Cost     1 query
    """
    found: dict[str, list[Attachment]] = {}
    for row in Attachment.objects.filter(assignment=assignment).select_related("file").order_by("item", "id"):
        found.setdefault(row.item, []).append(row)
    return found


def levels_handed_in(viewer: Viewer, assignment: Assignment) -> dict[str, int | None]:
    """The answers of this assignment that stand in the ledger now, by question; no level: it does not apply.

    Cost     1 query
    """
    key = assignment.institution.key
    # Whoever answers by a link holds no role: the ledger is read as the institution itself reads it.
    own = Viewer(label="assessment", grants=(Grant(Role.FOCAL_POINT, unit=key),))
    tail = f"/{assignment.role}/{assignment.pk}"
    rows = values_seen_by(own).filter(
        subject_kind=SubjectKind.INSTITUTION, subject_key=key, measure=ANSWER, part__endswith=tail
    )
    found = rows.exclude(text=WITHDRAWN).order_by("part").values_list("part", "number")
    return {part.removesuffix(tail): None if number is None else int(number) for part, number in found}


def _whole() -> QuerySet[Assignment]:
    rows = Assignment.objects.select_related("campaign__bank", "institution", "person__account")
    return rows.exclude(campaign__state=CampaignState.DRAFT)
