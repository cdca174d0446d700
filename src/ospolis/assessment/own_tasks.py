"""What somebody is asked, as a list shows it: what is to be done, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.choices import AssignmentState, RespondentRole
from ospolis.assessment.selectors.campaigns import takes_answers
from ospolis.assessment.selectors.institution import institutions_in_care
from ospolis.core.access import Role

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment
    from ospolis.core.access import Viewer


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody is asked."""

    title: str
    institution: str
    role: str
    closes: date
    state: str
    tone: str
    url: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """One institution that somebody is focal point of."""

    name: str
    url: str


def describe_charges(viewer: Viewer) -> list[Charge]:
    """The institutions that somebody is focal point of, at most 50.

    Cost     1 query, none for whoever is no focal point
    """
    if not viewer.units(Role.FOCAL_POINT):
        return []
    rows = institutions_in_care(viewer)[:50]
    return [Charge(row.name, reverse("assessment:own-institution", args=[row.key])) for row in rows]


def describe_task(row: Assignment) -> Task:
    """An assignment in the words of whoever is asked."""
    takes = takes_answers(row.campaign, on=timezone.localdate())
    waits = takes and row.state in {AssignmentState.INVITED, AssignmentState.STARTED}
    state, tone = _say(row, takes)
    return Task(
        title=row.campaign.title, institution=row.institution.name, role=str(RespondentRole(row.role).label),
        closes=row.campaign.closes, state=state, tone=tone, url=reverse("assessment:answer", args=[row.pk]),
        is_open=waits,
    )  # fmt: skip


def _say(row: Assignment, takes: bool) -> tuple[str, str]:
    if row.state == AssignmentState.SUBMITTED:
        return _("handed in"), "good"
    if row.state == AssignmentState.DECLINED:
        return _("declined"), "none"
    if not takes:
        later = row.campaign.opens > timezone.localdate()
        return (_("opens later"), "info") if later else (_("closed"), "warn")
    return (_("begun"), "info") if row.state == AssignmentState.STARTED else (_("waits for you"), "warn")
