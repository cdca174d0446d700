"""What is known already of files that come back: earlier banks, who was asked, what was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from ospolis.assessment.models import Assignment, Bank, Campaign, Submission
from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived of one respondent: the numbers of submissions, and when the newest was filled in."""

    externals: frozenset[str]
    newest: datetime | None


def earlier_banks(viewer: Viewer, campaign: Campaign, versions: Iterable[str]) -> dict[str, Bank]:
    """Installed banks that a file names, by `code-version`: those that come along, and those of the office.

    Cost     1 query, none without names
    """
    wanted = set(versions)
    if not wanted:
        return {}
    rows = Bank.objects.filter(realm__in=("", campaign.realm)).order_by("id")
    return {name: row for row in rows if (name := f"{row.code}-{row.version}") in wanted}


def respondents_of(viewer: Viewer, campaign: Campaign) -> list[Assignment]:
    """Everybody whom a campaign of an own office asks, in institutions that the viewer covers.

    Shapes   Assignment rows with campaign, bank and institution, in the order in which they were asked
    Cost     1 query
    """
    rows = Assignment.objects.filter(
        campaign=campaign,
        campaign__realm__in=viewer.realms(Role.OFFICER),
        institution__in=institutions_covered_by(viewer).order_by(),
    )
    return list(rows.select_related("campaign__bank", "institution").order_by("id"))


def arrived_of(viewer: Viewer, assignments: Iterable[Assignment]) -> dict[int, Arrived]:
    """What arrived of respondents, by the number of the assignment; those of whom nothing did are left out.

    Cost     2 queries
    """
    rows = Submission.objects.filter(assignment__in=[row.pk for row in assignments]).order_by()
    externals: dict[int, set[str]] = {}
    for assignment, external in rows.exclude(external="").values_list("assignment_id", "external"):
        externals.setdefault(assignment, set()).add(external)
    newest = dict(rows.values_list("assignment_id").annotate(newest=Max("sent_at")))
    return {pk: Arrived(frozenset(externals.get(pk, ())), newest[pk]) for pk in newest}
