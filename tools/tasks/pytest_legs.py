"""A small pytest plug-in for the legs: database tests only, long forms, and going on where a run stopped."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "live_server"})
HARD_FOLDERS = ("tests/faults/", "tests/fuzz/")
# Hard tests ask again what others have covered, and rules of the house read the product without running it.
UNCOVERED_FOLDERS = (*HARD_FOLDERS, "tests/house/")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options that `make test` and `make faults` pass."""
    group = parser.getgroup("ospolis")
    group.addoption("--database-only", action="store_true", help="leave out tests that touch no database")
    group.addoption("--long-and-hard", action="store_true", help="keep long forms, faults and fuzzing only")
    group.addoption("--done-file", default="", help="remember passed tests here and leave them out next time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this leg does not want."""
    done_file = config.getoption("--done-file")
    done = set(read_done(Path(done_file))) if done_file else set()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        if item.nodeid.startswith(UNCOVERED_FOLDERS):
            item.add_marker("no_cover")
        unwanted = (
            item.nodeid in done
            or (config.getoption("--database-only") and not touches_database(item))
            or (config.getoption("--long-and-hard") and not is_long_or_hard(item))
        )
        (left if unwanted else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def touches_database(item: pytest.Item) -> bool:
    """Say whether a test asks for the database, by mark or through any of its fixtures, and may differ with it."""
    if item.get_closest_marker("both_databases") is not None:
        return True
    if item.get_closest_marker("one_database") is not None:
        return False
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & DATABASE_FIXTURES)


def is_long_or_hard(item: pytest.Item) -> bool:
    """Say whether a test belongs to the long run: marked so, or a fault or fuzz test."""
    if item.get_closest_marker("browser") is not None:
        return False
    return item.get_closest_marker("long") is not None or item.nodeid.startswith(HARD_FOLDERS)


def read_done(file: Path) -> list[str]:
    """Return the tests that an earlier call of this run has passed."""
    return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Write down passed tests as they come, on the process that hears of all of them."""
    done_file = config.getoption("--done-file")
    if done_file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(DoneLog(Path(done_file)), "ospolis-done-log")


def run_with_room(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Run one test as pytest does."""
    runtestprotocol(item, nextitem=nextitem)


# Python 3.11 keeps its frames in portions of 16 kB, and gives a portion back as soon as its last frame ends. A test in
# whose depth a much called function begins a new portion asks the system for memory at each call. A frame that claims
# 132 kB gets a portion of 256 kB, and half of it is left to all frames below.
run_with_room.__code__ = run_with_room.__code__.replace(co_stacksize=16_500)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test where calls cost the same at every depth."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    run_with_room(item, nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Trace nothing in a test that is not to be covered.

    The plug-in of coverage stops one of two measurements that run in a worker; the other goes on, and such a test
    takes twice its time. This comes after it, and gives back what it found.
    """
    with leave_untraced() if item.get_closest_marker("no_cover") else nullcontext():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """Trace no migration: no figure counts them, and under measurement the tables of a worker take twice their time."""
    with leave_untraced() if fixturedef.argname == "django_db_setup" else nullcontext():
        yield


@contextmanager
def leave_untraced() -> Iterator[None]:
    """Stop every measurement for a while."""
    here, elsewhere = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(elsewhere)
        sys.settrace(here)


class DoneLog:
    """Appends each passed test at once, so that a killed run loses nothing; tells of a failed one at once too."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.parent.mkdir(parents=True, exist_ok=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test when its body has passed; a run takes too long to tell of a failure at its end only."""
        if report.failed:
            print(f"\nFAILED {report.nodeid}\n{report.longreprtext[-2_000:]}", flush=True)
        if report.when == "call" and report.passed:
            with self.file.open("a", encoding="utf-8") as log:
                log.write(report.nodeid + "\n")
