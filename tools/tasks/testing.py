"""make test, make journeys, make faults: the suite in legs, and one line that sums them up."""

from __future__ import annotations

import argparse
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.calling import run_program
from tasks.coverage import judge_coverage
from tasks.environment import prepare_environment
from tasks.machine import find_browser, find_postgres_folder, provide_system_tools
from tasks.next_versions import prepare_next_environment
from tasks.places import CACHE, PYTHON, REPORTS, ROOT
from tasks.postgres import start_postgres
from tasks.preparing import collect_static, compile_translations

NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Count:
    """How many tests of a leg passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def run_tests(arguments: Sequence[str]) -> int:
    """Run every leg that the machine can run; a leg that it cannot run counts as a failure and says why."""
    parser = argparse.ArgumentParser(prog="make test", description="Run the whole suite in its short forms.")
    parser.add_argument("--only", choices=sorted(LEGS), action="append", help="run this leg only")
    parser.add_argument("--next", action="store_true", help="run on the next Python and Django")
    chosen, words = parser.parse_known_args(arguments)
    if chosen.next:
        return run_next_versions(words)
    start = time.monotonic()
    missing = prepare_tests(chosen.only or list(LEGS))
    total = Count(failed=len(missing))
    for name in chosen.only or LEGS:
        total += LEGS[name](words)
    for sentence in missing:
        print(sentence)
    print(f"{(time.monotonic() - start) / 60:.1f} minutes, {total.skipped} skipped")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed or not total.passed else 0


def prepare_tests(legs: Sequence[str]) -> list[str]:
    """Bring packages, browser, database server, translations and static files; return what is missing."""
    prepare_environment("test")
    missing = provide_system_tools() if {"postgresql", "journeys"} & set(legs) else []
    compile_translations()
    collect_static(CACHE / "test-data")
    return missing


def run_on_sqlite(words: Sequence[str]) -> Count:
    """Run everything that needs no browser, with the short forms of the hard tests, and hold the coverage to its floor.

    The hard tests stand among the others, so that one worker goes on while another waits for what was killed.
    """
    whole = not words
    report = REPORTS / "coverage.json"
    report.unlink(missing_ok=True)
    cover = ["--cov=ospolis", "--cov-branch", f"--cov-report=json:{report}"] if whole else []
    count = run_leg("SQLite", ["-n", "2", *cover, "-m", "not browser and not long"], words)
    broken = judge_coverage(report) if whole else []
    for sentence in broken:
        print(f"coverage: {sentence}")
    return count + Count(failed=len(broken), passed=1 if whole and not broken else 0)


def run_on_postgres(words: Sequence[str]) -> Count:
    """Run the tests that touch a database again, on a temporary PostgreSQL."""
    if find_postgres_folder() is None:
        return Count()
    # Tests of engines and fuzzing touch no database; leaving them out saves their collection.
    ignored = [f"--ignore={folder}" for folder in ("tests/fuzz", "tests/engines")]
    options = ["-n", "2", "--database-only", "-m", "not browser and not long", *ignored]
    with start_postgres() as address:
        return run_leg("PostgreSQL", options, words, {"OSPOLIS_DATABASE_URL": address})


def run_in_browser(words: Sequence[str]) -> Count:
    """Run the journeys and every other test that needs a real browser."""
    browser = find_browser()
    if browser is None:
        return Count()
    # Playwright's own event loop runs in the thread of the test, which Django would refuse.
    extra = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", "CHROMIUM": browser}
    return run_leg("journeys", ["-n", "2", "-m", "browser and not long"], words or find_browser_tests(), extra)


def find_browser_tests() -> list[str]:
    """Return the test files that name the mark of the browser, so that nothing else is collected."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(file.relative_to(ROOT)) for file in files if "mark.browser" in file.read_text("utf-8")]


LEGS = {
    "sqlite": run_on_sqlite,
    "postgresql": run_on_postgres,
    "journeys": run_in_browser,
}


def run_leg(
    title: str,
    options: Sequence[str],
    words: Sequence[str],
    extra: dict[str, str] | None = None,
    python: Path = PYTHON,
) -> Count:
    """Run pytest once and count its report; a leg that crashed without a report has failed."""
    print(f"== {title}", flush=True)
    report = REPORTS / f"{title.replace(' ', '-')}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    variables = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT / "tools"),
        "OSPOLIS_DATA_DIR": str(CACHE / "test-data"),
        # Apart from what another run in this checkout measures: each joins all the parts that it finds.
        "COVERAGE_FILE": str(report.with_suffix(".coverage")),
        **(extra or {}),
    }
    call = [python, "-m", "pytest", "-p", "tasks.pytest_legs", f"--junitxml={report}"]
    code = run_program([*call, *options, *(words or ["tests"])], extra=variables)
    if code == NO_TESTS_COLLECTED:
        return Count()
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


def run_journeys(arguments: Sequence[str]) -> int:
    """make journeys: the browser leg alone."""
    return run_tests(["--only", "journeys", *arguments])


def run_faults(arguments: Sequence[str]) -> int:
    """make faults: the long forms with a seed; a second call goes on where the first stopped."""
    parser = argparse.ArgumentParser(prog="make faults", description="Run the long forms before a release.")
    parser.add_argument("--seed", type=int, default=1, help="seed of every random choice (default 1)")
    parser.add_argument("--restart", action="store_true", help="forget what an earlier call has done")
    chosen, words = parser.parse_known_args(arguments)
    missing = prepare_tests(list(LEGS))
    done = CACHE / "faults" / f"{chosen.seed}.txt"
    if chosen.restart:
        done.unlink(missing_ok=True)
    extra = {"TEST_FORM": "long", "TEST_SEED": str(chosen.seed)}
    # Without words: every folder of hard tests, and every test marked long wherever it lies.
    options = ["-n", "2", f"--done-file={done}", "--long-and-hard"]
    total = run_leg("long forms", options, words, extra)
    if find_postgres_folder():
        with start_postgres() as address:
            on_postgres = {**extra, "OSPOLIS_DATABASE_URL": address}
            options = ["-n", "2", f"--done-file={done}.postgresql", "--long-and-hard", "--database-only"]
            total += run_leg("long forms on PostgreSQL", options, words, on_postgres)
    for sentence in missing:
        print(sentence)
    print(f"{total.passed} passed, {total.failed + len(missing)} failed", flush=True)
    return 1 if total.failed or missing else 0


def run_next_versions(words: Sequence[str]) -> int:
    """make test ARGS=--next: the suite on the next Python and Django, where the machine has them."""
    python = prepare_next_environment()
    if python is None:
        print("skipped: there is no Python 3.13 on this machine")
        return 0
    total = run_leg("next versions", ["-n", "2", "-m", "not browser and not long"], words, None, python)
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed else 0
