"""Read the releases of one repository: under which licence each stands, what it is made of, how large it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ospolis.core.access import Viewer
from ospolis.engines.gitrepo.blobfetch import fetch_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.releases import Files, Release, bring_folders, list_files
from ospolis.engines.gitrepo.snapshot import Entry, Snapshot
from ospolis.evidence.ledger import NewFact
from ospolis.mapping.outcomes import SourceTrouble, Trouble, as_sentence
from ospolis.mapping.reading.answers import Contents, accepting_answers, pack, sort_rows, take_rows, unpack
from ospolis.mapping.reading.components import ComponentCounter
from ospolis.mapping.reading.findings import conclude_licences, count_languages, place_of_licence
from ospolis.mapping.reading.languages import NOT_CODE
from ospolis.mapping.reading.needs import FileNeed, list_needs, list_oversized
from ospolis.mapping.reading.repository import (
    Box,
    RepositoryOrder,
    RepositoryReading,
    ask_for,
    explain_unfetched,
)
from ospolis.mapping.reading.subject import Subject, fact_about
from ospolis.mapping.released import CODE_LINES, COMPONENTS, LICENCE
from ospolis.mapping.selectors.caches import kept_readings
from ospolis.mapping.services.caches import keep_readings

# What one call of the box opens, so that many releases stay within its limits.
_AT_ONCE = 5_000
_METADATA = ("publiccode.yml", "publiccode.yaml")
_LONGEST_PART = 200


# A file, how it is read, and under which key the answer is kept.
_Keyed: TypeAlias = tuple[FileNeed, bytes]


@dataclass(slots=True)
class _Pile:
    """The contents of all releases together: each way of reading a content once, and what was found in it."""

    needs: dict[tuple[str, str, str], _Keyed | None] = field(default_factory=dict)
    readings: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    lost: dict[bytes, str] = field(default_factory=dict)
    metadata: dict[str, dict[str, Any]] = field(default_factory=dict)
    fresh: set[bytes] = field(default_factory=set)
    counter: ComponentCounter = field(default_factory=ComponentCounter)

    def needs_of(self, entries: Sequence[Entry], limits: Limits) -> list[_Keyed]:
        """The files of a release whose content says something; most stand in the release before it too."""
        found = []
        for entry in entries:
            place = (entry.path, entry.mode, entry.oid)
            if place not in self.needs:
                needs = list_needs([entry], limits)
                self.needs[place] = (needs[0], needs[0].key) if needs else None
            if keyed := self.needs[place]:
                found.append(keyed)
        return found


@dataclass(frozen=True, slots=True)
class _Listed:
    """A release, its files, and how they are read."""

    files: Files
    needs: Sequence[_Keyed]
    metadata: Entry | None


def read_releases(
    order: RepositoryOrder, releases: Sequence[Release], subject: Subject, box: Box, viewer: Viewer, limits: Limits
) -> list[NewFact]:
    """Read some releases of a repository whose mirror has their tags, and say what each held.

    Each content is read once for all releases, and not at all when it was read before.

    Shapes   order: its commit does not count
    Raises   SourceTrouble when the releases cannot be read, or their contents did not come
    """
    pile = _Pile()
    try:
        bring_folders(order.address, order.mirror, releases, limits=limits, resolve_to=order.resolve_to)
        listed = [_list(files, pile, limits) for files in list_files(order.mirror, releases, limits=limits)]
        troubles = _open(order, box, viewer, listed, pile, limits)
    except GitRefused as refused:
        raise SourceTrouble(Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy))) from None
    with accepting_answers():
        facts = [fact for one in listed for fact in _say(one, pile, subject, limits, troubles)]
    said: dict[int, bytes] = {}
    keep_readings(readings={key: pack(pile.readings.get(key, {}), said) for key in pile.fresh})
    return facts


def part_of(release: Release) -> str:
    """How facts name a release."""
    return release.name[-_LONGEST_PART:]


def _list(files: Files, pile: _Pile, limits: Limits) -> _Listed:
    plain = {entry.path: entry for entry in files.entries if entry.path in _METADATA and entry.kind == "file"}
    metadata = next((plain[path] for path in _METADATA if path in plain), None)
    return _Listed(files, pile.needs_of(files.entries, limits), metadata)


def _open(
    order: RepositoryOrder, box: Box, viewer: Viewer, listed: Sequence[_Listed], pile: _Pile, limits: Limits
) -> list[Trouble]:
    """Bring together what is kept of the contents and what the box reads of the others; returns why some lack."""
    firsts = {key: need for one in listed for need, key in one.needs}
    kept, said = kept_readings(viewer, list(firsts)), dict[bytes, dict[str, Any]]()
    pile.readings.update((key, unpack(reading, said)) for key, reading in kept.items())
    missing = [(key, need) for key, need in firsts.items() if key not in kept]
    metadata = {one.metadata.oid: one.metadata.path for one in listed if one.metadata}
    fetched = fetch_blobs(
        order.address, order.mirror, [*(need.oid for _, need in missing), *metadata], limits=limits,
        resolve_to=order.resolve_to,
    )  # fmt: skip
    if unfetched := explain_unfetched(fetched):
        raise SourceTrouble(unfetched)
    troubles: list[Trouble] = []
    for start in range(0, max(len(missing), bool(metadata)), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        payload = {
            "mirror": str(order.mirror),
            "files": [ask_for(position, need) for position, (_, need) in enumerate(some)],
            "metadata": [[oid, path] for oid, path in metadata.items()] if not start else [],
        }
        rows, trouble = take_rows(box.run(json.dumps(payload, ensure_ascii=True).encode()))
        troubles += [trouble] if trouble else []
        with accepting_answers():
            _sort(rows, some, pile)
    return troubles


def _sort(rows: Sequence[dict[str, Any]], some: Sequence[tuple[bytes, FileNeed]], pile: _Pile) -> None:
    contents = Contents()
    sort_rows((row for row in rows if "of" not in row), contents)
    pile.metadata.update((row["of"], {**row["metadata"], "path": row["path"]}) for row in rows if "of" in row)
    pile.readings.update((some[position][0], reading) for position, reading in contents.readings.items())
    pile.lost.update((some[position][0], code) for position, code in contents.lost.items())
    pile.fresh.update(some[position][0] for position in contents.fresh)


def _say(one: _Listed, pile: _Pile, subject: Subject, limits: Limits, troubles: Sequence[Trouble]) -> Iterator[NewFact]:
    """What a release held, as a reading of its commit would say it."""
    reading = _reading_of(one, pile, limits)
    manifests, packages, cut = pile.counter.count(reading)
    licences = conclude_licences(reading, manifests)
    lines = sum(n for language, n in count_languages(reading).items() if language not in NOT_CODE)
    release = one.files.release
    why = [trouble.message for trouble in (*troubles, cut) if trouble]
    if not one.files.whole:
        why.append("Its list of files is not whole.")
    told: dict[str, Any] = {
        "part": part_of(release),
        "commit": release.commit,
        "detail": {
            "commit": release.commit,
            "day": datetime.fromtimestamp(release.at, tz=UTC).date().isoformat() if release.at else "",
            **({"why": why} if why else {}),
        },
    }
    declared = (licences.declared or licences.detected or "")[:500]
    place = place_of_licence(licences) if licences.declared else {}
    yield fact_about(subject, LICENCE, text=declared, **told, **place)
    yield fact_about(subject, COMPONENTS, number=float(packages), **told)
    yield fact_about(subject, CODE_LINES, number=float(lines), **told)


def _reading_of(one: _Listed, pile: _Pile, limits: Limits) -> RepositoryReading:
    contents = Contents(metadata=pile.metadata.get(one.metadata.oid, {}) if one.metadata else {})
    for position, (_, key) in enumerate(one.needs):
        if key in pile.readings:
            contents.readings[position] = pile.readings[key]
        elif key in pile.lost:
            contents.lost[position] = pile.lost[key]
    state: Any = "whole" if one.files.whole else "partial"
    snapshot = Snapshot(state, commit=one.files.release.commit, entries=tuple(one.files.entries))
    too_large = list_oversized(one.files.entries, limits)
    return RepositoryReading(snapshot, [need for need, _ in one.needs], contents, 0, 0, too_large=too_large)
