"""Rule 16: engines are covered branch by branch, the whole never falls. `make test` holds it; here it is seen to."""

from __future__ import annotations

import json
import subprocess

import pytest
from tasks.coverage import FLOOR, judge_coverage

from house.tree import ROOT

ENGINE = "src/ospolis/engines/clocks/days.py"
OTHER = "src/ospolis/offices/views.py"


def write_report(folder, percent, files):
    """Write a report such as coverage.py writes."""
    full = {"missing_lines": [], "missing_branches": []}
    report = folder / "coverage.json"
    report.write_text(
        json.dumps(
            {"totals": {"percent_covered": percent}, "files": {name: full | gaps for name, gaps in files.items()}}
        )
    )
    return report


@pytest.mark.parametrize(
    ("percent", "files", "sentences"),
    [
        (96.0, {ENGINE: {}, OTHER: {"missing_lines": [3]}}, 0),
        (96.0, {ENGINE: {"missing_lines": [3]}}, 1),
        (96.0, {ENGINE: {"missing_branches": [[3, 5]]}}, 1),
        (94.99, {ENGINE: {}}, 1),
        (94.99, {ENGINE: {"missing_lines": [3]}}, 2),
    ],
    ids=["whole", "a line of an engine", "a branch of an engine", "below the floor", "both"],
)
def test_a_planted_report_is_judged(tmp_path, percent, files, sentences):
    floor = tmp_path / "floor.txt"
    floor.write_text("95.0\n")

    assert len(judge_coverage(write_report(tmp_path, percent, files), floor)) == sentences


def test_a_suite_that_did_not_end_has_no_coverage(tmp_path):
    assert len(judge_coverage(tmp_path / "coverage.json")) == 1


def test_the_floor_only_rises():
    words = ["git", "log", "-1", "--format=", "-p", "--unified=0", "--", str(FLOOR)]
    changed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    before = [float(line[1:]) for line in changed.splitlines() if line[:1] == "-" and line[1:2].isdigit()]

    assert float(FLOOR.read_text("utf-8")) >= max(before, default=0.0)
