"""From a repository as it was read to findings: the row for lists, the facts with their places, the components."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ospolis.engines.components.component import Relation
from ospolis.engines.components.manifests.joining import RepositoryComponents
from ospolis.engines.components.manifests.reading import ManifestReading
from ospolis.engines.gitrepo.lines import COUNTER
from ospolis.engines.gitrepo.paths import show_path
from ospolis.engines.licences import (
    VERSION,
    BlobReading,
    Clarity,
    Declaration,
    FileReading,
    PathClass,
    RepositoryLicences,
    conclude_repository,
    family_of,
    reading_from_plain,
)
from ospolis.evidence.ledger import NewFact
from ospolis.mapping.outcomes import RepositoryFindings, Trouble
from ospolis.mapping.reading.components import join_components, list_found
from ospolis.mapping.reading.governing import governing_files
from ospolis.mapping.reading.languages import NOT_CODE
from ospolis.mapping.reading.practices import practice_facts
from ospolis.mapping.reading.remarks import say_remark
from ospolis.mapping.reading.repository import RepositoryReading
from ospolis.mapping.reading.subject import Subject, fact_about
from ospolis.mapping.reading.unread import list_unread

METHOD_VERSION = "1"
_CLARITY = {Clarity.CLEAR: "clear", Clarity.SEVERAL: "several", Clarity.NONE: "none", Clarity.LOOK: "needs-look"}
_DAY = 86_400
_KEPT_QUEUE = 10


def make_findings(reading: RepositoryReading, subject: Subject, now: datetime) -> RepositoryFindings:
    """Make findings of a reading.

    Shapes   facts carry the key of `subject`; columns are those of the repository's row
    """
    if reading.snapshot.state == "empty":
        facts = [fact_about(subject, "repository.state", text="empty")]
        columns = {**_base_columns(reading, subject), **_columns(facts, {})}
        return RepositoryFindings(columns, facts, (), {"unique_blobs": 0, "files": 0}, reading.contents.trouble)
    found = join_components(reading)
    licences, components = conclude_licences(reading, found.manifests), found.joined
    trouble = reading.contents.trouble or found.trouble
    languages = count_languages(reading)
    facts = [
        *_state_facts(reading, subject, trouble),
        *licence_facts(licences, subject),
        *_language_facts(languages, subject),
        *_component_facts(components, subject),
        *practice_facts(reading.contents, subject),
        *governing_files(reading, subject),
        *_history_facts(reading, subject, now),
        *_metadata_facts(reading, subject),
    ]
    columns = {**_base_columns(reading, subject), **_columns(facts, languages)}
    return RepositoryFindings(
        columns=columns,
        facts=facts,
        components=list_found(components.components),
        report=_report(reading, licences, components),
        trouble=trouble,
        unread=list_unread(licences, reading.needs),
    )


def conclude_licences(reading: RepositoryReading, manifests: Iterable[ManifestReading]) -> RepositoryLicences:
    """What the contents say about licences, with what manifests and metadata declare."""
    files = []
    clear = {path_class: BlobReading(path_class, "clear") for path_class in PathClass}
    said: dict[int, BlobReading] = {}  # what many files say alike is one object
    for position, need in enumerate(reading.needs):
        kept = reading.contents.readings.get(position, {}).get("licence")
        if kept and id(kept) not in said:
            said[id(kept)] = reading_from_plain(kept)
        files.append(FileReading(show_path(need.path), need.oid, said[id(kept)] if kept else clear[need.path_class]))
    return conclude_repository(files, manifest_declared=_declarations(reading, manifests))


def _declarations(reading: RepositoryReading, manifests: Iterable[ManifestReading]) -> list[Declaration]:
    """Licences that manifests and publiccode.yml state, nearest to the root first."""
    found = [
        Declaration(path=manifest.path, text=package.licence, line=package.line)
        for manifest in manifests
        for package in manifest.packages
        if package.licence
    ]
    metadata = reading.contents.metadata
    for record in metadata.get("records", []):
        if record["licence"]:
            found.append(Declaration(path=metadata["path"], text=record["licence"], line=record["line"]))
    return sorted(found, key=lambda declared: (declared.path.count("/"), declared.path))


def count_languages(reading: RepositoryReading) -> dict[str, int]:
    """Lines of code by language, the most first; equal contents count once in each repository."""
    counted: Counter[str] = Counter()
    seen: set[str] = set()
    for position, need in enumerate(reading.needs):
        lines = reading.contents.readings.get(position, {}).get("lines")
        if lines and need.oid not in seen:
            seen.add(need.oid)
            counted[lines[0]] += lines[1]
    return {language: n for language, n in counted.most_common() if n}


def _state_facts(reading: RepositoryReading, subject: Subject, trouble: Trouble | None) -> Iterator[NewFact]:
    files = sum(entry.kind != "submodule" for entry in reading.snapshot.entries)
    detail = {"why": trouble.message} if trouble else {}
    yield fact_about(subject, "repository.state", text="partial" if trouble else "read", detail=detail)
    yield fact_about(subject, "repository.files", number=float(files))


def licence_facts(licences: RepositoryLicences, subject: Subject) -> Iterator[NewFact]:
    """What is declared, what was found, how clear it is, and of which family; each with the lines it rests on."""
    method = {"method": "licences", "method_version": VERSION[:32]}
    place = place_of_licence(licences)
    if licences.declared:
        detail = {"rule": licences.rule, "reason": licences.reason}
        yield fact_about(
            subject, "repository.licence-declared", text=licences.declared[:500], detail=detail, **place, **method
        )
    if licences.detected:
        top = [f"{expression} ({n})" for expression, n in list(licences.own_counts.items())[:20]]
        yield fact_about(
            subject, "repository.licence-detected", text=licences.detected[:500], detail={"files": top}, **method
        )
    clarity_detail = {
        "reason": licences.reason,
        "conflicts": [conflict.message for conflict in licences.conflicts[:5]],
        "not understood": [f"{item.places[0].path}: {item.reason}" for item in licences.queue[:_KEPT_QUEUE]],
    }
    clarity = _CLARITY[licences.clarity]
    yield fact_about(subject, "repository.licence-clarity", text=clarity, detail=clarity_detail, **place, **method)
    family = family_of_text(licences.declared or licences.detected)
    yield fact_about(subject, "repository.licence-family", text=family, **place, **method)


def place_of_licence(licences: RepositoryLicences) -> dict[str, Any]:
    """The lines that the declared licence rests on: the first evidence, else the first licence file."""
    evidence = licences.evidence or next((file.evidence for file in licences.licence_files if file.evidence), ())
    if not evidence:
        return {}
    first = evidence[0]
    return {"path": first.path, "line_start": first.first_line or None, "line_end": first.last_line or None}


def family_of_text(expression: str | None) -> str:
    """The family of an expression as measures write it."""
    return family_of(expression).value.replace(" ", "-")


def _language_facts(languages: Mapping[str, int], subject: Subject) -> Iterator[NewFact]:
    method = {"method": "lines of code", "method_version": COUNTER[:32]}
    code = {language: n for language, n in languages.items() if language not in NOT_CODE}
    detail = {"not counted": [f"{language} {n}" for language, n in languages.items() if language in NOT_CODE]}
    yield fact_about(subject, "repository.code-lines", number=float(sum(code.values())), detail=detail, **method)
    for language, n in code.items():
        yield fact_about(subject, "repository.code-lines", part=language, number=float(n), **method)


def _component_facts(components: RepositoryComponents, subject: Subject) -> Iterator[NewFact]:
    named = [component for component in components.components if component.purl]
    direct = {component.purl for component in named if component.relation == Relation.DIRECT}
    detail = {
        "direct": len(direct),
        "remarks": len(components.diagnostics),
        "read by pattern": list(components.partial[:20]),
    }
    yield fact_about(
        subject,
        "repository.components",
        number=float(len({component.purl for component in named})),
        detail=detail,
        method="components",
        method_version=METHOD_VERSION,
    )


def _history_facts(reading: RepositoryReading, subject: Subject, now: datetime) -> Iterator[NewFact]:
    history = reading.contents.history
    if not history:
        return
    method = {"method": "history", "method_version": METHOD_VERSION}
    last = history["last_at"]
    if last is not None:
        days = (int(now.timestamp()) - last) / _DAY
        activity = "active" if days <= 90 else "quiet" if days <= 365 else "resting"
        yield fact_about(subject, "repository.last-commit", text=day_of(last).isoformat(), **method)
        yield fact_about(subject, "repository.activity", text=activity, **method)
    yield fact_about(subject, "repository.releases", number=float(len(history["releases"])), **method)
    if "shallow" in history["left_out"]:
        return
    yield fact_about(subject, "repository.commits-365d", number=float(history["commits_365d"]), **method)
    yield fact_about(subject, "repository.contributors-365d", number=float(history["contributors_365d"]), **method)
    if history["bus_factor"] is not None:
        yield fact_about(subject, "repository.bus-factor", number=float(history["bus_factor"]), **method)


def day_of(seconds: int) -> date:
    """The day (UTC) of a moment."""
    return datetime.fromtimestamp(seconds, tz=UTC).date()


def _metadata_facts(reading: RepositoryReading, subject: Subject) -> Iterator[NewFact]:
    metadata = reading.contents.metadata
    problems = [say_remark(row) for row in metadata.get("problems", [])[:10]]
    yield fact_about(
        subject, "repository.publiccode", text=metadata.get("verdict", "none"), detail={"problems": problems},
        path=metadata.get("path", ""), method="metadata", method_version=METHOD_VERSION,
    )  # fmt: skip


def _base_columns(reading: RepositoryReading, subject: Subject) -> dict[str, Any]:
    records = reading.contents.metadata.get("records", [])
    return {
        "name": subject.name[:200],
        "address": subject.address,
        "moved_from": subject.moved_from,
        "summary": (records[0]["summary"] if records else "")[:500],
        "branch": reading.snapshot.branch[:255],
        "commit": reading.snapshot.commit,
    }


_COLUMN_OF = {
    "repository.state": "state",
    "repository.licence-declared": "licence_declared",
    "repository.licence-detected": "licence_detected",
    "repository.licence-clarity": "licence_clarity",
    "repository.licence-family": "licence_family",
    "repository.files": "files",
    "repository.code-lines": "code_lines",
    "repository.components": "components",
    "repository.practices-met": "practices_met",
    "repository.practices-applicable": "practices_applicable",
    "repository.contributors-365d": "contributors_365d",
    "repository.publiccode": "publiccode",
}


def _columns(facts: Sequence[NewFact], languages: Mapping[str, int]) -> dict[str, Any]:
    """Repeat facts as columns of the repository's row; what no fact says is emptied."""
    columns: dict[str, Any] = {
        "licence_declared": "", "licence_detected": "", "licence_clarity": "", "licence_family": "",
        "publiccode": "", "files": None, "code_lines": None, "components": None, "practices_met": None,
        "practices_applicable": None, "contributors_365d": None, "last_commit_on": None,
    }  # fmt: skip
    for fact in facts:
        if fact.part or fact.measure not in _COLUMN_OF:
            continue
        columns[_COLUMN_OF[fact.measure]] = int(fact.number) if fact.number is not None else fact.text
    last = next((fact.text for fact in facts if fact.measure == "repository.last-commit"), "")
    columns["last_commit_on"] = date.fromisoformat(last) if last else None
    columns["licence_declared"] = columns["licence_declared"][:300]
    code = [language for language in languages if language not in NOT_CODE]
    columns["languages"] = {language: languages[language] for language in code[:20]}
    columns["language"] = code[0] if code else ""
    return columns


def _report(
    reading: RepositoryReading, licences: RepositoryLicences, components: RepositoryComponents
) -> dict[str, Any]:
    """What was done, for the source's page."""
    coverage = licences.coverage
    return {
        "files": len(reading.snapshot.entries),
        "unique_blobs": reading.unique_blobs,
        "read": len(reading.needs),
        "kept_before": reading.kept_before,
        "opened": len(reading.contents.fresh),
        "not_opened": dict(Counter(reading.contents.lost.values())),
        "licence_windows": coverage.windows,
        "licence_queue": coverage.queued,
        "components": len(components.components),
        "manifest_remarks": [f"{path}: {remark.message}" for path, remark in components.diagnostics[:20]],
    }
