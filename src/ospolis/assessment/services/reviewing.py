"""The only writer of what assessors and workshops say about levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.choices import CampaignState
from ospolis.assessment.events.reviews import LevelsProposed, WorkshopHeld
from ospolis.assessment.models import Campaign, Moderation
from ospolis.assessment.reviewed import (
    REVIEWED,
    TWO_ASSESSORS,
    WORKSHOP,
    agreed_level,
    fact_of_level,
    origin_of_review,
)
from ospolis.assessment.selectors.campaigns import get_campaign, institutions_in
from ospolis.assessment.services.answering import NotAsked
from ospolis.assessment.services.campaigns import NotOpenAnyMore
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.journal.services import record
from ospolis.evidence.selectors import values_of_subject
from ospolis.evidence.services import record_facts
from ospolis.people.selectors.own_data import own_person

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

_HOUSE = system_viewer("review")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The level of one question, as one assessor or a room sees it."""

    item: str
    level: int
    note: str = ""


@transaction.atomic
def hold_workshop(
    *, campaign_id: int, institution_key: str, levels: Sequence[Proposal], actor: Viewer, at: datetime
) -> int:
    """Write down the levels on which people of an institution agreed in a room; each takes the place of their answers.

    Returns  how many facts are new
    Raises   Campaign.DoesNotExist; Institution.DoesNotExist; NotOpenAnyMore when it is not open; NotAsked
    Emits    assessment.workshop_held; evidence.facts_recorded
    """
    campaign, institution = _find(campaign_id, institution_key, actor)
    if campaign.state != CampaignState.OPEN:
        raise NotOpenAnyMore(campaign.state)
    _check(campaign, levels)
    for row in levels:
        _keep(campaign, institution, row, actor, at, is_workshop=True)
    day = timezone.localdate(at)
    facts = [fact_of_level(row.item, row.level, WORKSHOP, institution_key, day) for row in levels]
    change = record_facts(
        realm=institution.realm, origin=origin_of_review(campaign.pk), facts=facts, actor=_HOUSE, at=at
    )
    event = WorkshopHeld(campaign_id=campaign.pk, institution_key=institution_key, levels=len(levels))
    record(event, actor=actor, at=at, realm=campaign.realm)
    return change.new


@transaction.atomic
def propose_levels(
    *, campaign_id: int, institution_key: str, levels: Sequence[Proposal], actor: Viewer, at: datetime
) -> int:
    """Note what one assessor proposes. Where two agree the level is reviewed; where an agreement ends it is taken back.

    Returns  on how many of these questions two assessors agree now
    Raises   Campaign.DoesNotExist; Institution.DoesNotExist; NotOpenAnyMore before the campaign opened; NotAsked
    Emits    assessment.levels_proposed; evidence.facts_recorded
    """
    campaign, institution = _find(campaign_id, institution_key, actor)
    if campaign.state == CampaignState.DRAFT:
        raise NotOpenAnyMore(campaign.state)
    _check(campaign, levels)
    for row in levels:
        _keep(campaign, institution, row, actor, at, is_workshop=False)
    agreed = _agreed(campaign, institution, [row.item for row in levels])
    held = _held(actor, institution_key)
    day = timezone.localdate(at)
    facts = [
        fact_of_level(item, level, TWO_ASSESSORS, institution_key, day)
        for item, level in agreed.items()
        if level is not None or held.get(item) == TWO_ASSESSORS
    ]
    record_facts(realm=institution.realm, origin=origin_of_review(campaign.pk), facts=facts, actor=_HOUSE, at=at)
    count = sum(level is not None for level in agreed.values())
    event = LevelsProposed(campaign_id=campaign.pk, institution_key=institution_key, proposed=len(levels), agreed=count)
    record(event, actor=actor, at=at, realm=campaign.realm)
    return count


def _find(campaign_id: int, institution_key: str, actor: Viewer) -> tuple[Campaign, Institution]:
    """Lock a campaign of an own office, and find an institution that it asks and the actor covers.

    Raises   Campaign.DoesNotExist; Institution.DoesNotExist
    """
    found = get_campaign(actor, campaign_id)
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("bank").get(pk=found.pk)
    return campaign, institutions_in(actor, campaign).get(key=institution_key)


def _check(campaign: Campaign, levels: Sequence[Proposal]) -> None:
    """Refuse questions that the bank does not hold, and levels that there are not.

    Raises   NotAsked
    """
    bank = parsed_bank(campaign.bank.content)
    for row in levels:
        if bank.item(row.item) is None or row.level not in range(5):
            raise NotAsked(row.item)


def _keep(
    campaign: Campaign, institution: Institution, row: Proposal, actor: Viewer, at: datetime, *, is_workshop: bool
) -> None:
    """Keep what one assessor says of one question; what the same one said before is replaced."""
    Moderation.objects.update_or_create(
        campaign=campaign, institution=institution, item=row.item, assessor=own_person(actor),
        defaults={"level": row.level, "note": row.note, "is_workshop": is_workshop, "moderated_at": at},
    )  # fmt: skip


def _agreed(campaign: Campaign, institution: Institution, items: Sequence[str]) -> dict[str, int | None]:
    """The level that two assessors agree on, for each of some questions; None where they do not."""
    rows = Moderation.objects.filter(campaign=campaign, institution=institution, item__in=items, is_workshop=False)
    proposed: dict[str, list[int]] = {item: [] for item in items}
    for item, level in rows.order_by("pk").values_list("item", "level"):
        proposed[item].append(level)
    return {item: agreed_level(levels) for item, levels in proposed.items()}


def _held(actor: Viewer, institution_key: str) -> dict[str, str]:
    """How each reviewed level of an institution came about, by question."""
    rows = values_of_subject(actor, "institution", institution_key)
    return {row.part: row.text for row in rows if row.measure == REVIEWED}
