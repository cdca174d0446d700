"""An institution then and now: a change is told only where it is likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.pages.words import say_level, say_percent, say_stage
from ospolis.assessment.rows import Comparison, PastResult

if TYPE_CHECKING:
    from ospolis.engines.maturity import Change

_TONES = {"rise": "good", "fall": "bad"}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One dimension then and now."""

    title: str
    before: str
    after: str
    verdict: str
    tone: str
    chance: str
    note: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """An earlier result to compare with."""

    past: PastResult
    url: str
    stage: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Everything that the page shows."""

    comparison: Comparison | None
    finding: str
    staged: str
    rows: tuple[ChangeRow, ...]
    past: tuple[PastLine, ...]


def describe_comparison(
    comparison: Comparison | None, past: tuple[PastResult, ...], titles: Mapping[str, str]
) -> ComparisonPage:
    """Put a comparison into words; `titles` are those of dimensions by code.

    Cost     none
    """
    lines = tuple(
        PastLine(row, f"?earlier={row.pk}", say_stage(row.staged_level), _is_chosen(row, comparison))
        for row in past[1:]
    )
    if comparison is None:
        return ComparisonPage(None, _("There is no earlier result to compare with."), "", (), lines)
    rows = tuple(_tell_change(change, titles) for change in comparison.changes)
    return ComparisonPage(comparison, _say_finding(comparison), _say_staged(comparison), rows, lines)


def _is_chosen(row: PastResult, comparison: Comparison | None) -> bool:
    return comparison is not None and row.day == comparison.before_day


def _say_finding(comparison: Comparison) -> str:
    rises = sum(change.verdict == "rise" for change in comparison.changes)
    falls = sum(change.verdict == "fall" for change in comparison.changes)
    if not rises and not falls:
        return _("No dimension has clearly changed.")
    up = ngettext("%(n)s dimension rose.", "%(n)s dimensions rose.", rises) % {"n": rises}
    down = ngettext("%(n)s dimension fell.", "%(n)s dimensions fell.", falls) % {"n": falls}
    return " ".join(words for n, words in ((rises, up), (falls, down)) if n)


def _say_staged(comparison: Comparison) -> str:
    if comparison.staged_before == comparison.staged_after:
        return _("The staged level is the same: %(level)s.") % {"level": say_stage(comparison.staged_after)}
    return _("The staged level went from %(before)s to %(after)s.") % {
        "before": say_stage(comparison.staged_before), "after": say_stage(comparison.staged_after),
    }  # fmt: skip


def _tell_change(change: Change, titles: Mapping[str, str]) -> ChangeRow:
    verdict = {
        "rise": _("rose"),
        "fall": _("fell"),
        "no clear change": _("no clear change"),
        "not comparable": _("not comparable"),
    }[change.verdict]
    n = len(change.fresh)
    note = ngettext("%(n)s question is new.", "%(n)s questions are new.", n) % {"n": n} if n else ""
    return ChangeRow(
        title=f"{change.dimension} {titles.get(change.dimension, '')}".strip(), before=say_level(change.before),
        after=say_level(change.after), verdict=verdict, tone=_TONES.get(change.verdict, "none"),
        chance="" if change.p is None else say_percent(change.p), note=note,
    )  # fmt: skip
