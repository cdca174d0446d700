"""The open data files of a map: tables with stable ids, and a data package that describes them."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ospolis.core.access import Viewer
from ospolis.core.exports import Table, csv_portions
from ospolis.evidence.pages import export_row, fact_header
from ospolis.evidence.selectors import current_facts
from ospolis.institutions.selectors import institutions_seen_by, systems_seen_by
from ospolis.mapping.models import ComponentUse
from ospolis.mapping.selectors.repositories import component_uses_of, repositories_seen_by

# Columns of the tables that are no text, in the words of the table schema; a column means the same in every table.
_TYPES = {
    "fact": "integer", "number": "number", "line": "integer", "line_start": "integer", "line_end": "integer",
    "recorded_at": "datetime", "staff": "integer", "users": "integer", "files": "integer", "code_lines": "integer",
    "last_commit": "date", "contributors_365d": "integer", "components": "integer", "practices_passed": "integer",
    "practices_total": "integer", "direct": "boolean",
}  # fmt: skip


def write_open_data(*, viewer: Viewer, realm: str, summary: dict[str, Any], folder: Path) -> None:
    """Write summary, tables and data package; files of an earlier map are replaced one by one.

    Shapes   what is public only: no cost, no vendor, no contact
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        table.title: table
        for table in (
            _institutions(viewer, realm),
            _repositories(viewer, realm),
            _systems(viewer, realm),
            _components(viewer, realm),
            Table("facts.csv", tuple(fact_header()), _fact_rows(viewer, realm)),
        )
    }
    resources = []
    for name, table in tables.items():
        _replace(folder / name, _without_mark(csv_portions(table)))
        fields = [{"name": column, "type": _TYPES.get(column, "string")} for column in table.columns]
        resources.append(
            {
                "name": name.removesuffix(".csv"), "path": name, "format": "csv", "mediatype": "text/csv",
                "encoding": "utf-8", "schema": {"fields": fields},
            }
        )  # fmt: skip
    package = {
        "name": f"ospolis-map-{realm}", "profile": "tabular-data-package", "resources": resources,
        "title": "Map of open source in the public sector",
    }  # fmt: skip
    _replace(folder / "summary.json", [_json(summary)])
    _replace(folder / "datapackage.json", [_json(package)])


def _replace(path: Path, portions: Iterable[bytes]) -> None:
    """Write a file whole beside its place, then put it there."""
    half = path.with_name(path.name + ".half")
    with half.open("wb") as file:
        file.writelines(portions)
    half.replace(path)


def _without_mark(portions: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out the mark that downloads begin with for the sake of spreadsheets: programs read these files."""
    for number, portion in enumerate(portions):
        yield portion if number else portion.removeprefix(codecs.BOM_UTF8)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _institutions(viewer: Viewer, realm: str) -> Table:
    header = (
        "institution",
        "name",
        "kind",
        "parent",
        "sector",
        "region",
        "staff",
        "website",
        "identifier",
    )
    rows = institutions_seen_by(viewer).filter(realm=realm).select_related("parent").order_by("key")
    return Table("institutions.csv", header, (
        [
            row.key, row.name, row.kind, row.parent.key if row.parent else "", row.sector, row.region, row.staff,
            row.website, row.identifier,
        ]
        for row in rows
    ))  # fmt: skip


def _repositories(viewer: Viewer, realm: str) -> Table:
    header = (
        "repository", "institution", "commit", "licence_declared", "licence_detected", "files", "code_lines",
        "languages", "last_commit", "contributors_365d", "publiccode", "components", "practices_passed",
        "practices_total",
    )  # fmt: skip
    rows = repositories_seen_by(viewer).filter(realm=realm).order_by("key")
    return Table("repositories.csv", header, (
        [
            row.key, row.institution.key, row.commit, row.licence_declared, row.licence_detected, row.files,
            row.code_lines, ";".join(row.languages), row.last_commit_on, row.contributors_365d, row.publiccode,
            row.components, row.practices_met, row.practices_applicable,
        ]
        for row in rows.iterator(chunk_size=1000)
    ))  # fmt: skip


def _systems(viewer: Viewer, realm: str) -> Table:
    header = (
        "system",
        "institution",
        "name",
        "status",
        "openness",
        "licence",
        "users",
        "repository",
        "functions",
        "url",
    )
    rows = systems_seen_by(viewer).filter(realm=realm).order_by("key")
    return Table("systems.csv", header, (
        [
            row.key, row.institution.key, row.name, row.status, row.openness, row.licence, row.users, row.repository,
            ";".join(row.functions), row.url,
        ]
        for row in rows
    ))  # fmt: skip


def _components(viewer: Viewer, realm: str) -> Table:
    header = (
        "purl",
        "name",
        "version",
        "scope",
        "direct",
        "licence",
        "repository",
        "system",
        "source",
        "path",
        "line",
    )
    uses = component_uses_of(viewer, realm)
    return Table("components.csv", header, (_component_row(use) for use in uses.iterator(chunk_size=2000)))


def _component_row(use: ComponentUse) -> list[Any]:
    return [
        use.component.purl, use.component.name, use.component.version, use.scope, use.is_direct, use.licence,
        use.repository.key if use.repository else "", use.system.key if use.system else "", use.source.key, use.path,
        use.line or None,
    ]  # fmt: skip


def _fact_rows(viewer: Viewer, realm: str) -> Iterator[list[Any]]:
    for fact in current_facts(viewer, realm).iterator(chunk_size=2000):
        yield export_row(fact)
