"""Read one document in the box and make findings of it."""

from __future__ import annotations

import base64
import json
from typing import Any

from ospolis.mapping.choices import SourceKind
from ospolis.mapping.models import Source
from ospolis.mapping.outcomes import DocumentFindings, FoundComponent, FoundRecord, SourceTrouble, Trouble
from ospolis.mapping.reading.answers import accepting_answers, take_rows
from ospolis.mapping.reading.remarks import say_remark
from ospolis.mapping.reading.repository import Box

_SHOWN = 20


def read_document_source(content: bytes, source: Source, box: Box) -> DocumentFindings:
    """Read a metadata file, an inventory or a component list.

    Raises   SourceTrouble when nothing of it can be used
    """
    name = source.shown_location.partition("?")[0].rstrip("/").rpartition("/")[2]
    order = {"kind": source.kind, "name": name, "content": base64.b64encode(content).decode()}
    rows, trouble = take_rows(box.run(json.dumps(order).encode()))
    if not rows:
        raise SourceTrouble(trouble or Trouble("no-answer", "Nothing was read.", "Check that the file is not empty."))
    with accepting_answers():
        if source.kind == SourceKind.COMPONENT_LIST:
            return _component_list(rows, trouble)
        return _metadata(rows, source, trouble)


def _metadata(rows: list[dict[str, Any]], source: Source, trouble: Trouble | None) -> DocumentFindings:
    told = rows[0]["metadata"]
    problems = [say_remark(problem) for problem in told["problems"]]
    found = [record for row in rows[1:] for record in row["records"]]
    wanted = "publiccode" if source.kind == SourceKind.PUBLICCODE else "code-json"
    if told["kind"] != wanted or not found:
        raise SourceTrouble(
            Trouble(
                "wrong-content",
                f"This is no {SourceKind(source.kind).label} that can be read. {' '.join(problems[:1])}".strip(),
                "Check the file with: ospolis metadata FILE",
            )
        )
    records = [
        FoundRecord(
            kind=told["kind"], version=told["version"], verdict=told["verdict"], name=record["name"],
            summary=record["summary"], address=record["address"], licence=record["licence"],
            status=record["status"], usage=record["usage"], line=record["line"],
            problems=tuple(told["problems"][:_SHOWN]) if position == 0 else (),
        )
        for position, record in enumerate(found)
    ]  # fmt: skip
    report = {"records": len(records), "verdict": told["verdict"], "problems": problems[:_SHOWN]}
    if told["verdict"] == "invalid" and trouble is None:
        trouble = Trouble(
            "invalid",
            f"The file was read, but does not follow its standard in {told['problems_total']} places. {problems[0]}",
            "Mend the lines that are named; ospolis metadata FILE lists all of them.",
        )
    return DocumentFindings(records=records, report=report, trouble=trouble)


def _component_list(rows: list[dict[str, Any]], trouble: Trouble | None) -> DocumentFindings:
    told = rows[0]["list"]
    problems = [say_remark(problem) for problem in told["problems"]]
    if told["verdict"] == "refused":
        raise SourceTrouble(
            Trouble(
                told["problems"][0]["code"] if told["problems"] else "refused",
                f"This is no component list that can be read. {problems[0] if problems else ''}".strip(),
                (told["problems"][0]["fix"] if told["problems"] else "") or "Check it with: ospolis sbom FILE",
            )
        )
    components = [
        _component(one) for row in rows[1:] for one in row["components"] if one["purl"] and len(one["purl"]) <= 1000
    ]
    without = told["total"] - len(components)
    report = {
        "format": f"{told['format']} {told['version']}", "verdict": told["verdict"], "components": told["total"],
        "without_purl": without, "problems": problems[:_SHOWN],
    }  # fmt: skip
    return DocumentFindings(components=components, report=report, trouble=trouble)


def _component(one: dict[str, Any]) -> FoundComponent:
    relation = {"direct": True, "transitive": False}.get(one["relation"])
    return FoundComponent(
        purl=one["purl"], type=one["type"], group=one["group"], name=one["name"], version=one["version"],
        scope=one["scope"] if one["scope"] != "excluded" else "optional", is_direct=relation, licence=one["licence"],
        path=one["path"], line=one["line"],
    )  # fmt: skip
