"""The daily broom of `core`: rows that nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ospolis.core.access.viewer import Viewer
from ospolis.core.caching import forget_expired
from ospolis.core.compat import forget_task_results
from ospolis.core.idempotency import forget_keys
from ospolis.core.jobs import job
from ospolis.core.jobs.services import forget_finished
from ospolis.core.journal.audits import audit_journal, note_audit
from ospolis.core.journal.heads import sign_heads
from ospolis.core.limiting.services import forget_old_tries

KEPT = timedelta(days=14)


@job(every=timedelta(days=1))
def sweep(viewer: Viewer) -> None:
    """Remove finished jobs, their task results and used form keys after 14 days."""
    before = timezone.now() - KEPT
    forget_finished(before=before)
    forget_task_results(before=before)
    forget_keys(before=before)


@job(every=timedelta(hours=1))
def sweep_counts(viewer: Viewer) -> None:
    """Remove counts of tries that no longer count, and what the shared cache holds beyond its time."""
    now = timezone.now()
    forget_old_tries(before=now)
    forget_expired(before=now)


@job(every=timedelta(minutes=5))
def sign_journal(viewer: Viewer) -> None:
    """Sign the heads of chains that grew much, or were not signed for an hour."""
    sign_heads(at=timezone.now())


@job(every=timedelta(days=1), lease=timedelta(hours=2))
def audit_nightly(viewer: Viewer) -> None:
    """Walk the whole journal and keep what was found."""
    note_audit(report=audit_journal(), at=timezone.now())
