"""Count tries, and forget them again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from ospolis.core.access.viewer import ANYBODY
from ospolis.core.limiting.askers import Asker
from ospolis.core.limiting.doors import DOORS, Door, Rule
from ospolis.core.limiting.models import TryCount
from ospolis.core.limiting.selectors import Verdict, judge_tries, slot_of


def count_try(*, door: Door, asker: Asker, at: datetime) -> Verdict:
    """Let a try pass and count it, or refuse it; a refused one costs a reading only and prolongs nothing.

    Of tries at the same moment no more pass than the rule allows, because each is counted before it is judged again.
    Raises   nothing of its own
    Emits    nothing: how often somebody knocks is no event of the office
    """
    rules = asker.keys(door)
    verdict = judge_tries(ANYBODY, rules, at=at, coming=1)
    if not verdict.may:
        return verdict
    for key, rule in rules.items():
        _add_one(key, rule, at)
    return judge_tries(ANYBODY, rules, at=at, coming=0)


def forget_tries(*, door: Door, asker: Asker) -> None:
    """Forget what was counted at a door under the asker's account: whoever knows the password is no guesser.

    Raises   nothing of its own
    Emits    nothing: what follows has its own entry
    """
    TryCount.objects.filter(key__in=list(Asker(account=asker.account).keys(door))).delete()


def forget_account(*, account: str) -> None:
    """Forget what was counted under an account at any door.

    Raises   nothing of its own
    Emits    nothing: the erasure that asks for it has its own entry
    """
    keys = [key for door in DOORS for key in Asker(account=account).keys(door)]
    TryCount.objects.filter(key__in=keys).delete()


def forget_old_tries(*, before: datetime) -> int:
    """Remove counts that ended before a moment; returns how many.

    Raises   nothing of its own
    Emits    nothing: they counted no longer
    """
    removed, _ = TryCount.objects.filter(ends__lte=before).delete()
    return removed


def _add_one(key: str, rule: Rule, at: datetime) -> None:
    begins, ends = slot_of(rule, at)
    rows = TryCount.objects.filter(key=key, slot=begins)
    if rows.update(count=F("count") + 1) == 0:
        # Two that come first at the same moment make one row, and each adds to it.
        TryCount.objects.bulk_create([TryCount(key=key, slot=begins, ends=ends)], ignore_conflicts=True)
        rows.update(count=F("count") + 1)
