"""Facts as plain values: what an app hands to the ledger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts of one batch come from, down to the method and its version."""

    source_key: str
    provenance: str
    method: str
    method_version: str
    repository: str = ""
    commit: str = ""
    visibility: str = "public"
    reliability: float = 1.0


@dataclass(frozen=True, slots=True)
class NewFact:
    """One thing found out. `number` in the unit of its measure; `line_start` and `line_end` count from 1.

    `method`, `method_version` and `commit` stand in for those of the origin: an engine of its own found it, or it is
    true of an older commit.
    """

    subject_kind: str
    subject_key: str
    measure: str
    institution_key: str = ""
    part: str = ""
    number: float | None = None
    text: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    line_start: int | None = None
    line_end: int | None = None
    record: str = ""
    method: str = ""
    method_version: str = ""
    provenance: str = ""
    commit: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What the fact is about: at any time only one fact holds for a place."""
        return (self.subject_kind, self.subject_key, self.measure, self.part)

    def digest(self, origin: Origin) -> str:
        """Equal for facts that say the same from the same place by the same method; the commit does not count,
        so that a new commit which changes nothing adds no fact."""
        said = [
            self.number, self.text, self.detail, self.institution_key, self.path, self.line_start, self.line_end,
            self.record, self.method or origin.method, self.method_version or origin.method_version,
            self.provenance or origin.provenance, origin.source_key, origin.visibility,
        ]  # fmt: skip
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Whole:
    """Subject and measures of which a batch says everything: facts that it no longer holds have ended.

    With a `method`, only those that were found by it: others speak of the same subject in their own ways.
    """

    subject_kind: str
    subject_key: str
    measures: frozenset[str]
    method: str = ""


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """What a batch changed in the ledger: numbers of facts."""

    new: int = 0
    unchanged: int = 0
    ended: int = 0
