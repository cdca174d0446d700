"""Work that is done later: letters, reminders and the end of campaigns; assessments after new facts."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ospolis.assessment import permissions
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.services import handing_in, inviting, tending
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.jobs import job


@job(queue="outbox", permission=permissions.RUN_CAMPAIGNS)
def send_invitations(viewer: Viewer, *, campaign_id: int) -> None:
    """Write to everybody whom a campaign asks."""
    inviting.send_invitations(campaign_id=campaign_id, actor=viewer, at=timezone.now())


@job(queue="outbox", every=timedelta(days=1))
def tend_campaigns(viewer: Viewer) -> None:
    """Remind those who have not answered, and close campaigns whose last day is over."""
    tending.tend_campaigns(actor=viewer, at=timezone.now())


@job(permission=permissions.RUN_CAMPAIGNS)
def hand_in_field_file(viewer: Viewer, *, campaign_id: int, file_key: str) -> None:
    """Hand in a large file of submissions; a repeat is harmless, since each submission counts once."""
    handing_in.hand_in_stored(campaign_id=campaign_id, file_key=file_key, actor=viewer, at=timezone.now())


@job()
def assess_anew(viewer: Viewer, *, office_key: str, institution_key: str = "") -> None:
    """Work out the levels of an office, or of one institution; where nothing changed, nothing is written."""
    now = timezone.now()
    keys = (institution_key,) if institution_key else ()
    actor = system_viewer("assessment")
    assess_office(AssessOrder(realm=office_key, day=timezone.localdate(now), actor=actor, at=now, institutions=keys))
