"""Percentages of counts that may be shown, always with their base."""

from __future__ import annotations

from dataclasses import dataclass

from ospolis.engines.disclosure.tables import Rule


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage and what it is a part of. `percent` is None where the base is too small or a count is hidden."""

    percent: int | None
    base: int | None


def share_of(count: int | None, base: int | None, rule: Rule) -> Share:
    """The part that a shown count is of a shown base.

    Units    per cent, whole; half per cents go up
    Returns  Share without a percentage when one of both is hidden or the base is below the least one
    """
    if count is None or base is None or base < rule.least_base:
        return Share(None, base)
    return Share((200 * count + base) // (2 * base), base)


def share_known(unknown: int | None, total: int | None, rule: Rule) -> Share:
    """The response rate: of how many people an answer is known.

    Units    per cent, whole; half per cents go up
    Returns  Share without a percentage when one of both is hidden or the base is below the least one
    """
    return share_of(None if unknown is None or total is None else total - unknown, total, rule)
