"""Asks a repository all questions of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ospolis.engines.practices.crosswalk import PracticeWords, shipped_words
from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.pipelines import IMAGES, PIPELINES
from ospolis.engines.practices.practice import Evidence, Finding, Practice, PracticeResult, Reference
from ospolis.engines.practices.repository import Repository
from ospolis.engines.practices.table_documents import CODE_JSON, CODEMETA, DOCUMENTS, PUBLICCODE, README
from ospolis.engines.practices.table_history import HISTORY
from ospolis.engines.practices.table_people import CONTRIBUTING, PEOPLE
from ospolis.engines.practices.table_quality import QUALITY
from ospolis.engines.practices.table_security import MAKING, SECURITY, SUPPLY
from ospolis.engines.practices.tiers import TierReading, read_tier

# Raised with every change after which the same repository may be answered in another way.
VERSION: Final = "2"
PRACTICES: Final[tuple[Practice, ...]] = (*DOCUMENTS, *PEOPLE, *SUPPLY, *QUALITY, *MAKING, *HISTORY)

# Those that a file alone shows, so that the file could be put there for the sake of an assessment.
GOVERNING: Final = frozenset(
    {"contributing", "code-of-conduct", "governance", "security-policy", "maintainers", "support"}
)

_WANTED: Final = (README, SECURITY, PUBLICCODE, CODE_JSON, CODEMETA, CONTRIBUTING, PIPELINES, IMAGES)


def wanted_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Name the few files whose content the practices look into.

    Returns  at most 80 paths: README, security policy, metadata, CONTRIBUTING, pipelines and container files
    """
    repository = Repository(tuple(paths), {}, HistoryFacts(), 0)
    return tuple(dict.fromkeys(path for texts in _WANTED for path in repository.list_texts(texts)))


@dataclass(frozen=True, slots=True)
class Assessment:
    """One result for each practice of the table, in its order, and the tier that the repository is meant for."""

    results: tuple[PracticeResult, ...]
    tier: TierReading


def assess_repository(
    paths: Iterable[str],
    contents: Mapping[str, bytes],
    history: HistoryFacts,
    now: int,
    *,
    complete: bool = True,
    words: PracticeWords | None = None,
) -> Assessment:
    """Say of each practice whether a repository follows it, and what the repository is meant for.

    Shapes   paths: of all files in the newest state; contents: bytes of `wanted_paths`, as far as they could be read;
             complete: False when a limit cut the list of paths short, so that absence proves nothing
    Units    now: seconds since 1970 (UTC)
    Returns  results and tier; answers are met, not met, cannot tell and not applicable, each with its evidence
    Raises   nothing on content
    Source   the table of this engine; `references` of each result name the criteria of other frameworks
    """
    repository = Repository(tuple(paths), contents, history, now, complete)
    references = (words or shipped_words()).references
    results = tuple(_ask(practice, repository, references) for practice in PRACTICES)
    return Assessment(results, read_tier(repository))


def _ask(practice: Practice, repository: Repository, references: Mapping[str, tuple[Reference, ...]]) -> PracticeResult:
    finding = _find(practice, repository)
    return PracticeResult(
        code=practice.code,
        group=practice.group,
        title=practice.title,
        question=practice.question,
        answer=finding.answer,
        evidence=finding.evidence,
        why=practice.why,
        remedy=practice.remedy,
        references=references.get(practice.code, ()),
    )


def _find(practice: Practice, repository: Repository) -> Finding:
    if practice.applies(repository):
        return practice.look(repository)
    if not repository.complete:
        return Finding("cannot tell", (Evidence("The list of files is not complete."),))
    return Finding("not applicable", (Evidence(f"This is asked of {practice.applies_to}."),))
