"""The printed report of an institution, in plain words: where it stands, what is good, what to do next.

Everything in it was worked out elsewhere; here are only sentences, in the language that is active.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.interchange.paper import Printing, set_document

_MOST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class ReportDimension:
    """One dimension. Units: levels 0 to 4; None where too little is known, or where nothing applies."""

    title: str
    best: float | None
    proven: float | None
    low: float | None
    high: float | None
    target: float | None
    gap: float | None
    is_strength: bool


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One thing to do: where the institution stands in a question, what the next level asks, what helps."""

    code: str
    statement: str
    now: str
    next_level: int
    next_words: str
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContradiction:
    """A word and the evidence do not fit: both values stand here, and what came of it."""

    code: str
    statement: str
    flag: str
    claim: float | None
    evidence: float | None
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlainReport:
    """All that a report says.

    Shapes   p_level: how sure levels 1 to 4 are, 0 to 1; dimensions: in the order of the bank
             steps: first things first; contradictions: the open ones first
             facts: how many facts were used; roles: how many roles answered; sources: in words, one a line
    """

    institution: str
    key: str
    day: date
    staged_level: int | None
    p_level: tuple[float, ...]
    dimensions: tuple[ReportDimension, ...]
    steps: tuple[ReportStep, ...]
    contradictions: tuple[ReportContradiction, ...]
    bank: str
    policy: str
    facts: int
    roles: int
    observed: int
    expected: int
    sources: tuple[str, ...] = ()


def set_report(report: PlainReport, printing: Printing) -> bytes:
    """Set a report as a PDF that archives and screen readers can use.

    Raises   LanguageNotPrintable
    """
    return set_document("report.typ", _values_of(report), printing)


def _values_of(report: PlainReport) -> dict[str, Any]:
    day = date_format(report.day, "DATE_FORMAT")
    return {
        "title": _("Open source at %(institution)s") % {"institution": report.institution},
        "institution": report.institution,
        "mark": f"{report.key} - {report.day.isoformat()} - {report.bank}",
        "lead": [
            _("This report says where the institution stands on %(day)s, and what it can do next.") % {"day": day},
            _("It joins what people answered with what was found in public sources and registers."),
        ],
        "stand": _tell_stand(report),
        "table": _tell_dimensions(report),
        "parts": [
            _tell_strengths(report),
            _tell_gaps(report),
            _tell_steps(report),
            _tell_contradictions(report),
            _tell_reading(),
            _tell_method(report, day),
        ],
    }


def _part(title: str, sentences: list[str], points: list[str] | None = None, entries: Any = ()) -> dict[str, Any]:
    return {"title": title, "sentences": sentences, "points": points or [], "entries": list(entries)}


def _tell_stand(report: PlainReport) -> list[str]:
    meanings = (
        _("Level 0: nothing is in place yet."),
        _("Level 1: some things are done, when somebody thinks of them."),
        _("Level 2: it is defined how things are done."),
        _("Level 3: it is done, and there is evidence for it."),
        _("Level 4: it is measured, and it gets better."),
    )
    if report.staged_level is None:
        return [_("Too little is known for a level.")]
    stands = _("The institution holds level %(level)s of 4.") % {"level": report.staged_level}
    sentences = [f"{stands} {meanings[report.staged_level]}"]
    if report.staged_level < len(report.p_level):
        told = {"level": report.staged_level + 1, "percent": round(100 * report.p_level[report.staged_level])}
        sentences.append(_("The chance that it holds level %(level)s already is %(percent)s %%.") % told)
    return sentences


def _tell_dimensions(report: PlainReport) -> dict[str, Any]:
    rows = [
        {
            "title": dimension.title,
            "cells": [
                _level(dimension.best),
                _level(dimension.proven),
                _range(dimension.low, dimension.high),
                _level(dimension.target),
            ],
            "low": dimension.low,
            "high": dimension.high,
            "best": dimension.best,
            "target": dimension.target,
        }
        for dimension in report.dimensions
    ]
    columns = [_("Subject"), _("Best estimate"), _("Proven"), _("Range"), _("Target")]
    return {"title": _("Where you stand"), "columns": columns, "bar": "0 - 4", "rows": rows}


