"""Rows of the collection as pages show them: plain values, no queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.mapping.choices import RunState, SourceKind, SourceState
from ospolis.mapping.models import Repository, Run, Source

_TONES = {
    SourceState.WAITING: ("none", "unknown"),
    SourceState.DONE: ("good", "check"),
    SourceState.PARTIAL: ("warn", "warn"),
    SourceState.FAILED: ("bad", "stop"),
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of a list: what it is, how its last reading ended, and what to do."""

    key: str
    url: str
    location: str
    kind: str
    institution: str
    institution_url: str
    state: str
    tone: str
    icon: str
    message: str
    remedy: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnclearLicence:
    """One repository whose licence needs somebody."""

    name: str
    url: str
    institution: str
    reason: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Collection:
    """One run of an office in a sentence and its numbers."""

    key: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    failed: int
    unchanged: int
    sentence: str


def source_line(source: Source) -> SourceLine:
    """One source as a row; its institution must have been read with it."""
    state = SourceState(source.state)
    tone, icon = _TONES[state]
    return SourceLine(
        key=source.key,
        url=reverse("mapping:source", args=[source.key]),
        location=source.location,
        kind=str(SourceKind(source.kind).label),
        institution=source.institution.name,
        institution_url=f"/institutions/{source.institution.key}/",
        state=str(state.label),
        tone=tone,
        icon=icon,
        message=source.message,
        remedy=source.remedy,
        read_at=source.read_at,
    )


def unclear_licence(repository: Repository) -> UnclearLicence:
    """One repository without a clear licence, with the reason in words."""
    reasons = {
        "none": (_("No licence was found. Nobody may reuse it."), "bad", "stop"),
        "several": (_("More than one licence was found. Somebody must say which one holds."), "warn", "warn"),
        "needs-look": (_("A licence text was not recognised. Somebody must read it."), "warn", "unknown"),
    }
    reason, tone, icon = reasons[repository.licence_clarity]
    return UnclearLicence(
        name=repository.name,
        url=reverse("mapping:repository", args=[repository.key]),
        institution=repository.institution.name,
        reason=reason,
        tone=tone,
        icon=icon,
    )


def collection(run: Run) -> Collection:
    """One run with its numbers in a sentence."""
    numbers = run.summary.get("sources", {})
    total, failed = numbers.get("total", 0), numbers.get("failed", 0)
    if run.state == RunState.RUNNING:
        sentence = _("Collection %(key)s is running.") % {"key": run.key}
    else:
        read = ngettext("%(n)s source read", "%(n)s sources read", total - failed) % {"n": total - failed}
        lost = ngettext("%(n)s failed", "%(n)s failed", failed) % {"n": failed}
        sentence = _("Collection %(key)s: %(read)s, %(lost)s.") % {"key": run.key, "read": read, "lost": lost}
    return Collection(
        key=run.key,
        state=str(RunState(run.state).label),
        started_at=run.started_at,
        finished_at=run.finished_at,
        total=total,
        done=numbers.get("done", 0),
        failed=failed,
        unchanged=numbers.get("unchanged", 0),
        sentence=sentence,
    )
