"""Judge and convert single files for the command line, in the form of the contract. No database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.metadata import convert, read_metadata
from ospolis.mapping.folder.places import LONGEST_DOCUMENT
from ospolis.mapping.reading.offline import Unreadable, read_file

_LONGEST = max(LONGEST_DOCUMENT.values())


def judge_component_list(path: Path) -> dict[str, Any]:
    """Say whether a component list can be used, and what is wrong with it.

    Raises   Unreadable
    """
    content, clock = read_file(path, _LONGEST)
    reading = read_sbom(content, name=path.name)
    problems = [{"path": d.path, "code": d.code, "message": d.message} for d in reading.diagnostics]
    licensed = sum(c.declared.expression != "" or c.concluded.expression != "" for c in reading.components)
    return {
        "file": str(path), "format": reading.document.format, "version": reading.document.version,
        "verdict": str(reading.verdict), "components": len(reading.components), "with_licence": licensed,
        "with_purl": sum(bool(c.purl) for c in reading.components), "problems": problems, "seconds": clock(),
    }  # fmt: skip


def judge_metadata(path: Path) -> dict[str, Any]:
    """Say whether a metadata file follows its standard.

    Raises   Unreadable
    """
    content, _ = read_file(path, _LONGEST)
    reading = read_metadata(content, name=path.name)
    problems = [
        {"path": p.path, "line": p.line, "code": p.code, "level": p.level, "message": p.message}
        for p in reading.problems
    ]
    return {
        "file": str(path), "kind": reading.kind, "version": reading.version, "verdict": reading.verdict,
        "problems": problems,
    }  # fmt: skip


def convert_metadata(path: Path, kind: Any) -> tuple[str, list[str]]:
    """Write a metadata file in another form; returns its text and what was lost, in words.

    Shapes   kind: publiccode, code-json or codemeta
    Raises   Unreadable
    """
    content, _ = read_file(path, _LONGEST)
    reading = read_metadata(content, name=path.name)
    if reading.record is None:
        raise Unreadable("nothing-to-convert", "Nothing in it can be converted.")
    converted = convert(reading.record, kind)
    return converted.data.decode("utf-8"), [f"{loss.field}: {loss.message}" for loss in converted.losses]
