"""Changes as pages, feeds and desks show them: plain values, no queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.engines.practices import PRACTICES
from ospolis.mapping.choices import ChangeKind
from ospolis.mapping.models import Change

_TITLES: Mapping[str, str] = {practice.code: practice.title for practice in PRACTICES}
_TONES: Mapping[str, str] = {
    ChangeKind.NEW_REPOSITORY: "info", ChangeKind.GONE_REPOSITORY: "none", ChangeKind.LICENCE: "warn",
    ChangeKind.PRACTICE_WON: "good", ChangeKind.PRACTICE_LOST: "warn", ChangeKind.NEW_PACKAGES: "info",
    ChangeKind.CRITICAL_PACKAGE: "warn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: what it is, where, in a sentence, and the addresses behind it."""

    kind: str
    words: str
    tone: str
    name: str
    url: str
    institution: str
    institution_url: str
    sentence: str
    place: str
    why_url: str
    run: str
    at: datetime


def change_line(change: Change) -> ChangeLine:
    """One change as a row; its run, institution and repository must have been read with it."""
    kind = ChangeKind(change.kind)
    repository, institution = change.repository, change.institution
    is_there = repository is not None and repository.withdrawn_at is None
    return ChangeLine(
        kind=str(kind),
        words=str(kind.label),
        tone=_TONES[kind],
        name=repository.name if repository else change.part,
        url=address_of("mapping:repository", repository.key) if repository and is_there else "",
        institution=institution.name if institution else "",
        institution_url=f"/institutions/{institution.key}/" if institution else "",
        sentence=_SENTENCES[kind](change),
        place=f"{change.path}, {change.line}" if change.path and change.line else change.path,
        why_url=address_of("evidence:fact", change.fact_id),
        run=change.run.key,
        at=change.at,
    )


def _say_licence(change: Change) -> str:
    said = {"before": change.before or _("none"), "after": change.after or _("none")}
    return _("Its declared licence was %(before)s and is %(after)s now.") % said


def _say_won(change: Change) -> str:
    return _("%(practice)s: this was missing and is there now.") % {"practice": _title(change)}


def _say_lost(change: Change) -> str:
    return _("%(practice)s: this was there and is missing now.") % {"practice": _title(change)}


def _say_packages(change: Change) -> str:
    return ngettext(
        "It names %(n)s package that no repository of the office named before: %(names)s",
        "It names %(n)s packages that no repository of the office named before: %(names)s",
        change.number,
    ) % {"n": change.number, "names": change.after}


def _say_critical(change: Change) -> str:
    return ngettext(
        "%(n)s repository stands on it, so it is critical now.",
        "%(n)s repositories stand on it, so it is critical now.",
        change.number,
    ) % {"n": change.number}


def _title(change: Change) -> str:
    title = _TITLES.get(change.part, "")
    return _(title) if title else change.part


_SENTENCES: Mapping[str, Callable[[Change], str]] = {
    ChangeKind.NEW_REPOSITORY: lambda change: _("It was read for the first time."),
    ChangeKind.GONE_REPOSITORY: lambda change: _("It is no longer collected. What was read of it stays in the ledger."),
    ChangeKind.LICENCE: _say_licence,
    ChangeKind.PRACTICE_WON: _say_won,
    ChangeKind.PRACTICE_LOST: _say_lost,
    ChangeKind.NEW_PACKAGES: _say_packages,
    ChangeKind.CRITICAL_PACKAGE: _say_critical,
}
