"""How many calls a forge still answers, as its headers tell: three families of names, two ways to write a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

# A number of seconds above this is a moment, one below it a span.
_MOMENT: Final = 1_000_000_000
_MOST_CALLS: Final = 1_000_000_000
# What a header may at most make us wait: a forge that says more is asked again the next day.
LONGEST_WAIT: Final = timedelta(hours=24)
# Where a forge says that it was too much and not for how long.
USUAL_WAIT: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Budget:
    """What an answer says of calls: how many in a period, how many are left, and when the period ends.

    `wait_until` is set when the forge asked to be left alone.
    """

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None
    wait_until: datetime | None = None


def read_budget(headers: Mapping[str, str], *, now: datetime) -> Budget:
    """Read the budget of calls from the headers of an answer.

    Shapes   headers: names in lower case
    Units    now: aware; times that come out lie between now and a day later
    Returns  Budget; what a header does not say, or says wrongly, is None
    Source   X-RateLimit-* of GitHub and Gitea, RateLimit-* of GitLab, draft-ietf-httpapi-ratelimit-headers-07,
             Retry-After of RFC 9110 section 10.2.3
    """
    told = {}
    for name in ("limit", "remaining", "reset"):
        found = (headers.get(f"{prefix}{name}", "") for prefix in ("x-ratelimit-", "ratelimit-"))
        told[name] = next((number for text in found if (number := _read_count(text)) is not None), None)
    return Budget(
        limit=told["limit"],
        remaining=told["remaining"],
        reset_at=_read_moment(told["reset"], now),
        wait_until=_read_wait(headers.get("retry-after", ""), now),
    )


def _read_count(text: str) -> int | None:
    """A whole number; what follows a comma or a semicolon are parameters."""
    digits = text.partition(",")[0].partition(";")[0].strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return None
    return int(digits)


def _read_moment(seconds: int | None, now: datetime) -> datetime | None:
    if seconds is None:
        return None
    left = seconds - now.timestamp() if seconds > _MOMENT else float(seconds)
    return now + min(max(timedelta(), timedelta(seconds=min(left, 1e9))), LONGEST_WAIT)


def _read_wait(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    seconds = _read_count(text)
    if seconds is not None:
        return now + min(timedelta(seconds=min(seconds, _MOST_CALLS)), LONGEST_WAIT)
    try:
        asked = parsedate_to_datetime(text)
    except ValueError:
        return None
    asked = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
    return min(max(asked, now), now + LONGEST_WAIT)