def _tell_strengths(report: PlainReport) -> dict[str, Any]:
    words = _("%(title)s: proven at %(level)s, the target is %(target)s.")
    points = [
        words % {"title": found.title, "level": _level(found.proven), "target": _level(found.target)}
        for found in report.dimensions
        if found.is_strength
    ]
    nothing = _("No subject has reached its target by evidence yet. The parts below say where to begin.")
    return _part(_("What is good"), [] if points else [nothing], points)


def _tell_gaps(report: PlainReport) -> dict[str, Any]:
    short = [dimension for dimension in report.dimensions if dimension.gap]
    wide = sorted(short, key=lambda dimension: (-(dimension.gap or 0), dimension.title))
    words = _("%(title)s: %(gap)s levels below the target of %(target)s.")
    points = [
        words % {"title": found.title, "gap": _level(found.gap), "target": _level(found.target)} for found in wide
    ]
    return _part(_("Where something is missing"), [] if points else [_("No gap to a target is known.")], points)


def _tell_steps(report: PlainReport) -> dict[str, Any]:
    entries = []
    for number, step in enumerate(report.steps[:_MOST_STEPS], 1):
        sentences = [_("Today: %(words)s") % {"words": step.now}] if step.now else []
        sentences.append(_("Level %(level)s: %(words)s") % {"level": step.next_level, "words": step.next_words})
        if step.actions:
            sentences.append(_("What helps: %(actions)s.") % {"actions": "; ".join(step.actions)})
        entries.append({"title": f"{number}. {step.statement} ({step.code})", "sentences": sentences})
    first = _("These steps close the widest gaps first.") if entries else _("No next step stands out.")
    return _part(_("What to do next"), [first], entries=entries)


def _tell_contradictions(report: PlainReport) -> dict[str, Any]:
    entries = []
    for found in report.contradictions:
        told = {"claim": _level(found.claim), "evidence": _level(found.evidence)}
        sentences = [_("Answered: %(claim)s. Evidence: %(evidence)s.") % told, f"{found.flag} ({found.state})."]
        title = f"{found.statement} ({found.code})" if found.code else found.statement
        entries.append({"title": title, "sentences": [*sentences, found.note] if found.note else sentences})
    some = [
        _("Here an answer and the evidence do not fit together. Both values are kept."),
        _("You can accept the evidence, explain the difference, or contest it."),
    ]
    none = [_("Answers and evidence fit together.")]
    return _part(_("Answers and evidence that do not fit"), some if entries else none, entries=entries)


def _tell_reading() -> dict[str, Any]:
    return _part(
        _("How to read the numbers"),
        [
            _("Levels go from 0 to 4. The best estimate is the most likely level, from answers and evidence together."),
            _("The proven level is the best estimate when all that nobody could see is taken as missing."),
            _("The range holds the true level in nine of ten cases. The less is known, the wider it is."),
            _("An answer alone counts for 2.5 at most: level 3 and above need evidence."),
            _("What is not known never counts as zero. A dash stands where too little is known."),
            _("In the small picture the grey bar is the range and the thick line the best estimate."),
            _("The dotted line is the target."),
        ],
    )


def _tell_method(report: PlainReport, day: str) -> dict[str, Any]:
    told = {"bank": report.bank, "policy": report.policy, "day": day}
    facts = ngettext("%(count)s fact was used.", "%(count)s facts were used.", report.facts)
    roles = ngettext("%(count)s role answered.", "%(count)s roles answered.", report.roles)
    seen = _("%(observed)s of %(expected)s units that should be seen were seen.")
    sentences = [
        _("The questions are those of %(bank)s, the rules those of %(policy)s, worked out for %(day)s.") % told,
        facts % {"count": report.facts},
        roles % {"count": report.roles},
        seen % {"observed": report.observed, "expected": report.expected},
    ]
    return _part(_("Method, date and sources"), sentences, list(report.sources))


def _level(level: float | None) -> str:
    return "-" if level is None else f"{level:.1f}"


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.1f} - {high:.1f}"
