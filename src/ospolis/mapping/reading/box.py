"""What runs inside the box: it opens the contents of one repository. No Django, no database, no network.

The order comes in as JSON, the answer goes out as rows of JSON: `found` for a file, `lines` of some
hundred files, `history`, `walk`, `practices`, `metadata`, `lost` for a content that could not be read.
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ospolis.engines.components.manifests.keeping import pack_reading
from ospolis.engines.components.manifests.opening import read_manifest
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.history import History, follow_history
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.lines import count_lines
from ospolis.engines.gitrepo.walks import read_kept_walk
from ospolis.engines.licences import Answer, BlobReading, PathClass, read_blob
from ospolis.engines.licences.paths import UNREAD
from ospolis.engines.metadata import MetadataReading, Record, read_metadata
from ospolis.engines.practices import Assessment, Evidence, HistoryFacts, assess_repository

_LINES_AT_ONCE = 500
# The box lets a line of 1 MB through; text within a piece is written once more as JSON, which may double it.
_LONGEST_ROW = 900_000
_LONGEST_PIECE = 400_000
_SHORT_WINDOWS = 16_000  # bytes of a file
_TAGS_LOOKED_AT = 5
# Different readings of a repository that others may point to.
_MOST_SAID = 5_000
_MOST_EVIDENCE = 10
_answers: dict[str, Answer] = {}


def warm_up() -> None:
    """Load what every repository needs, once for the box: the licence texts."""
    read_blob(b"SPDX-License-Identifier: MIT\n", PathClass.LICENCE, answers=_answers)


def read_contents(payload: bytes) -> Iterator[dict[str, Any]]:
    """Read the contents that an order names.

    Shapes   payload: JSON with mirror, commit, now, key (base64), files [[position, oid, class, count name,
             manifest path, most bytes], ...], paths, complete, wanted {path: oid}; an order without a commit asks
             for files only, and for metadata [[oid, path], ...]
    Returns  rows, see the head of this module; a row that is too long for one line comes in pieces of its text
    """
    for row in _read_all(payload):
        if _is_short(row):
            yield row
            continue
        text = json.dumps(row, separators=(",", ":"))
        if len(text) <= _LONGEST_ROW:
            yield row
            continue
        pieces = [text[start : start + _LONGEST_PIECE] for start in range(0, len(text), _LONGEST_PIECE)]
        for number, piece in enumerate(pieces, start=1):
            yield {"piece": number, "of": len(pieces), "text": piece}


def _is_short(row: dict[str, Any]) -> bool:
    """Whether a row fits a line for certain, so that it need not be written twice to be measured.

    What a file says about its licence takes at least three letters there, and some hundred bytes in the row.
    """
    if "found" not in row or "manifest" in row:
        return "lines" in row or "lost" in row
    licence = row.get("licence")
    if licence is None:
        return True
    return not licence["annotations"] and sum(end - start for start, end, *_ in licence["windows"]) <= _SHORT_WINDOWS


def _read_all(payload: bytes) -> Iterator[dict[str, Any]]:
    order = json.loads(payload)
    mirror, limits = Path(order["mirror"]), Limits()
    yield from _read_files(mirror, order["files"], limits)
    yield from _read_metadata(mirror, order.get("metadata", []), limits)
    if "commit" not in order:
        return
    key = base64.b64decode(order["key"])
    followed = follow_history(
        mirror, limits=limits, now=order["now"], key=key, commit=order["commit"], kept=read_kept_walk(mirror)
    )
    yield {"history": _plain_history(followed.history)}
    yield {"walk": base64.b64encode(followed.kept).decode()}
    yield from _read_practices(mirror, order, followed.history, limits)


def _read_files(mirror: Path, files: list[list[Any]], limits: Limits) -> Iterator[dict[str, Any]]:
    """One row for each file; the same content under several names is unpacked once for each way of reading."""
    waiting: list[tuple[int, str, str, bytes]] = []
    said: dict[object, int] = {}
    wanted = ((oid, most) for _, oid, _, _, _, most in files)
    for row, blob in zip(files, read_blobs(mirror, wanted, limits=limits), strict=True):
        position, oid, path_class, count_name, manifest, _ = row
        if blob.content is None:
            yield {"lost": position, "code": blob.left_out}
            continue
        found: dict[str, Any] = {"found": position}
        if PathClass(path_class) not in UNREAD:
            reading = read_blob(blob.content, PathClass(path_class), answers=_answers)
            if reading.state != "clear":
                found |= _say_licence(reading, position, said)
        if manifest:
            found["manifest"] = pack_reading(read_manifest(manifest, blob.content))
        if count_name:
            waiting.append((position, oid, count_name, blob.content))
        yield found
        if len(waiting) >= _LINES_AT_ONCE:
            yield from _count(waiting)
            waiting.clear()
    yield from _count(waiting)


def _say_licence(reading: BlobReading, position: int, said: dict[object, int]) -> dict[str, Any]:
    """What a file says about licences, or where the same was said before: the headers of a tree are alike."""
    windows = tuple(row.window for row in reading.windows)
    same = (reading.path_class, reading.state, windows, reading.annotations, reading.limits)
    first = said.setdefault(same, position) if len(said) < _MOST_SAID else said.get(same, position)
    return {"licence": reading.to_plain()} if first == position else {"alike": first}


def _count(waiting: list[tuple[int, str, str, bytes]]) -> Iterator[dict[str, Any]]:
    if not waiting:
        return
    contents = {(oid, name): content for _, oid, name, content in waiting}
    with tempfile.TemporaryDirectory(dir=_scratch_root(), prefix="ospolis-lines-") as folder:
        unique = ((oid, name, content) for (oid, name), content in contents.items())
        counted = count_lines(unique, scratch=Path(folder) / "files")
    yield {"lines": [[at, *counted[oid, name]] for at, oid, name, _ in waiting if (oid, name) in counted]}


def _scratch_root() -> str | None:
    """Memory where the machine offers it, so that counting touches no disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # only as a place for scratch


