"""What readers ask of the lists: addresses to plain values. A value that no list knows narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from ospolis.mapping.choices import ChangeKind, SourceKind, SourceState

_LONGEST = 200
_FAMILIES = frozenset({"permissive", "weak-copyleft", "strong-copyleft", "several", "unknown", "none"})


@dataclass(frozen=True, slots=True)
class RepositoryQuestion:
    """To what the list of repositories is narrowed."""

    words: str = ""
    language: str = ""
    family: str = ""
    institution: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.language or self.family or self.institution)


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """To what the list of sources is narrowed."""

    state: str = ""
    kind: str = ""
    institution: str = ""
    listed_by: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.state or self.kind or self.institution or self.listed_by)


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """To what the list of changes is narrowed."""

    kind: str = ""
    institution: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.institution)


def read_repository_question(query: QueryDict) -> RepositoryQuestion:
    """The filter of the list of repositories."""
    family = query.get("family", "")
    return RepositoryQuestion(
        words=_clean(query, "q"),
        language=_clean(query, "language"),
        family=family if family in _FAMILIES else "",
        institution=_clean(query, "institution"),
    )


def read_source_question(query: QueryDict) -> SourceQuestion:
    """The filter of the list of sources."""
    state, kind = query.get("state", ""), query.get("kind", "")
    return SourceQuestion(
        state=state if state in SourceState.values else "",
        kind=kind if kind in SourceKind.values else "",
        institution=_clean(query, "institution"),
        listed_by=_clean(query, "from"),
    )


def read_change_question(query: QueryDict) -> ChangeQuestion:
    """The filter of the list of changes."""
    kind = query.get("kind", "")
    return ChangeQuestion(kind=kind if kind in ChangeKind.values else "", institution=_clean(query, "institution"))


def _clean(query: QueryDict, name: str) -> str:
    """One line of text; the database refuses a NUL."""
    return " ".join(query.get(name, "").replace("\0", "").split())[:_LONGEST]
