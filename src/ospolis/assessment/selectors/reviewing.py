"""What an assessor reads before proposing a level: answers of all roles, files, and what others proposed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ospolis.assessment.answers import ANSWER, WITHDRAWN
from ospolis.assessment.choices import AssignmentState, Confidentiality
from ospolis.assessment.models import Assignment, Attachment, Campaign, Moderation
from ospolis.assessment.reviewed import REVIEWED
from ospolis.core.access import Grant, Role, Viewer
from ospolis.evidence.choices import SubjectKind
from ospolis.evidence.selectors import values_seen_by

if TYPE_CHECKING:
    from ospolis.evidence.models import CurrentValue
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """One answer as it stands in the ledger: the role, never the person. No level: it does not apply."""

    item: str
    role: str
    level: int | None
    comment: str
    evidence: str
    day: date | None
    fact: int


def answers_said(viewer: Viewer, institution: Institution) -> dict[str, list[SaidAnswer]]:
    """Every answer that stands for an institution, by question, as far as the viewer may see facts about it.

    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(
        subject_kind=SubjectKind.INSTITUTION, subject_key=institution.key, measure=ANSWER
    )
    found: dict[str, list[SaidAnswer]] = {}
    for row in rows.exclude(text=WITHDRAWN).select_related("fact").order_by("part"):
        said = _said(row)
        found.setdefault(said.item, []).append(said)
    return found


def earlier_answers(viewer: Viewer, assignment: Assignment) -> dict[str, SaidAnswer]:
    """The newest answer that was given before in the same role for the same institution, by question.

    Cost     1 query
    """
    institution = assignment.institution
    own = Viewer(label="assessment", grants=(Grant(Role.FOCAL_POINT, unit=institution.key),))
    newest: dict[str, SaidAnswer] = {}
    for item, rows in answers_said(own, institution).items():
        same = [row for row in rows if row.role == assignment.role and row.day is not None]
        if same:
            newest[item] = max(same, key=lambda row: (row.day or date.min, row.fact))
    return newest


def levels_reviewed(viewer: Viewer, institution: Institution) -> dict[str, int]:
    """The reviewed levels that stand for an institution, by question.

    Cost     1 query
    """
    rows = values_seen_by(viewer).filter(
        subject_kind=SubjectKind.INSTITUTION, subject_key=institution.key, measure=REVIEWED, number__isnull=False
    )
    return {
        part: int(number) for part, number in rows.order_by("part").values_list("part", "number") if number is not None
    }


def proposals_for(viewer: Viewer, campaign: Campaign, institution: Institution) -> dict[str, list[Moderation]]:
    """What assessors and workshops said of an institution in a campaign, by question.

    Cost     1 query
    """
    found: dict[str, list[Moderation]] = {}
    rows = Moderation.objects.filter(campaign=campaign, institution=institution).select_related("assessor__account")
    for row in rows.order_by("item", "id"):
        found.setdefault(row.item, []).append(row)
    return found


def files_given(
    viewer: Viewer, campaign: Campaign, institution: Institution, items: Collection[str]
) -> dict[str, list[Attachment]]:
    """The files that came with answers which were handed in, by question; none where the institution was promised
    that files stay with it.

    Shapes   Attachment rows with their file
    Cost     1 query
    """
    found: dict[str, list[Attachment]] = {}
    if campaign.confidentiality == Confidentiality.INSTITUTION:
        return found
    rows = Attachment.objects.filter(
        assignment__campaign=campaign, assignment__institution=institution, item__in=items,
        assignment__state=AssignmentState.SUBMITTED,
    )  # fmt: skip
    for row in rows.select_related("file").order_by("item", "id"):
        found.setdefault(row.item, []).append(row)
    return found


def file_given(viewer: Viewer, campaign: Campaign, institution: Institution, attachment_id: int) -> Attachment:
    """One of these files.

    Cost     1 query
    Raises   Attachment.DoesNotExist
    """
    if campaign.confidentiality == Confidentiality.INSTITUTION:
        raise Attachment.DoesNotExist
    return Attachment.objects.select_related("file").get(
        pk=attachment_id, assignment__campaign=campaign, assignment__institution=institution,
        assignment__state=AssignmentState.SUBMITTED,
    )  # fmt: skip


def _said(row: CurrentValue) -> SaidAnswer:
    item, _, rest = row.part.partition("/")
    detail = row.fact.detail
    try:
        day = date.fromisoformat(str(detail.get("date", "")))
    except ValueError:
        day = None
    return SaidAnswer(
        item=item, role=rest.partition("/")[0], level=None if row.number is None else int(row.number),
        comment=str(detail.get("comment", "")), evidence=str(detail.get("evidence", "")), day=day, fact=row.fact_id,
    )  # fmt: skip
