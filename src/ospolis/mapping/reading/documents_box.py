"""What runs inside the box for one document: a metadata file, an inventory, a component list."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ospolis.engines.components.component import Component, Licence, LicenceState
from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.lists.reading import read_list
from ospolis.engines.lists.refusal import ListRefused
from ospolis.engines.lists.targets import ListTerms
from ospolis.engines.metadata import read_metadata
from ospolis.mapping.reading.box import plain_metadata

_AT_ONCE = 500


def read_document(payload: bytes) -> Iterator[dict[str, Any]]:
    """Read one document.

    Shapes   payload: JSON with kind, name, content (base64)
    Returns  rows: `metadata` once, or `list` once and `components` in parts; of a list of repositories `reading` once
             and `entries` in parts, or `refused`
    """
    order = json.loads(payload)
    content = base64.b64decode(order["content"])
    if order["kind"] == "list":
        yield from _read_list(order, content)
        return
    if order["kind"] != "sbom":
        plain = plain_metadata(read_metadata(content, name=order["name"]))
        records = plain.pop("records")
        yield {"metadata": plain}
        for start in range(0, len(records), _AT_ONCE):
            yield {"records": records[start : start + _AT_ONCE]}
        return
    reading = read_sbom(content, name=order["name"])
    yield {
        "list": {
            "verdict": str(reading.verdict),
            "format": reading.document.format,
            "version": reading.document.version,
            "total": len(reading.components),
            "problems": [
                {
                    "path": d.path,
                    "line": d.line,
                    "code": d.code,
                    "level": str(d.level),
                    "message": d.message,
                    "fix": d.fix,
                }
                for d in reading.diagnostics[:100]
            ],
            "problems_total": len(reading.diagnostics),
        }
    }
    for start in range(0, len(reading.components), _AT_ONCE):
        yield {"components": [plain_component(one) for one in reading.components[start : start + _AT_ONCE]]}


def _read_list(order: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    terms = ListTerms(
        own=order["own"], forges=order["forges"], internal=frozenset(order["internal"]), most=order["most"]
    )
    try:
        reading = read_list(content, order["name"], terms)
    except ListRefused as refused:
        yield {"refused": {"code": refused.code, "message": refused.message, "remedy": refused.remedy}}
        return
    yield {
        "reading": {
            "total": reading.total, "left_out": dict(reading.left_out), "next_page": reading.next_page,
            "examples": [asdict(example) for example in reading.examples],
        }
    }  # fmt: skip
    for start in range(0, len(reading.entries), _AT_ONCE):
        some = reading.entries[start : start + _AT_ONCE]
        yield {"entries": [[one.target.kind, one.target.url, one.summary or one.name] for one in some]}


def plain_component(component: Component) -> dict[str, Any]:
    """What is kept of a component of a list."""
    place = component.evidence[0] if component.evidence else None
    return {
        "purl": component.purl,
        "type": component.purl.removeprefix("pkg:").partition("/")[0] if component.purl else "",
        "group": component.group,
        "name": component.name,
        "version": component.version,
        "scope": component.scope.value,
        "relation": component.relation.value,
        "licence": say_licence(component.concluded) or say_licence(component.declared),
        "path": place.path if place else "",
        "line": place.line if place else 0,
    }


def say_licence(licence: Licence) -> str:
    """A licence as text: the expression, else the entries as written; nothing for what nobody states."""
    if licence.state != LicenceState.STATED:
        return ""
    return licence.expression or ", ".join(licence.given)
