"""Rows of the collection as pages show them: plain values, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.core.charts import say_number
from ospolis.core.exports import Table
from ospolis.mapping.choices import ComponentScope, RepositoryState, RunState, SourceKind, SourceState
from ospolis.mapping.models import ComponentUse, Repository, Run, Source
from ospolis.mapping.words import Tag, tag_clarity

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
    is_running: bool = False


def source_line(source: Source) -> SourceLine:
    """One source as a row; its institution must have been read with it."""
    state = SourceState(source.state)
    tone, icon = _TONES[state]
    return SourceLine(
        key=source.key,
        url=address_of("mapping:source", source.key),
        location=source.shown_location,
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
        url=address_of("mapping:repository", repository.key),
        institution=repository.institution.name,
        reason=reason,
        tone=tone,
        icon=icon,
    )


def collection(run: Run, numbers: Mapping[str, int]) -> Collection:
    """One run with the numbers of its sources in a sentence."""
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
        is_running=run.state == RunState.RUNNING,
    )


@dataclass(frozen=True, slots=True)
class RepositoryLine:
    """One repository of a list: what it is, its licence, its language, its size and its practices."""

    url: str
    name: str
    summary: str
    institution: str
    institution_url: str
    licence: str
    clarity: Tag
    language: str
    code_lines: str
    practices: str
    last_commit_on: date | None


def repository_line(repository: Repository) -> RepositoryLine:
    """One repository as a row; its institution must have been read with it."""
    applicable = repository.practices_applicable
    parts = {"met": repository.practices_met, "all": applicable}
    is_listed = repository.state == RepositoryState.LISTED
    return RepositoryLine(
        url=f"/repositories/{repository.key}/",
        name=repository.name,
        summary=repository.summary,
        institution=repository.institution.name,
        institution_url=f"/institutions/{repository.institution.key}/",
        licence=repository.licence_declared or repository.licence_detected,
        clarity=Tag(_("Not read"), "none") if is_listed else tag_clarity(repository.licence_clarity),
        language=repository.language,
        code_lines="" if repository.code_lines is None else say_number(repository.code_lines),
        practices=_("%(met)s of %(all)s") % parts if applicable else "",
        last_commit_on=repository.last_commit_on,
    )


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """One component of a list, with the place where it stands."""

    purl: str
    name: str
    version: str
    kind: str
    scope: str
    relation: str
    licence: str
    place: str


def component_line(use: ComponentUse) -> ComponentLine:
    """One component as a row; the component must have been read with it."""
    relations = {True: _("Direct"), False: _("Through another"), None: _("Not stated")}
    component = use.component
    return ComponentLine(
        purl=component.purl,
        name=f"{component.group}/{component.name}" if component.group else component.name,
        version=component.version,
        kind=component.type,
        scope="" if use.scope == ComponentScope.UNKNOWN else str(ComponentScope(use.scope).label),
        relation=relations[use.is_direct],
        licence=use.licence,
        place=f"{use.path}, {use.line}" if use.path and use.line else use.path,
    )


def component_table(uses: QuerySet[ComponentUse]) -> Table:
    """Components as a table of an export; values instead of rows, because there may be 100,000 of them."""
    columns = ("purl", "type", "name", "version", "scope", "direct", "licence", "path", "line")
    names = [f"component__{name}" for name in columns[:4]]
    values = uses.values_list(*names, "scope", "is_direct", "licence", "path", "line").iterator(chunk_size=2000)
    return Table("components", columns, ((*cells, line or None) for *cells, line in values))


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    words: str
    is_chosen: bool


def list_choices(pairs: Iterable[tuple[str, object]], chosen: str) -> tuple[Choice, ...]:
    """Options of a filter with the chosen one marked."""
    return tuple(Choice(value, str(words), value == chosen) for value, words in pairs)
