"""Asks a repository all questions of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ospolis.engines.practices.crosswalk import PracticeWords, shipped_words
from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.practice import Evidence, Finding, Practice, PracticeResult, Reference
from ospolis.engines.practices.repository import Places, Repository
from ospolis.engines.practices.table_documents import DOCUMENTS, PUBLICCODE, README, SECURITY
from ospolis.engines.practices.table_history import HISTORY
from ospolis.engines.practices.table_quality import PIPELINES, QUALITY

PRACTICES: Final[tuple[Practice, ...]] = (*DOCUMENTS, *QUALITY, *HISTORY)

_WANTED: Final[tuple[tuple[Places, int], ...]] = ((README, 3), (SECURITY, 2), (PUBLICCODE, 1), (PIPELINES, 20))


def wanted_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Name the few files whose content the practices look into.

    Returns  at most 26 paths: README, security policy, publiccode.yml and pipelines
    """
    repository = Repository(tuple(paths), {}, HistoryFacts(), 0)
    return tuple(path for pattern, most in _WANTED for path in repository.find(pattern)[:most])


def assess_practices(
    paths: Iterable[str],
    contents: Mapping[str, bytes],
    history: HistoryFacts,
    now: int,
    *,
    complete: bool = True,
    words: PracticeWords | None = None,
) -> tuple[PracticeResult, ...]:
    """Say of each practice whether a repository follows it.

    Shapes   paths: of all files in the newest state; contents: bytes of `wanted_paths`, as far as they could be read;
             complete: False when a limit cut the list of paths short, so that absence proves nothing
    Units    now: seconds since 1970 (UTC)
    Returns  one result for each practice of the table, in its order; answers are met, not met, cannot tell and
             not applicable, each with its evidence
    Raises   nothing on content
    Source   the table of this engine; `references` of each result name the criteria of other frameworks
    """
    repository = Repository(tuple(paths), contents, history, now, complete)
    references = (words or shipped_words()).references
    return tuple(_ask(practice, repository, references) for practice in PRACTICES)


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
