"""What campaigns leave to a worker: letters, reminders, and closing after the last day."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ospolis.assessment import permissions
from ospolis.assessment.services import inviting, tending
from ospolis.core.access import Viewer
from ospolis.core.jobs import job


@job(queue="outbox", permission=permissions.RUN_CAMPAIGNS)
def send_invitations(viewer: Viewer, *, campaign_id: int) -> None:
    """Write to everybody whom a campaign asks."""
    inviting.send_invitations(campaign_id=campaign_id, actor=viewer, at=timezone.now())


@job(queue="outbox", every=timedelta(days=1))
def tend_campaigns(viewer: Viewer) -> None:
    """Remind those who have not answered, and close campaigns whose last day is over."""
    tending.tend_campaigns(actor=viewer, at=timezone.now())
