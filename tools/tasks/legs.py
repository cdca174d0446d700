"""Legs of the suite: each a pytest of its own with a folder of its own, and lanes of legs beside each other."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tasks.calling import build_environment
from tasks.places import CACHE, PYTHON, REPORTS, ROOT

NO_TESTS_COLLECTED = 5
BEAT = 30.0
# A pytest that is told to stop ends its workers, which end their own programs.
PATIENCE = 20.0


@dataclass(frozen=True)
class Count:
    """How many tests of a leg passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


@dataclass(frozen=True)
class Leg:
    """One call of pytest: what it is called, its options, its tests, and its variables."""

    title: str
    options: Sequence[str]
    words: Sequence[str] = ()
    extra: dict[str, str] = field(default_factory=dict)
    python: Path = PYTHON

    def name_file(self, suffix: str) -> Path:
        """Return the file among the reports that has the name of this leg."""
        return REPORTS / f"{self.title.replace(' ', '-')}.{suffix}"

    def list_words(self) -> list[str]:
        """Return the words of its call."""
        call = [self.python, "-m", "pytest", "-p", "tasks.pytest_legs", f"--junitxml={self.name_file('xml')}"]
        return [str(word) for word in [*call, *self.options, *(self.words or ["tests"])]]

    def list_variables(self) -> dict[str, str]:
        """Return its variables: legs run beside each other, so that each has data and measurements of its own."""
        return build_environment(
            {
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTHONPATH": str(ROOT / "tools"),
                "OSPOLIS_DATA_DIR": str(prepare_folder(self.name_file("data").stem)),
                # Apart from what another run in this checkout measures: each joins all the parts that it finds.
                "COVERAGE_FILE": str(self.name_file("coverage")),
                **self.extra,
            }
        )


def use_workers(number: int) -> list[str]:
    """Return the options for some workers; tests are handed out few at a time, for heavy ones stand side by side."""
    return ["-n", str(number), "--maxschedchunk=4"]


def prepare_folder(name: str) -> Path:
    """Return the data folder of a leg; the static files in it are those of all legs."""
    shared = CACHE / "test-data"
    folder = CACHE / "legs" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    static = folder / "static"
    if not static.is_symlink():
        static.symlink_to(shared / "static")
    return folder


def run_leg(leg: Leg) -> Count:
    """Run one leg on the terminal and count its report."""
    print(f"== {leg.title}", flush=True)
    with start_leg(leg, alone=True) as running:
        return count_leg(leg, running.wait())


def run_lanes(lanes: Sequence[Sequence[Leg]]) -> Count:
    """Run the legs of a lane one after the other, and all lanes at once: a leg that waits leaves its core to others.

    What a leg prints is shown when it ends; a line now and then says how far each has come.
    """
    legs = [leg for lane in lanes for leg in lane]
    if len(legs) == 1:
        return run_leg(legs[0])
    for leg in legs:
        leg.name_file("log").unlink(missing_ok=True)
    total, spoken = Count(), time.monotonic()
    turns = [follow_lane(lane) for lane in lanes]
    try:
        while turns:
            for turn in list(turns):
                try:
                    total += next(turn)
                except StopIteration:
                    turns.remove(turn)
            if time.monotonic() - spoken >= BEAT:
                spoken = time.monotonic()
                print("   ".join(filter(None, map(tell_progress, legs))), flush=True)
            time.sleep(0.1 if turns else 0)
    finally:
        for turn in turns:
            turn.close()
    return total


def follow_lane(lane: Sequence[Leg]) -> Generator[Count, None, None]:
    """Yield nothing counted while a leg runs, and its count when it has ended; then go on with the next leg."""
    for leg in lane:
        with start_leg(leg, alone=False) as running:
            while running.poll() is None:
                yield Count()
            print(f"== {leg.title}\n{leg.name_file('log').read_text('utf-8', 'replace')}", flush=True)
            yield count_leg(leg, running.returncode)


@contextmanager
def start_leg(leg: Leg, *, alone: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Start the pytest of a leg; whatever ends the block ends it too."""
    log = leg.name_file("log")
    log.parent.mkdir(parents=True, exist_ok=True)
    leg.name_file("xml").unlink(missing_ok=True)
    sys.stdout.flush()
    with log.open("wb") as output:
        streams = (None, None) if alone else (output, subprocess.STDOUT)
        running = subprocess.Popen(
            leg.list_words(), cwd=ROOT, env=leg.list_variables(), stdout=streams[0], stderr=streams[1]
        )
        try:
            yield running
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGINT)
                try:
                    running.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    running.kill()
                    running.wait()


def tell_progress(leg: Leg) -> str:
    """Say how far a leg has come, as its pytest says it at the end of its last line."""
    log = leg.name_file("log")
    marks = log.read_text("utf-8", "replace").split("[")[1:] if log.exists() else []
    return f"{leg.title} {marks[-1].split('%')[0].strip()} %" if marks else ""


def count_leg(leg: Leg, code: int) -> Count:
    """Count the report of a leg; one that crashed without a report has failed."""
    if code == NO_TESTS_COLLECTED:
        return Count()
    report = leg.name_file("xml")
    count = count_report(report) if report.exists() else Count()
    return count if count.failed or code == 0 else count + Count(failed=1)


def count_report(report: Path) -> Count:
    """Read how many tests passed, failed and were skipped from a JUnit report of our own pytest."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by our own pytest
    total = Count()
    for suite in suites:
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        total += Count(tests - failures - errors - skipped, failures + errors, skipped)
    return total
