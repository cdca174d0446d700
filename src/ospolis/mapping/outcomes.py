"""What a stage found out about a source, as plain values: from the desk that reads to the services that write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ospolis.evidence.ledger import NewFact

# Contents that did not come although the server may have them: the next run reads them again.
NOT_FETCHED = "not-fetched"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not done, or not whole: a stable code, what happened, and what to do about it."""

    code: str
    message: str
    remedy: str


def as_sentence(text: str) -> str:
    """Words of an engine as a sentence that another may follow: a large letter first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) or not text else ".")


class SourceTrouble(Exception):
    """A source that could not be fetched or read."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Collected:
    """What fetching gave. `digest` is the commit or the sha256 of the document; `trouble` explains a partial answer."""

    digest: str
    report: dict[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class FoundComponent:
    """A component and the place where it stands."""

    purl: str
    type: str
    group: str
    name: str
    version: str
    scope: str
    is_direct: bool | None
    licence: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """What a metadata file said of one piece of software. No contacts."""

    kind: str
    version: str
    verdict: str
    name: str
    summary: str
    address: str
    licence: str
    status: str
    usage: str
    line: int
    problems: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadText:
    """A text that our detector does not name: its id, the content and class by which it is found again, its first
    place, in how many files it stands, and why it is not named."""

    window: str
    blob: str
    path_class: str
    path: str
    line_start: int
    line_end: int
    files: int
    reason: str


@dataclass(frozen=True, slots=True)
class RepositoryFindings:
    """Everything that one reading of a repository found; `columns` repeats facts for lists."""

    columns: dict[str, Any]
    facts: Sequence[NewFact]
    components: Sequence[FoundComponent]
    report: dict[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None
    unread: Sequence[UnreadText] = ()


@dataclass(frozen=True, slots=True)
class DocumentFindings:
    """Everything that one reading of a document found."""

    records: Sequence[FoundRecord] = ()
    components: Sequence[FoundComponent] = ()
    facts: Sequence[NewFact] = ()
    report: dict[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None
