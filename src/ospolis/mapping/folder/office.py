"""office.yml: who the office is, where, and for what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.yamltext import YamlMap, plain, read_yaml
from ospolis.institutions.inventory import fold
from ospolis.mapping.folder import cells
from ospolis.mapping.folder.cells import BadCell
from ospolis.mapping.folder.problems import ProblemList
from ospolis.offices.choices import ScopeKind

YAML_LIMITS = TextLimits(bytes=256_000, nodes=20_000, depth=32)
_FILE = "office.yml"


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """The office as its file says; `lines` gives the line of each key."""

    key: str
    name: str
    country: str
    scope: str
    host: str
    country_name: str = ""
    started: date | None = None
    currency: str = ""
    languages: tuple[str, ...] = ()
    is_sample: bool = False
    lines: dict[str, int] = field(default_factory=dict)


_READERS: dict[str, Callable[[str], Any]] = {
    "id": cells.key,
    "name": cells.text(200),
    "country": cells.country,
    "country_name": cells.text(120),
    "scope": cells.choice(ScopeKind.values),
    "host": cells.key,
    "started": cells.day,
    "currency": cells.currency,
}
_REQUIRED = ("name", "country", "scope", "host")


def read_office(data: bytes | None, problems: ProblemList) -> OfficeFile | None:
    """Read the file; None after problems were added. A missing file was reported by the caller."""
    if data is None:
        return None
    try:
        root = read_yaml(data, limits=YAML_LIMITS)
    except Refused as refusal:
        problems.add(_FILE, refusal.code, refusal.message, "Mend the file and run again.", row=refusal.line)
        return None
    if not isinstance(root, YamlMap):
        problems.add(
            _FILE, "not-a-map", "The file holds no names with values.", "Begin with a line such as name: Office.", row=1
        )
        return None
    lines = {entry.text: entry.line for entry, _ in root.entries}
    written = plain(root)
    assert isinstance(written, dict)  # noqa: S101  # a map becomes a dict; this tells the type checker
    values = _read_values(written, lines, problems)
    for name in _REQUIRED:
        if name not in written:
            problems.add(_FILE, "missing-key", f"'{name}' is missing.", f"Add a line {name}: ...", column=name)
    if any(name not in values for name in _REQUIRED):
        return None
    values["key"] = values.pop("id", "") or _key_of(values["name"])
    return OfficeFile(lines=lines, **values)


def _read_values(written: dict[str, Any], lines: dict[str, int], problems: ProblemList) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in written.items():
        row = lines.get(name, 0)
        if name == "languages":
            values[name] = (
                tuple(str(item) for item in value) if isinstance(value, list) else tuple(str(value or "").split())
            )
        elif name == "sample":
            values["is_sample"] = value is True
        elif name not in _READERS:
            known = ", ".join((*_READERS, "languages", "sample"))
            problems.add(_FILE, "unknown-key", f"There is no '{name}'.", f"Use these: {known}.", row=row, column=name)
        elif isinstance(value, dict | list) or value is None or value == "":
            problems.add(
                _FILE,
                "empty-value",
                f"'{name}' has no plain value.",
                "Write one value behind it.",
                row=row,
                column=name,
            )
        else:
            try:
                values[name] = _READERS[name](str(value))
            except BadCell as bad:
                problems.add(_FILE, bad.code, bad.message, bad.remedy, row=row, column=name)
    return values


def _key_of(name: str) -> str:
    """Make an id from a name: "Office of Taluma" becomes "office-of-taluma"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:64] or "office"
