"""The threat model names tests that exist, and every part of it names some."""

from __future__ import annotations

import re
from pathlib import Path

from house.tree import hold_rule

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
NAMED = re.compile(r"`([a-z_/0-9]+\.py)::(test_[a-z0-9_]+)`")
ROW = re.compile(r"^\| (?!threat|---)(.+?) \| (.+) \| (.+) \|$", re.MULTILINE)


def find_untrue(text: str, tests: Path) -> list[str]:
    """Find rows without a test, and tests that are not there."""
    found = [f"{row[1]}: no test" for row in ROW.finditer(text) if not NAMED.search(row[3])]
    for place, name in NAMED.findall(text):
        file = tests / place
        if not file.exists() or not re.search(rf"^def {name}\(", file.read_text("utf-8"), re.MULTILINE):
            found.append(f"{place}::{name} is not there")
    return found


def test_every_threat_names_tests_that_exist():
    hold_rule(find_untrue(PAGE.read_text("utf-8"), ROOT / "tests"))


def test_planted_offences_are_found(tmp_path):
    (tmp_path / "test_a.py").write_text("def test_it_holds():\n    pass\n", "utf-8")
    text = "| one | m | `test_a.py::test_it_holds` |\n| two | m | trust us |\n| three | m | `test_a.py::test_gone` |\n"

    assert find_untrue(text, tmp_path) == ["two: no test", "test_a.py::test_gone is not there"]
