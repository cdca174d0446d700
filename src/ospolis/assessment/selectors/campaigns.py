"""The campaigns of an office, whom they ask, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ospolis.assessment.choices import AssignmentState, CampaignState
from ospolis.assessment.models import Assignment, Bank, Campaign
from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class Standing:
    """How far those are who are asked: numbers of people."""

    asked: int = 0
    started: int = 0
    handed_in: int = 0
    declined: int = 0

    @property
    def waiting(self) -> int:
        """Those who were asked and have not begun."""
        return self.asked - self.started - self.handed_in - self.declined


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is: by role, and in institutions."""

    total: Standing
    roles: tuple[tuple[str, Standing], ...]
    institutions: int
    silent: int
    nobody_asked: int


def banks_for(viewer: Viewer, realm: str) -> QuerySet[Bank]:
    """The question banks that an office may ask with: those that come along, and its own.

    Shapes   Bank rows without their text, the newest version of a code first
    Cost     1 query when read
    """
    return Bank.objects.filter(realm__in=("", realm)).defer("content").order_by("code", "-installed_at", "-id")


def campaigns_of(viewer: Viewer, realm: str) -> QuerySet[Campaign]:
    """The campaigns of an office, for those who work in it.

    Shapes   Campaign rows, the newest first; empty for everybody else
    Cost     1 query when read
    """
    rows = Campaign.objects.filter(realm=realm) if realm in viewer.realms(Role.OFFICER) else Campaign.objects.none()
    return rows.order_by("-opens", "-id")


def get_campaign(viewer: Viewer, campaign_id: int) -> Campaign:
    """One campaign of an own office, with the head of its bank.

    Cost     1 query
    Raises   Campaign.DoesNotExist, also for that of another office
    """
    rows = Campaign.objects.select_related("bank").defer("bank__content")
    return rows.get(pk=campaign_id, realm__in=viewer.realms(Role.OFFICER))


def takes_answers(campaign: Campaign, *, on: date) -> bool:
    """Whether answers are taken on a day: the campaign is open, and its first and last day lie around it."""
    return campaign.state == CampaignState.OPEN and campaign.opens <= on <= campaign.closes


def institutions_in(viewer: Viewer, campaign: Campaign, *, silent_only: bool = False) -> QuerySet[Institution]:
    """The institutions that a campaign asks, as far as the viewer covers them.

    Shapes   Institution rows by name; silent_only: those of which nobody handed in anything
    Cost     1 query when read
    """
    rows = institutions_covered_by(viewer).filter(pk__in=campaign.institutions.order_by().values("pk"))
    if silent_only:
        handed_in = Assignment.objects.filter(
            campaign=campaign, institution=OuterRef("pk"), state=AssignmentState.SUBMITTED
        )
        rows = rows.exclude(Exists(handed_in))
    return rows


def institutions_to_add(viewer: Viewer, campaign: Campaign, words: str) -> QuerySet[Institution]:
    """The institutions of the office that a campaign does not ask, by words of their name.

    Shapes   Institution rows by name
    Cost     1 query when read
    """
    rows = institutions_covered_by(viewer).filter(realm=campaign.realm)
    rows = rows.exclude(pk__in=campaign.institutions.order_by().values("pk"))
    for word in words.split()[:5]:
        rows = rows.filter(name__icontains=word)
    return rows


def standing_of(viewer: Viewer, campaign: Campaign, institutions: Sequence[Institution]) -> dict[int, Standing]:
    """How far the people of some institutions are, by the number of the institution.

    Shapes   every institution has its entry
    Cost     1 query
    """
    rows = Assignment.objects.filter(campaign=campaign, institution__in=institutions).order_by()
    counted: dict[int, Counter[str]] = {row.pk: Counter() for row in institutions}
    for institution, state, n in rows.values_list("institution_id", "state").annotate(n=Count("id")):
        counted[institution][state] += n
    return {pk: _standing(states) for pk, states in counted.items()}


def progress_of(viewer: Viewer, campaign: Campaign) -> Progress:
    """How far a campaign is.

    Cost     3 queries
    """
    by_role: dict[str, Counter[str]] = {}
    rows = Assignment.objects.filter(campaign=campaign).order_by()
    for role, state, n in rows.values_list("role", "state").annotate(n=Count("id")):
        by_role.setdefault(role, Counter())[state] += n
    whole: Counter[str] = Counter()
    for states in by_role.values():
        whole.update(states)
    asked = rows.values("institution")
    handed_in = rows.filter(state=AssignmentState.SUBMITTED).values("institution")
    numbers = campaign.institutions.order_by().aggregate(
        n=Count("pk"), silent=Count("pk", filter=~Q(pk__in=handed_in)), unasked=Count("pk", filter=~Q(pk__in=asked))
    )
    return Progress(
        total=_standing(whole),
        roles=tuple((role, _standing(by_role[role])) for role in sorted(by_role)),
        institutions=numbers["n"],
        silent=numbers["silent"],
        nobody_asked=numbers["unasked"],
    )


def assignments_in(viewer: Viewer, campaign: Campaign, institution: Institution) -> list[Assignment]:
    """Whom a campaign asks in one institution, each with the person.

    Cost     1 query
    """
    rows = Assignment.objects.filter(campaign=campaign, institution=institution)
    return list(rows.select_related("person__account").order_by("role", "id")[:200])


def get_assignment(viewer: Viewer, assignment_id: int) -> Assignment:
    """Somebody whom a campaign of an own office asks, for an institution that the viewer covers.

    Cost     1 query
    Raises   Assignment.DoesNotExist
    """
    rows = Assignment.objects.filter(
        campaign__realm__in=viewer.realms(Role.OFFICER), institution__in=institutions_covered_by(viewer).order_by()
    )
    return rows.select_related("campaign", "institution").get(pk=assignment_id)


def _standing(states: Counter[str]) -> Standing:
    return Standing(
        asked=sum(states.values()),
        started=states[AssignmentState.STARTED],
        handed_in=states[AssignmentState.SUBMITTED],
        declined=states[AssignmentState.DECLINED],
    )
