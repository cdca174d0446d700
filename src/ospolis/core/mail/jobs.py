"""The two jobs of mail: one letter right after its change, and the round that brings everything else on its way."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ospolis.core.access.viewer import Viewer
from ospolis.core.jobs import job
from ospolis.core.mail.digests import gather_digests
from ospolis.core.mail.sending import send_due, send_one

ROUND = timedelta(minutes=5)


@job(queue="outbox")
def send_letter(viewer: Viewer, *, letter_id: int) -> None:
    """Send one letter; if the server cannot take it now, the round goes on with it."""
    send_one(letter_id=letter_id, at=timezone.now())


@job(queue="outbox", every=ROUND, retries=1)
def tend_mail(viewer: Viewer) -> None:
    """Gather digests that are due, and send what waits; what was sent long ago is ended by the rules of retention."""
    at = timezone.now()
    gather_digests(at=at)
    send_due(at=at)
