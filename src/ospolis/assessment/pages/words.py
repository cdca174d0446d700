"""Levels, ranges and chances in the words that every page of results uses."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

LEVELS = (lazy("absent"), lazy("ad hoc"), lazy("defined"), lazy("practised"), lazy("measured"))
# From which chance on a gap is said to be so likely.
_CHANCES = (
    (0.95, lazy("almost certain")),
    (0.8, lazy("very likely")),
    (0.6, lazy("likely")),
    (0.4, lazy("as likely as not")),
    (0.0, lazy("unlikely")),
)


def say_level(level: float | None) -> str:
    """A level with one decimal; one that is not known is a question mark."""
    return "?" if level is None else str(number_format(round(level, 1), decimal_pos=1))


def say_said(level: float | None) -> str:
    """A level that somebody gave: whole where it is whole."""
    return say_level(level) if level is None or round(level, 1) % 1 else str(number_format(round(level), decimal_pos=0))


def say_exact(value: float, places: int = 2) -> str:
    """A number inside a formula."""
    return str(number_format(round(value, places), decimal_pos=places))


def say_range(low: float | None, high: float | None) -> str:
    """Both ends of a range; empty when there is none."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": say_level(low), "high": say_level(high)}


def say_between(low: float | None, high: float | None) -> str:
    """Both ends of a range inside a sentence, after "between"."""
    return _("%(low)s and %(high)s") % {"low": say_level(low), "high": say_level(high)}


def keep_together(words: str) -> str:
    """Words that a narrow column must not part."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def say_doubt(low: float | None, high: float | None) -> str:
    """Half of a range, as it stands beside a number; empty when there is none."""
    return "" if low is None or high is None else f"±{say_level((high - low) / 2)}"


def say_stage(level: int | None) -> str:
    """A staged level with its name."""
    if level is None:
        return _("no level")
    return _("%(level)s, %(name)s") % {"level": level, "name": LEVELS[level]}


def say_count(value: float) -> str:
    """A number of units: whole where it is whole."""
    places = 0 if round(value, 1) == int(value) else 1
    return str(number_format(round(value, 1), decimal_pos=places, force_grouping=True))


def say_part(part: float, whole: float) -> str:
    """So many of so many."""
    return _("%(part)s of %(whole)s") % {"part": say_count(part), "whole": say_count(whole)}


def say_chance(p: float) -> str:
    """A chance in words."""
    return next(str(words) for least, words in _CHANCES if p >= least)


def say_percent(p: float) -> str:
    """A probability of one thing, in whole per cent; nearly none is not none, and nearly all is not all."""
    if 0 < p < 0.005:
        return keep_together("< 1 %")
    return keep_together("> 99 %" if 0.995 <= p < 1 else f"{round(100 * p)} %")
