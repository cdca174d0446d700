"""Legs of the suite: side by side in lanes, counted from their reports, each with data of its own, none left behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from tasks import legs
from tasks.legs import Count, Leg, run_lanes

PLANTED = """
import os, sys, time
from pathlib import Path

report = Path(next(word for word in sys.argv if word.startswith("--junitxml=")).partition("=")[2])
met = Path(os.environ["OSPOLIS_DATA_DIR"]).parents[1] / "met"
met.mkdir(exist_ok=True)
(met / report.stem).touch()
begun = time.monotonic()
while not (met / os.environ["MEETS"]).exists() and time.monotonic() - begun < 10:
    time.sleep(0.02)
tests, failures, skipped = os.environ["COUNTS"].split()
print("." * int(tests), "[ 50%]")
counted = f'<testsuite tests="{tests}" failures="{failures}" skipped="{skipped}"/>'
if tests != "0":
    report.write_text(f"<testsuites>{counted}</testsuites>")
raise SystemExit(int(os.environ["CODE"]))
"""


@pytest.fixture
def plant(tmp_path, monkeypatch):
    """A leg whose pytest is a few lines of our own: it waits for another leg, reports, and ends with a code."""
    monkeypatch.setattr(legs, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(legs, "CACHE", tmp_path)
    program = tmp_path / "planted"
    program.write_text(f"#!{sys.executable}\n{PLANTED}")
    program.chmod(0o700)

    def plant_leg(title: str, counts: str, code: int, meets: str = "") -> Leg:
        return Leg(title, [], extra={"COUNTS": counts, "CODE": str(code), "MEETS": meets}, python=program)

    return plant_leg


def test_lanes_run_beside_each_other_and_a_lane_in_its_order(plant, capfd):
    long = plant("long", "5 0 1", 0, meets="second")
    first, second = plant("first", "3 1 0", 1), plant("second", "2 0 0", 0, meets="first")

    assert run_lanes([[long], [first, second]]) == Count(passed=8, failed=1, skipped=1)
    titles = [line for line in capfd.readouterr().out.splitlines() if line.startswith("==")]
    assert titles.index("== first") < titles.index("== second")


def test_a_leg_alone_talks_to_the_terminal(plant, capfd):
    assert run_lanes([[plant("alone", "4 0 0", 0)]]) == Count(passed=4)
    assert "== alone\n.... [ 50%]" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("counts", "code", "count"),
    [
        ("0 0 0", 5, Count()),
        ("0 0 0", 2, Count(failed=1)),
        ("4 0 0", 3, Count(passed=4, failed=1)),
        ("4 2 0", 1, Count(passed=2, failed=2)),
    ],
    ids=["no test", "no report", "a report and a crash", "failures"],
)
def test_a_leg_that_did_not_end_well_has_failed(plant, counts, code, count):
    assert run_lanes([[plant("odd", counts, code)]]) == count


def test_a_run_that_is_stopped_leaves_no_leg_behind(plant, monkeypatch):
    started = []

    class Noted(subprocess.Popen):
        def __init__(self, *words, **options):
            super().__init__(*words, **options)
            started.append(self)

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(legs, "time", SimpleNamespace(monotonic=time.monotonic, sleep=stop))
    monkeypatch.setattr(legs.subprocess, "Popen", Noted)

    with pytest.raises(KeyboardInterrupt):
        run_lanes([[plant("one", "1 0 0", 0, meets="nobody")], [plant("two", "1 0 0", 0, meets="nobody")]])
    assert [leg.poll() is None for leg in started] == [False, False]


def test_each_leg_has_data_of_its_own_and_the_static_files_of_all(plant, tmp_path):
    (tmp_path / "test-data" / "static").mkdir(parents=True)
    folders = [Path(plant(title, "1 0 0", 0).list_variables()["OSPOLIS_DATA_DIR"]) for title in ("one", "two")]

    assert folders[0] != folders[1]
    assert {(folder / "static").resolve() for folder in folders} == {tmp_path / "test-data" / "static"}
