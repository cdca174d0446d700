"""What a practice is and how its result looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ospolis.engines.practices.repository import Repository

Answer: TypeAlias = Literal["met", "not met", "cannot tell", "not applicable"]
Group: TypeAlias = Literal["documents", "people", "security", "quality", "releases", "health"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer comes from: a file with its line (0 for the file as a whole), or a figure in words."""

    text: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at a repository found."""

    answer: Answer
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """One question about a repository, as data; `look` answers it, `applies` says whether it makes sense at all."""

    code: str
    group: Group
    title: str
    question: str
    why: str
    remedy: str
    look: Callable[[Repository], Finding]
    applies: Callable[[Repository], bool] = lambda repository: True
    applies_to: str = "every repository"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a framework asks the same; relation is equal, broader, narrower or related."""

    framework: str
    version: str
    item: str
    relation: str


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """The answer to one practice with everything a reader needs to act on it."""

    code: str
    group: Group
    title: str
    question: str
    answer: Answer
    evidence: tuple[Evidence, ...]
    why: str
    remedy: str
    references: tuple[Reference, ...]


def has_code(repository: Repository) -> bool:
    """Ask the practice of repositories with program code."""
    return repository.has_code


def has_interface(repository: Repository) -> bool:
    """Ask the practice of software with pages."""
    return repository.has_interface
