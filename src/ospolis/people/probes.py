"""What people look at for the health of an installation: whether retention is kept to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.core.jobs.selectors import last_end_of

_JOB = "people.keep_to_rules"
_LATE = timedelta(days=3)


def register_people_probes() -> None:
    """Add the probes of people."""
    register_probe("retention", look_at_retention)


def look_at_retention() -> Iterator[HealthLine]:
    """When data of people was last looked through for what must go."""
    last = last_end_of(_JOB)
    if last is None:
        remedy = "Start a worker: ospolis work"
        yield HealthLine("retention", Light.YELLOW, "not run in the last 14 days", remedy)
        return
    days = (timezone.now() - last).days
    if timezone.now() - last > _LATE:
        remedy = "Data of people is kept longer than was said. Start a worker: ospolis work"
        yield HealthLine("retention", Light.RED, f"last run {days} days ago", remedy)
    else:
        yield HealthLine("retention", Light.GREEN, "run in the last 3 days")
