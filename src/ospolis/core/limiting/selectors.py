"""May this asker try now, and if not, when again?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from ospolis.core.access.viewer import Viewer
from ospolis.core.limiting.askers import Asker
from ospolis.core.limiting.doors import DOORS, Door, Rule
from ospolis.core.limiting.models import TryCount

# A stretch of time is counted in so many slots; what falls out of it does so by one slot at a time.
SLOTS = 15


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a try may pass, and after how many seconds the next one may."""

    may: bool
    wait_seconds: int = 0

    @property
    def wait_minutes(self) -> int:
        return -(-self.wait_seconds // 60)


def may_try(viewer: Viewer, *, door: Door, asker: Asker, at: datetime) -> Verdict:
    """Say whether another try passes, without counting it.

    Cost     1 query
    """
    return judge_tries(viewer, asker.keys(door), at=at, coming=1)


def judge_tries(viewer: Viewer, rules: dict[str, Rule], *, at: datetime, coming: int) -> Verdict:
    """Compare what was counted, and `coming` tries more, with every rule; the longest wait counts.

    Shapes   rules: by the key under which tries are counted
    Cost     1 query
    """
    rows: dict[str, list[TryCount]] = {key: [] for key in rules}
    for row in TryCount.objects.filter(key__in=list(rules), ends__gt=at).order_by("slot", "id"):
        rows[row.key].append(row)
    wait = max((_wait(rules[key], found, at, coming) for key, found in rows.items()), default=0)
    return Verdict(may=wait == 0, wait_seconds=wait)


def _wait(rule: Rule, rows: list[TryCount], at: datetime, coming: int) -> int:
    """Seconds until enough slots have fallen out of the stretch of time; at least one when the rule refuses now."""
    over = sum(row.count for row in rows) + coming - rule.amount
    if over <= 0:
        return 0
    ends = at + rule.per
    for row in rows:
        over -= row.count
        ends = row.ends
        if over <= 0:
            break
    return max(1, math.ceil((ends - at).total_seconds()))


def slot_of(rule: Rule, at: datetime) -> tuple[datetime, datetime]:
    """The beginning of the slot in which a try at this moment is counted, and when the slot no longer counts."""
    length = int(rule.per.total_seconds()) // SLOTS
    begins = at.replace(microsecond=0) - timedelta(seconds=int(at.timestamp()) % length)
    return begins, begins + timedelta(seconds=length) + rule.per


def tries_of(viewer: Viewer, account: str) -> list[dict[str, object]]:
    """What is counted under an account as it is named at a door: for the copy that a person may ask for.

    Shapes   empty for everybody but a known viewer and the system; the door, the count, the slot of time
    Cost     1 query
    """
    if not viewer.is_known and not viewer.grants:
        return []
    names = {key: door.name for door in DOORS for key in Asker(account=account).keys(door)}
    rows = TryCount.objects.filter(key__in=names).order_by("slot", "id")
    return [{"door": names[row.key], "count": row.count, "since": row.slot} for row in rows]
