"""What logging in leaves to a worker."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ospolis.core.access import Viewer, system_viewer
from ospolis.core.jobs import job
from ospolis.core.sealing import unseal
from ospolis.people import services

RECOVERY_PURPOSE = "people.recovery"
_ROUND = timedelta(minutes=10)


@job(queue="outbox")
def answer_recovery(viewer: Viewer, *, sealed: str) -> None:
    """Send a link for a new password, if the address has an account. The page that was asked never looks it up."""
    address = unseal(sealed, purpose=RECOVERY_PURPOSE)
    services.send_recovery_link(address=address, actor=system_viewer("recovery"), at=timezone.now())


@job(queue="default", every=_ROUND, retries=1)
def take_lost_factors_off(viewer: Viewer) -> None:
    """Take second factors off whose owners lost them, once two people agreed and a day has passed."""
    services.take_due_factors_off(actor=system_viewer("lost second factors"), at=timezone.now())


@job(every=timedelta(days=1))
def keep_to_rules(viewer: Viewer) -> None:
    """End what was kept as long as was said; stopped half-way, the next run goes on."""
    services.keep_to_rules(actor=viewer, at=timezone.now())
