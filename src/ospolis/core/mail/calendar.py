"""When gathered letters go out: in the morning of the office, each day or on Mondays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from ospolis.core.mail.choices import Rhythm

_MORNING = 6
_MONDAY = 0


def next_round(rhythm: Rhythm, *, after: datetime) -> datetime:
    """The next morning on which letters of a rhythm are gathered, in the time zone of the office."""
    morning = localtime(after).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    while morning <= after or (rhythm is Rhythm.WEEKLY and morning.weekday() != _MONDAY):
        morning += timedelta(days=1)
    return morning
