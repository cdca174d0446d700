"""The questions as open data: as they were written, as one document, or as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ospolis.assessment.banks import parsed_bank, shipped_content, unpack_documents
from ospolis.assessment.pages.frameworks import crosswalks
from ospolis.core.exports import Table

if TYPE_CHECKING:
    from ospolis.engines.maturity import Item

_HEAD = ("code", "version", "date", "title", "licence", "source")


def question_source() -> bytes:
    """The files of the bank one after the other, in the form in which a country writes its own."""
    documents = unpack_documents(shipped_content())
    return b"---\n".join(documents[name] for name in sorted(documents, key=_in_order))


def question_document() -> bytes:
    """The bank with the links to other frameworks, as one document for programs."""
    bank = parsed_bank(shipped_content())
    document: dict[str, Any] = {name: getattr(bank, name) for name in _HEAD}
    document["dimensions"] = [asdict(one) for one in bank.dimensions]
    document["actions"] = [asdict(one) for one in bank.actions]
    document["items"] = [_describe(item) for item in bank.items]
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def question_table() -> Table:
    """One question in a row, with its five levels."""
    columns = (
        "item", "dimension", "statement", "help", *(f"level_{n}" for n in range(5)), "unit", "respondent_roles",
        "evidence_class", "measures", "essential_for", "sdg", "actions", "licence",
    )  # fmt: skip
    return Table("questions", columns, _rows())


def _rows() -> Iterator[list[str | int | None]]:
    bank = parsed_bank(shipped_content())
    for item in bank.items:
        measures = ", ".join(dict.fromkeys(hook.measure for hook in item.hooks))
        yield [
            item.code, item.dimension, item.statement, item.help, *item.anchors, item.unit,
            ", ".join(item.respondent_roles), item.evidence_class, measures, item.essential_for,
            ", ".join(item.sdg_tags), ", ".join(link.action for link in item.action_links), bank.licence,
        ]  # fmt: skip


def _describe(item: Item) -> dict[str, Any]:
    told = {**asdict(item), "applicability": item.applicability.text, "ask_when": item.ask_when.text}
    told["crosswalk"] = [
        {"framework": one.framework, "version": one.version, "criterion": row.ext_id, "relation": row.relation,
         "strength": row.strength}
        for one in crosswalks().values()
        for row in one.rows_of(item.code)
    ]  # fmt: skip
    return told


def _in_order(name: str) -> tuple[bool, int, str]:
    """The head before the parts, and D2 before D10."""
    digits = "".join(letter for letter in name if letter.isdigit())
    return name != "bank.yml", int(digits or 0), name
