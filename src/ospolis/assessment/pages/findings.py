"""What the levels of an office say together, in sentences. Means are of institutions, each counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.pages.words import LEVELS, say_level, say_range
from ospolis.assessment.rows import DimensionRow, InstitutionRow, OfficeResults
from ospolis.core.addresses import address_of

# A middle of fewer says little of an office.
LEAST = 3
# How far from the middle, in levels, an institution stands out.
_FAR = 1.0
_MOST = 6


@dataclass(frozen=True, slots=True)
class Middle:
    """One dimension over the institutions of which enough is known."""

    code: str
    title: str
    level: float
    known: int


@dataclass(frozen=True, slots=True)
class Standout:
    """One institution that stands far from the middle in a dimension, as a sentence with the way to it."""

    name: str
    url: str
    sentence: str
    tone: str


def find_middles(results: OfficeResults) -> tuple[Middle, ...]:
    """The middle of each dimension, in the order of the bank, where enough institutions are known."""
    middles = []
    for head in results.dimensions:
        levels = [row.best for row in _rows_of(results, head.code) if row.best is not None]
        if len(levels) >= LEAST:
            middles.append(Middle(head.code, head.title, median(levels), len(levels)))
    return tuple(middles)


def say_finding(results: OfficeResults, middles: Sequence[Middle]) -> str:
    """The strongest and the weakest dimension in one sentence."""
    if not middles:
        return _("Too little is known to say where the institutions stand together.")
    strong, weak = max(middles, key=lambda one: one.level), min(middles, key=lambda one: one.level)
    if strong.level - weak.level < 0.05:
        return _("In every dimension the middle of the institutions stands at about %(level)s of 4.") % {
            "level": say_level(strong.level)
        }
    return _("In the middle of the institutions %(strong)s leads with %(high)s of 4. %(weak)s trails with %(low)s.") % {
        "strong": strong.title, "high": say_level(strong.level), "weak": weak.title, "low": say_level(weak.level),
    }  # fmt: skip


def find_standouts(results: OfficeResults, middles: Sequence[Middle], *, linked: bool) -> tuple[Standout, ...]:
    """Institutions at least one level from the middle whose whole range lies on that side, the farthest first."""
    found: list[tuple[float, InstitutionRow, DimensionRow, Middle]] = []
    for middle in middles:
        for institution in results.rows:
            row = next((one for one in institution.dimensions if one.code == middle.code), None)
            if row is None or row.best is None or row.best_low is None or row.best_high is None:
                continue
            away = row.best - middle.level
            if abs(away) >= _FAR and (row.best_low > middle.level or row.best_high < middle.level):
                found.append((away, institution, row, middle))
    found.sort(key=lambda one: (-abs(one[0]), one[1].name, one[3].code))
    return tuple(_tell_standout(*one, linked=linked) for one in found[:_MOST])


def _tell_standout(
    away: float, institution: InstitutionRow, row: DimensionRow, middle: Middle, *, linked: bool
) -> Standout:
    parts = {
        "level": say_level(row.best), "range": say_range(row.best_low, row.best_high), "title": middle.title,
        "middle": say_level(middle.level),
    }  # fmt: skip
    if away > 0:
        sentence = _("%(title)s: %(level)s (%(range)s), well above the middle of %(middle)s.") % parts
    else:
        sentence = _("%(title)s: %(level)s (%(range)s), well below the middle of %(middle)s.") % parts
    url = f"{address_of('assessment:institution', institution.key)}#{row.code}" if linked else ""
    return Standout(institution.name, url, sentence, "good" if away > 0 else "warn")


def say_strengths(results: OfficeResults) -> tuple[str, ...]:
    """In which dimensions institutions reach their target with what is proven, the most frequent first."""
    counted = Counter(
        {head.code: sum(row.is_strength for row in _rows_of(results, head.code)) for head in results.dimensions}
    )
    titles = {head.code: head.title for head in results.dimensions}
    return tuple(
        ngettext(
            "%(title)s is a strength of %(n)s institution.", "%(title)s is a strength of %(n)s institutions.", n
        ) % {"title": titles[code], "n": n}
        for code, n in counted.most_common(_MOST)
        if n
    )  # fmt: skip


def say_stages(results: OfficeResults) -> tuple[tuple[str, int], ...]:
    """How many institutions hold each staged level, and of how many it is not known."""
    counted = Counter(row.staged_level if row.score is not None else None for row in results.rows)
    known = tuple((f"{level} {LEVELS[level]}", counted[level]) for level in range(5))
    return (*known, (_("not known"), counted[None]))


def _rows_of(results: OfficeResults, code: str) -> list[DimensionRow]:
    return [row for institution in results.rows for row in institution.dimensions if row.code == code]
