"""Submissions of field forms as flat records: one XML instance, or the rows of an export as CSV or JSON.

ODK and KoboToolbox name the same field `section_D1/D1_1`, `section_D1-D1_1` or nested objects. A record has the last
part of the name alone: names of fields are unique in a form. Everything here comes from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ospolis.core.limits import CSV, XML
from ospolis.engines.untrusted.csvtext import read_csv
from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits
from ospolis.engines.untrusted.xmltext import pull_xml

# A submission is a few kilobytes; an export of a round is a few megabytes.
_XML_LIMITS: Final = TextLimits(bytes=1_000_000, nodes=10_000, depth=16, string=12_000, attributes=XML.attributes)
_JSON_LIMITS: Final = TextLimits(bytes=10_000_000, nodes=500_000, depth=16, string=12_000)
_CSV_LIMITS: Final = TextLimits(bytes=10_000_000, rows=5_000, columns=CSV.columns * 5, string=12_000)
_PART: Final = re.compile(r"[/.-]")
# Objects of programs, whose fields are none of the form.
_OWN_OF_PROGRAMS: Final = frozenset(
    {"__system", "_geolocation", "_validation_status", "_attachments", "_notes", "_tags"}
)
_LISTS: Final = ("results", "value")


@dataclass(frozen=True, slots=True)
class Record:
    """One submission: `place` is the row or line it stands in, from 1; values by the names of fields."""

    place: int
    fields: Mapping[str, str]


def read_records(content: bytes, media_type: str) -> tuple[Record, ...]:
    """Read the submissions in a file.

    Shapes   media_type: text/xml, text/csv or application/json, as the file was recognised
    Raises   Refused
    """
    if media_type == "text/xml":
        return (Record(1, _read_instance(content)),)
    if media_type == "text/csv":
        return tuple(_read_rows(content))
    return tuple(_read_objects(read_json(content, limits=_JSON_LIMITS)))


def _read_instance(content: bytes) -> dict[str, str]:
    """The fields of one instance; the root tells which form it is of."""
    fields: dict[str, str] = {}
    for event in pull_xml(content, limits=_XML_LIMITS):
        if event.kind == "start" and event.depth == 1:
            told = event.attributes
            fields |= {"_xform_id_string": told.get("id", ""), "__version__": told.get("version", "")}
        elif event.kind == "end" and event.text.strip():
            _keep(fields, event.name, event.text)
    return fields


def _read_rows(content: bytes) -> Iterator[Record]:
    table = read_csv(content, limits=_CSV_LIMITS)
    names = [_last_part(name) for name in table.header]
    for line, cells in table.rows:
        fields: dict[str, str] = {}
        for name, text in zip(names, cells, strict=True):
            if text:
                _keep(fields, name, text)
        yield Record(line, fields)


def _read_objects(value: JsonValue) -> Iterator[Record]:
    """The objects of a list, of the list inside an answer of a server, or one object alone."""
    if isinstance(value, dict):
        listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        value = [value] if listed is None else listed
    if not isinstance(value, list) or len(value) > _CSV_LIMITS.rows:
        raise Refused("shape", f"Give a list of at most {_CSV_LIMITS.rows:,} submissions, or one submission.")
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, dict):
            raise Refused("shape", f"Entry {number} of the list is no submission.", line=number)
        fields: dict[str, str] = {}
        _flatten(entry, fields)
        yield Record(number, fields)


def _flatten(entry: dict[str, JsonValue], fields: dict[str, str]) -> None:
    """Bring nested objects to one level; how deep they may be was limited when they were read."""
    for name, value in entry.items():
        if name in _OWN_OF_PROGRAMS or value is None:
            continue
        if isinstance(value, dict):
            _flatten(value, fields)
        elif isinstance(value, bool):
            _keep(fields, _last_part(name), "true" if value else "false")
        elif not isinstance(value, list):
            _keep(fields, _last_part(name), str(value))


def _keep(fields: dict[str, str], name: str, text: str) -> None:
    """Keep a value; a field that stands twice with different values cannot be told."""
    if fields.setdefault(name, text) != text:
        raise Refused("field-twice", f"The field {name[:60]!r} stands twice in one submission with different values.")


def _last_part(name: str) -> str:
    """The name of a field without its groups; names that programs give begin with _ and are left whole."""
    return name if name.startswith("_") else _PART.split(name.strip())[-1]
