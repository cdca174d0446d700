"""What open campaigns need each day: reminders, and an end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ospolis.assessment.choices import CampaignState
from ospolis.assessment.events.campaigns import CampaignClosed
from ospolis.assessment.models import Campaign
from ospolis.assessment.services.inviting import send_reminders
from ospolis.core.access import Viewer
from ospolis.core.journal.services import record


def tend_campaigns(*, actor: Viewer, at: datetime) -> None:
    """Remind in every campaign that takes answers, and close every one whose last day is over.

    Raises   nothing of its own
    Emits    assessment.reminders_sent and assessment.campaign_closed, by the services that it calls
    """
    numbers = Campaign.objects.filter(state=CampaignState.OPEN).order_by("pk").values_list("pk", "closes")
    for number, closes in list(numbers):
        if closes < timezone.localdate(at):
            end_campaign(campaign_id=number, actor=actor, at=at)
        else:
            send_reminders(campaign_id=number, actor=actor, at=at)


@transaction.atomic
def end_campaign(*, campaign_id: int, actor: Viewer, at: datetime) -> None:
    """Close a campaign because its last day is over; closed already, nothing happens.

    Raises   Campaign.DoesNotExist
    Emits    assessment.campaign_closed, unless it was closed
    """
    row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    if row.state != CampaignState.OPEN or row.closes >= timezone.localdate(at):
        return
    row.state, row.closed_at = CampaignState.CLOSED, at
    row.save(update_fields=["state", "closed_at"])
    record(CampaignClosed(campaign_id=row.pk), actor=actor, at=at, realm=row.realm)
