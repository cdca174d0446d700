"""What findings are about, and facts about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ospolis.evidence.choices import SubjectKind
from ospolis.evidence.ledger import NewFact


@dataclass(frozen=True, slots=True)
class Subject:
    """What the findings are about. `key` may be empty: the services know under which key the repository is kept."""

    key: str
    institution: str
    name: str
    address: str
    moved_from: str = ""


def fact_about(subject: Subject, measure: str, **said: Any) -> NewFact:
    """A fact of a measure about a repository."""
    return NewFact(
        subject_kind=SubjectKind.REPOSITORY,
        subject_key=subject.key,
        institution_key=subject.institution,
        measure=measure,
        **said,
    )