def _plain_history(history: History) -> dict[str, Any]:
    plain = asdict(history)
    plain["contributors_365d"] = len(plain.pop("authors_365d"))
    return plain


def facts_of_history(history: History) -> HistoryFacts:
    """What the practices ask of a history."""
    is_whole = "shallow" not in history.left_out
    bots = sum(bot.commits for bot in history.bots)
    newest = history.releases[:_TAGS_LOOKED_AT]
    return HistoryFacts(
        commits_365d=history.commits_365d if is_whole else None,
        contributors_365d=len(history.authors_365d) if is_whole else None,
        bus_factor=history.bus_factor,
        first_commit_at=history.first_at,
        last_commit_at=history.last_at,
        releases=tuple((release.name, release.at) for release in history.releases if release.at is not None),
        bot_commits_365d=bots,
        signed_tags=None if "tag-dates" in history.left_out else (sum(tag.is_signed for tag in newest), len(newest)),
    )


def _read_practices(mirror: Path, order: dict[str, Any], history: History, limits: Limits) -> Iterator[dict[str, Any]]:
    wanted: dict[str, str] = order["wanted"]
    blobs = read_blobs(mirror, ((oid, limits.blob_bytes) for oid in wanted.values()), limits=limits)
    contents = {path: blob.content for path, blob in zip(wanted, blobs, strict=True) if blob.content is not None}
    assessment = assess_repository(
        order["paths"], contents, facts_of_history(history), order["now"], complete=order["complete"]
    )
    yield _plain_assessment(assessment)
    for path in ("publiccode.yml", "publiccode.yaml"):
        if path in contents:
            yield {"metadata": plain_metadata(read_metadata(contents[path], name=path)), "path": path}
            break


def _read_metadata(mirror: Path, wanted: list[list[str]], limits: Limits) -> Iterator[dict[str, Any]]:
    """One row for each metadata file of an order of files only, by its object id."""
    blobs = read_blobs(mirror, ((oid, limits.blob_bytes) for oid, _ in wanted), limits=limits)
    for (oid, path), blob in zip(wanted, blobs, strict=True):
        if blob.content is not None:
            yield {"of": oid, "metadata": plain_metadata(read_metadata(blob.content, name=path)), "path": path}


def _plain_assessment(assessment: Assessment) -> dict[str, Any]:
    tier = assessment.tier
    practices = [
        {"code": result.code, "answer": result.answer, "evidence": _plain_evidence(result.evidence)}
        for result in assessment.results
    ]
    return {
        "practices": practices,
        "tier": {"tier": tier.tier, "is_stated": tier.is_stated, "evidence": _plain_evidence(tier.evidence)},
    }


def _plain_evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [asdict(place) for place in evidence[:_MOST_EVIDENCE]]


def plain_metadata(reading: MetadataReading) -> dict[str, Any]:
    """What a metadata file says, without the contacts of persons."""
    return {
        "kind": reading.kind,
        "version": reading.version,
        "verdict": reading.verdict,
        "problems": [asdict(problem) for problem in reading.problems[:100]],
        "problems_total": len(reading.problems),
        "records": [_plain_record(record) for record in reading.records],
    }


def _plain_record(record: Record) -> dict[str, Any]:
    licences = [licence.name or licence.url for licence in record.licences]
    return {
        "name": record.name,
        "summary": record.summary or next((text.short for text in record.descriptions), ""),
        "address": record.repository,
        "licence": record.licence or ", ".join(licences),
        "status": record.status,
        "usage": ", ".join(record.usage),
        "line": record.lines.get("name", 0),
    }
