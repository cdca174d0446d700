"""Writes a bank, or words of it in another language, as the files that are read again without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, TypeAlias

from ospolis.engines.maturity.bank import FIRST_LANGUAGE, Bank, Dimension, Hook, Item
from ospolis.engines.maturity.bank_reading import HEAD, PART
from ospolis.engines.maturity.translation import SCHEMA, Translation, Words, digest_of

UNIT = "levels: 0 to 4; reliability and shares: 0 to 1; max_age: days; ranges: unit of the measure; uplift: levels"
Map: TypeAlias = dict[str, Any]


def write_bank(bank: Bank) -> dict[str, bytes]:
    """Write a bank as its files.

    Returns  YAML by file name; `read_bank` gives the same bank again
    """
    return {name: write_yaml(document) for name, document in describe_bank(bank).items()}


def describe_bank(bank: Bank) -> dict[str, Map]:
    """Give a bank as plain values: its head, and one part for each run of questions of one addition and language."""
    head: Map = {
        "schema": HEAD, "code": bank.code, "version": bank.version.partition("+")[0], "date": bank.date,
        "title": bank.title, "licence": bank.licence, "source": bank.source,
        **({"language": bank.language} if bank.language != FIRST_LANGUAGE else {}), "unit": UNIT,
        "actions": [{"code": row.code, "title": row.title} for row in bank.actions],
    }  # fmt: skip
    parts = [*_dimension_parts(bank), *_item_parts(bank)]
    return {"0-bank.yml": head} | {f"{number}-part.yml": part for number, part in enumerate(parts, 1)}


def write_translation(translation: Translation) -> bytes:
    """Write words in another language; `open_translation` gives them again."""
    said: Map = {
        "schema": SCHEMA,
        "bank": translation.bank,
        "version": translation.version,
        "language": translation.language,
        "dimensions": {
            code: _filled({"of": words.of, "title": words.statement, "explanation": words.help})
            for code, words in translation.dimensions.items()
        },
        "items": {code: describe_words(words) for code, words in translation.items.items()},
    }
    return write_yaml(said)


def write_words_to_fill(bank: Bank, held: Translation | None, language: str) -> bytes:
    """Write a file for whoever translates: what is translated and still fits, and the source of all that is open.

    Returns  YAML that is read as a translation; the words of the source stand in remarks
    """
    fits = set() if held is None else {*held.dimensions, *held.items} - {*held.missing(bank), *held.stale(bank)}
    head = {"schema": SCHEMA, "bank": bank.code, "version": bank.version, "language": language}
    lines = list(_lines(head, ""))
    for name, rows, words in (
        ("dimensions", bank.dimensions, held.dimensions if held else {}),
        ("items", bank.items, held.items if held else {}),
    ):
        lines.append(f"{name}:")
        for row in rows:
            lines.append(f"  {row.code}:")
            told = words[row.code] if row.code in fits else Words("", "", (), digest_of(row))
            lines += [] if row.code in fits else [f"    # {_scalar(text)}" for text in texts_of(row)]
            lines += _lines(_described(row, told), "    ")
    return ("\n".join(lines) + "\n").encode()


def texts_of(row: Dimension | Item) -> tuple[str, ...]:
    """The words of a question or a dimension, in the order in which they are translated."""
    return (row.title, row.explanation) if isinstance(row, Dimension) else (row.statement, row.help, *row.anchors)


def _described(row: Dimension | Item, words: Words) -> Map:
    if isinstance(row, Dimension):
        return {"of": words.of, "title": words.statement, "explanation": words.help}
    return {"of": words.of, "statement": words.statement, "help": words.help, "anchors": list(words.anchors)}


def describe_words(words: Words) -> Map:
    """Give the words of a question as plain values."""
    texts = {"of": words.of, "statement": words.statement, "help": words.help, "anchors": list(words.anchors)}
    return _filled(texts)


def describe_item(item: Item) -> Map:
    """Give a question as plain values, without what is usual."""
    area = item.code.partition(".")[0]
    links = [{"action": link.action, "uplift": [link.low, link.mid, link.high]} for link in item.action_links]
    said: Map = {
        "code": item.code, "dimension": item.dimension if item.dimension != area else "",
        "statement": item.statement, "help": item.help, "anchors": list(item.anchors), "unit": item.unit,
        "respondent_roles": list(item.respondent_roles), "applicability": item.applicability.text,
        "ask_when": item.ask_when.text, "evidence_class": item.evidence_class,
        "hooks": [describe_hook(hook) for hook in item.hooks], "no_hook_reason": item.no_hook_reason,
        "weight": item.weight if item.weight != 1 else None, "essential_for": item.essential_for,
        "reverse": item.reverse, "inclusion": item.inclusion, "sdg_tags": list(item.sdg_tags), "action_links": links,
        "replaces": list(item.replaces),
    }  # fmt: skip
    return _filled(said)


def describe_hook(hook: Hook) -> Map:
    """Give a hook as plain values, without what is usual."""
    said: Map = {
        "measure": hook.measure, "part": hook.part, "strength": hook.strength, "form": hook.form,
        "among": hook.among, "passes": list(hook.passes), "fails": list(hook.fails), "excused": list(hook.excused),
        "scale": list(hook.scale), "from_tier": hook.from_tier, "units": hook.units,
        "reliability": hook.reliability, "max_age": hook.max_age,
    }  # fmt: skip
    ends = {"at_least": hook.at_least, "at_most": hook.at_most}
    return _filled(said) | {name: value for name, value in ends.items() if value is not None}


def write_yaml(document: Map) -> bytes:
    """Write plain values as YAML that people can change: texts in quotes, one key a line."""
    return ("\n".join(_lines(document, "")) + "\n").encode()


def _filled(said: Map) -> Map:
    return {name: value for name, value in said.items() if value not in (None, "", [], False, 0)}


def _spoken(row: Item | Dimension, bank: Bank) -> Map:
    return {"language": row.language} if row.language != bank.language else {}


def _dimension_parts(bank: Bank) -> Iterator[Map]:
    for language, rows in groupby(bank.dimensions, key=lambda row: row.language):
        told = {"language": language} if language != bank.language else {}
        listed = [{"code": row.code, "title": row.title, "explanation": row.explanation} for row in rows]
        yield {"schema": PART, **told, "dimensions": listed}


def _item_parts(bank: Bank) -> Iterator[Map]:
    """Additions keep the order in which the version names them, those without a question too."""
    waiting = bank.version.split("+")[1:]
    for (added, _language), rows in groupby(bank.items, key=lambda item: (item.added_by, item.language)):
        items = list(rows)
        while added in waiting and (first := waiting.pop(0)) != added:
            yield {"schema": PART, "adds": first}
        adds = {"adds": added} if added else {}
        listed = [describe_item(item) for item in items]
        yield {"schema": PART, **adds, **_spoken(items[0], bank), "unit": UNIT, "items": listed}
    yield from ({"schema": PART, "adds": added} for added in waiting)


def _lines(node: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:" if value else f"{indent}{key}: {{}}"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list) and value and (isinstance(value[0], dict) or key == "anchors"):
            yield f"{indent}{key}:"
            yield from _rows(value, indent)
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _rows(rows: Iterable[Any], indent: str) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict):
            lines = list(_lines(row, f"{indent}  "))
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield f"{indent}- {_scalar(row)}"


def _scalar(value: Any) -> str:
    """A value as JSON writes it, which is YAML too."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return json.dumps(value, ensure_ascii=False)
