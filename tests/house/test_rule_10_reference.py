"""Rule 10: every number in `reference/` has a unit, a date and a source.

They stand beside the number or further out in the same file. A file of others (a schema, a binary index) is described
by a `SOURCE.toml` or a row of the `README.md` in its folder.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from house.tree import PRODUCT, ROOT, hold_rule

NEEDED = ("unit", "date", "source")
DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SIDECARS = {"SOURCE.toml", "README.md", "NOTICE", "__init__.py"}
# libyaml when PyYAML was built with it: the same values, several times as fast.
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Keys whose value orders or names something and measures nothing.
NAMES = {"version", "id", "order", "schema"}


def read_values(name: str, text: str) -> Any:
    """Read a reference file of any of our formats."""
    if name.endswith(".toml"):
        return tomllib.loads(text)
    if name.endswith(".json"):
        return json.loads(text)
    if name.endswith((".yml", ".yaml")):
        return yaml.load(text, Loader=SAFE)  # noqa: S506  # a safe loader either way
    return list(csv.DictReader(io.StringIO(text)))


def find_bare_numbers(value: Any, scope: frozenset[str] = frozenset(), place: str = "") -> Iterator[str]:
    """Yield the place of each number that lacks a unit, a date or a source."""
    if isinstance(value, dict):
        inner = scope | {name for name in NEEDED if is_said(name, value.get(name))}
        for key, item in value.items():
            if str(key) not in NAMES:
                yield from find_bare_numbers(item, inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from find_bare_numbers(item, scope, f"{place}[{number}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        missing = [name for name in NEEDED if name not in scope]
        if missing:
            yield f"{place} = {value} has no {', '.join(missing)}"


def is_said(name: str, value: Any) -> bool:
    """Say whether a unit, date or source is there and is one."""
    return bool(DAY.match(str(value))) if name == "date" else bool(value and str(value).strip())


def judge_file(name: str, text: str) -> list[str]:
    """Say what a reference file lacks: date and source always, a unit for its numbers."""
    values = read_values(name, text)
    head = values if isinstance(values, dict) else (values[0] if values else {})
    lacking = [f"the file has no {part}" for part in ("date", "source") if not is_said(part, head.get(part))]
    bare = list(find_bare_numbers(values))
    return lacking + bare[:5]


def is_described(path: Path) -> bool:
    """Say whether a sidecar in the folder tells unit, date and source of a file in a format of others."""
    sidecar = path.with_name("SOURCE.toml")
    if sidecar.exists():
        return all(is_said(part, tomllib.loads(sidecar.read_text("utf-8")).get(part)) for part in NEEDED)
    readme = path.with_name("README.md")
    rows = readme.read_text("utf-8").splitlines() if readme.exists() else []
    return any(f"`{path.name}`" in row and re.search(r"\d{4}-\d{2}", row) for row in rows)


def reference_files() -> list[Path]:
    """Return every file of the reference data, sidecars aside."""
    files = (path for path in (PRODUCT / "reference").rglob("*") if path.is_file())
    return sorted(path for path in files if path.name not in SIDECARS and "__pycache__" not in path.parts)


PLANTED = {
    "no date": ("rates.toml", "source = 's'\nunit = 'EUR'\nrate = 12\n"),
    "no source": ("rates.yml", "date: '2026-01-01'\nunit: EUR\nrate: 12\n"),
    "no unit": ("rates.json", '{"date": "2026-01-01", "source": "s", "rates": [{"rate": 12}]}'),
    "a date that is none": ("rates.toml", "source = 's'\nunit = 'EUR'\ndate = 'lately'\n"),
    "a table without units": ("rates.csv", "date,source,rate\n2026-01-01,,12\n"),
}


@pytest.mark.parametrize(("name", "text"), PLANTED.values(), ids=PLANTED.keys())
def test_a_bare_number_is_found(name, text):
    assert len(judge_file(name, text)) > 0


def test_a_number_may_find_its_unit_further_out():
    text = "date = '2026-01-01'\nsource = 's'\n[[row]]\nunit = 'EUR'\n[row.rates]\nlow = 1\nhigh = 2\n"

    assert judge_file("rates.toml", text) == []


def test_a_file_of_others_needs_a_description(tmp_path):
    (tmp_path / "index.bin").write_bytes(b"")
    assert not is_described(tmp_path / "index.bin")

    (tmp_path / "README.md").write_text("| `index.bin` | made from X, 2026-07 |\n")
    assert is_described(tmp_path / "index.bin")


def test_reference_data_of_the_product_says_unit_date_and_source():
    ours = (".toml", ".yml", ".yaml", ".json", ".csv")
    faults = []
    for path in reference_files():
        name = str(path.relative_to(ROOT))
        if path.with_name("SOURCE.toml").exists() or path.suffix not in ours:
            faults += [] if is_described(path) else [f"{name} is described nowhere: add it to README.md or SOURCE.toml"]
        else:
            faults += [f"{name}: {fault}" for fault in judge_file(name, path.read_text("utf-8"))]

    hold_rule(faults)
