"""make test, make journeys, make faults: the suite in legs, and one line that sums them up."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tasks.coverage import judge_coverage
from tasks.environment import prepare_environment
from tasks.legs import Count, Leg, run_lanes, run_leg, use_workers
from tasks.machine import find_browser, find_postgres_folder, provide_system_tools
from tasks.next_versions import prepare_next_environment
from tasks.places import CACHE, REPORTS, ROOT
from tasks.postgres import start_postgres
from tasks.preparing import collect_static, compile_translations

SHORT = "not browser and not long"
COVERAGE = REPORTS / "coverage.json"


def run_tests(arguments: Sequence[str]) -> int:
    """Run every leg that the machine can run; a leg that it cannot run counts as a failure and says why."""
    parser = argparse.ArgumentParser(prog="make test", description="Run the whole suite in its short forms.")
    parser.add_argument("--only", choices=sorted(LEGS), action="append", help="run this leg only")
    parser.add_argument("--next", action="store_true", help="run on the next Python and Django")
    chosen, words = parser.parse_known_args(arguments)
    if chosen.next:
        return run_next_versions(words)
    start = time.monotonic()
    names = chosen.only or list(LEGS)
    missing = prepare_tests(names)
    total = Count(failed=len(missing)) + run_legs(names, words)
    if "sqlite" in names and not words:
        broken = judge_coverage(COVERAGE)
        total += Count(failed=len(broken), passed=0 if broken else 1)
        missing += [f"coverage: {sentence}" for sentence in broken]
    for sentence in missing:
        print(sentence)
    print(f"{(time.monotonic() - start) / 60:.1f} minutes, {total.skipped} skipped")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed or not total.passed else 0


def prepare_tests(names: Sequence[str]) -> list[str]:
    """Bring packages, browser, database server, translations and static files; return what is missing."""
    prepare_environment("test")
    missing = provide_system_tools() if {"postgresql", "journeys"} & set(names) else []
    compile_translations()
    collect_static(CACHE / "test-data")
    return missing


def run_legs(names: Sequence[str], words: Sequence[str]) -> Count:
    """Run the chosen legs: the long one beside the two short ones, which follow each other."""
    with ExitStack() as stack:
        legs = {name: stack.enter_context(LEGS[name](words)) for name in names}
        lanes = [[leg for name in lane if (leg := legs.get(name))] for lane in LANES]
        return run_lanes([lane for lane in lanes if lane])


@contextmanager
def on_sqlite(words: Sequence[str]) -> Iterator[Leg]:
    """Everything that needs no browser, with the short forms of the hard tests; a whole run measures its coverage.

    The hard tests come first, while the other legs need the cores; a third worker goes on while others wait.
    """
    COVERAGE.unlink(missing_ok=True)
    cover = [] if words else ["--cov=ospolis", "--cov-branch", f"--cov-report=json:{COVERAGE}"]
    yield Leg("SQLite", [*use_workers(3), *cover, "-m", SHORT], words)


@contextmanager
def on_postgres(words: Sequence[str]) -> Iterator[Leg | None]:
    """The tests that touch a database again, on a temporary PostgreSQL."""
    if find_postgres_folder() is None:
        yield None
        return
    # Tests of engines and fuzzing touch no database; leaving them out saves their collection.
    ignored = [f"--ignore={folder}" for folder in ("tests/fuzz", "tests/engines")]
    options = [*use_workers(2), "--database-only", "-m", SHORT, *ignored]
    with start_postgres() as address:
        yield Leg("PostgreSQL", options, words, {"OSPOLIS_DATABASE_URL": address})


@contextmanager
def in_browser(words: Sequence[str]) -> Iterator[Leg | None]:
    """The journeys and every other test that needs a real browser."""
    browser = find_browser()
    # Playwright's own event loop runs in the thread of the test, which Django would refuse.
    extra = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", "CHROMIUM": str(browser)}
    options = [*use_workers(2), "-m", "browser and not long"]
    yield Leg("journeys", options, words or find_browser_tests(), extra) if browser else None


def find_browser_tests() -> list[str]:
    """Return the test files that name the mark of the browser, so that nothing else is collected."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(file.relative_to(ROOT)) for file in files if "mark.browser" in file.read_text("utf-8")]


LEGS = {"sqlite": on_sqlite, "postgresql": on_postgres, "journeys": in_browser}
LANES = (("sqlite",), ("postgresql", "journeys"))


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
    total = run_leg(Leg("long forms", [*use_workers(2), f"--done-file={done}", "--long-and-hard"], words, extra))
    if find_postgres_folder():
        with start_postgres() as address:
            on_server = {**extra, "OSPOLIS_DATABASE_URL": address}
            options = [*use_workers(2), f"--done-file={done}.postgresql", "--long-and-hard", "--database-only"]
            total += run_leg(Leg("long forms on PostgreSQL", options, words, on_server))
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
    total = run_leg(Leg("next versions", [*use_workers(2), "-m", SHORT], words, python=python))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed else 0
