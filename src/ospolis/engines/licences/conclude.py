"""Declared, detected, concluded: three columns that are never merged, and one word for how clear they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .assemble import Evidence, FileLicence, FileReading, read_files
from .conflicts import Conflict, find_conflicts
from .expressions import join_expressions
from .paths import OWN, UNREAD, PathClass
from .queue import QueueItem, make_queue
from .roots import Declaration, LicenceFile, RootVerdict, judge_roots, list_licence_files
from .versions import VERSION


class Clarity(StrEnum):
    """How clear the terms of a repository are, as the pages say it."""

    CLEAR = "clear"
    SEVERAL = "several"
    NONE = "none"
    LOOK = "needs a look"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a repository was read, and how much of it says something.

    Units    files, windows; own: files that speak for the repository's own work; stated: of those, with a licence
    """

    files: int
    read: int
    with_windows: int
    own: int
    stated: int
    windows: int
    unique_windows: int
    queued: int
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepositoryLicences:
    """All that is known about the licences of one commit, each statement with its evidence.

    declared     what the root licence file says, else what manifests say
    detected     what the windows of own files say together
    concluded    what a rule makes of both; None where a person must look
    counts       expression -> files, over every file; own_counts: over own files only
    """

    declared: str | None
    detected: str | None
    concluded: str | None
    clarity: Clarity
    rule: str
    reason: str
    licence_files: tuple[LicenceFile, ...]
    counts: dict[str, int]
    own_counts: dict[str, int]
    files: dict[str, FileLicence]
    conflicts: tuple[Conflict, ...]
    coverage: Coverage
    queue: tuple[QueueItem, ...]
    evidence: tuple[Evidence, ...]
    version: str = VERSION


def conclude_repository(
    files: Iterable[FileReading], *, manifest_declared: Sequence[Declaration] = ()
) -> RepositoryLicences:
    """Say under which terms a repository stands, and how clearly it says so.

    Shapes   files: every file of one commit with the reading of its blob; manifest_declared: what manifests and
             publiccode.yml say, as written, nearest to the root first
    Returns  RepositoryLicences; vendored code, test data, lock files and generated files never outvote
    Source   COMPLIANCE.md section 2.7
    """
    listed = sorted(files, key=lambda file: file.path)
    found = read_files(listed)
    own = {path: file for path, file in found.items() if file.own}
    own_counts = _count(own.values())
    licence_files = list_licence_files(listed, found)
    root = judge_roots(licence_files, manifest_declared, own_counts)
    conflicts = find_conflicts(root, own, manifest_declared)
    queue = make_queue(listed)
    clarity, rule, reason = _judge_clarity(root, conflicts, own_counts)
    return RepositoryLicences(
        declared=root.expression,
        detected=_join_detected(own),
        concluded=root.expression if clarity is Clarity.CLEAR else None,
        clarity=clarity,
        rule=rule,
        reason=reason,
        licence_files=licence_files,
        counts=_count(found.values()),
        own_counts=own_counts,
        files=found,
        conflicts=conflicts,
        coverage=_measure(listed, own, len(queue)),
        queue=queue,
        evidence=root.evidence,
    )


def _count(files: Iterable[FileLicence]) -> dict[str, int]:
    counted = Counter(file.expression for file in files)
    return dict(sorted(counted.items(), key=lambda row: (-row[1], row[0])))


def _join_detected(own: dict[str, FileLicence]) -> str | None:
    """AND of what own files say, the most frequent first; prose in documents counts by tag or whole text only."""
    speaking = [file for file in own.values() if file.path_class is not PathClass.DOCUMENT or _says_firmly(file)]
    counted = _count(speaking)
    return join_expressions("AND", list(counted)) if counted else None


def _says_firmly(file: FileLicence) -> bool:
    return any(piece.rule == "spdx-tag" or piece.rule.startswith("text ") for piece in file.evidence)


def _judge_clarity(
    root: RootVerdict, conflicts: tuple[Conflict, ...], own_counts: dict[str, int]
) -> tuple[Clarity, str, str]:
    """The word for how clear the terms are, the rule behind it, and why in plain words."""
    if root.queued:
        return Clarity.LOOK, "root-not-understood", f"{root.queued} is not understood: a person must read it."
    weighty = [conflict for conflict in conflicts if conflict.weighty]
    if root.from_file and root.expression and not weighty:
        if root.rule == "several-root-files":
            return Clarity.SEVERAL, root.rule, root.reason
        return Clarity.CLEAR, root.rule, root.reason
    if root.from_file and weighty:
        return Clarity.SEVERAL, weighty[0].kind, weighty[0].message
    if root.expression:
        return Clarity.LOOK, root.rule, root.reason
    if own_counts:
        first = next(iter(own_counts))
        return Clarity.LOOK, "no-licence-file", f"There is no licence file in the root; files inside say {first}."
    return Clarity.NONE, "nothing-found", "No licence file, no header and no manifest says a licence."


def _measure(listed: list[FileReading], own: dict[str, FileLicence], queued: int) -> Coverage:
    readings = [file.reading for file in listed]
    windows = [row for reading in readings for row in reading.windows]
    limits = sorted({limit for reading in readings for limit in reading.limits})
    return Coverage(
        files=len(listed),
        read=sum(reading.path_class not in UNREAD and reading.state != "binary" for reading in readings),
        with_windows=sum(bool(reading.windows) for reading in readings),
        own=sum(reading.path_class in OWN for reading in readings),
        stated=len(own),
        windows=len(windows),
        unique_windows=len({row.window.id for row in windows}),
        queued=queued,
        limits=tuple(limits),
    )
