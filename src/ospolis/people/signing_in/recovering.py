"""Asking for a link for a new password, in the same time for every address: the request looks nothing up."""

from __future__ import annotations

from datetime import datetime

from ospolis.core.access import ANYBODY
from ospolis.core.jobs import enqueue_job
from ospolis.core.sealing import seal
from ospolis.people.jobs import RECOVERY_PURPOSE, answer_recovery


def ask_for_link(address: str, *, at: datetime) -> None:
    """Leave an address to the worker, sealed: the list of jobs is no list of people."""
    enqueue_job(answer_recovery, viewer=ANYBODY, at=at, sealed=seal(address, purpose=RECOVERY_PURPOSE))
