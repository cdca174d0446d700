"""The ratchet: engines are covered branch by branch, and the whole never falls below its committed floor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.places import ROOT

FLOOR = ROOT / "tests" / "house" / "coverage-floor.txt"
ENGINES = "src/ospolis/engines/"
# The floor is moved up when the suite is this many points better, so that it follows the truth closely.
SLACK = 0.5


def judge_coverage(report: Path, floor: Path = FLOOR) -> list[str]:
    """Return a sentence for each broken promise in a JSON report of coverage.py."""
    if not report.exists():
        return ["there is no report, so the suite did not come to its end"]
    found = json.loads(report.read_text("utf-8"))
    return [*find_gaps_in_engines(found), *compare_with_floor(found, float(floor.read_text("utf-8")))]


def find_gaps_in_engines(found: dict[str, Any]) -> list[str]:
    """Name each engine file with a line or a branch that no test reaches."""
    sentences = []
    for name, file in sorted(found["files"].items()):
        if not name.startswith(ENGINES):
            continue
        lines = file["missing_lines"]
        branches = [f"{start}->{end}" for start, end in file.get("missing_branches", [])]
        if lines or branches:
            where = ", ".join([*map(str, lines[:10]), *branches[:10]])
            sentences.append(f"{name} is an engine and must be covered wholly; not reached: {where}")
    return sentences


def compare_with_floor(found: dict[str, Any], floor: float) -> list[str]:
    """Refuse a fall below the floor; tell when the floor should rise."""
    percent = float(found["totals"]["percent_covered"])
    if percent < floor:
        return [f"{percent:.2f} % of the whole is below the floor of {floor:.2f} %: test what you changed"]
    print(f"coverage: {percent:.2f} % of the whole, floor {floor:.2f} %")
    if percent >= floor + SLACK:
        print(f"coverage: write {percent - SLACK / 2:.1f} into tests/house/{FLOOR.name}, so that it stays")
    return []
