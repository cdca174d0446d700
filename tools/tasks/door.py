"""Names of the tasks and their arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tasks.calling import StepFailed, stop_on_terminate
from tasks.checking import run_checks
from tasks.deep import prepare_second_scanner
from tasks.documents import check_documents
from tasks.locking import lock_packages
from tasks.measuring import run_benchmarks
from tasks.serving import run_site
from tasks.testing import run_faults, run_journeys, run_tests

TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run_site,
    "test": run_tests,
    "check": run_checks,
    "journeys": run_journeys,
    "faults": run_faults,
    "bench": run_benchmarks,
    "docs": check_documents,
    "lock": lock_packages,
    "deep": prepare_second_scanner,
}


def main(arguments: Sequence[str]) -> int:
    """Do the named task and return its exit code."""
    name = arguments[0] if arguments else "--help"
    task = TASKS.get(name)
    if task is None:
        print(f"usage: make {'|'.join(TASKS)} [ARGS=...]")
        return 0 if name in {"-h", "--help"} else 2
    stop_on_terminate()
    try:
        return task(arguments[1:])
    except StepFailed as problem:
        print(f"{name}: {problem}")
        return 1
    except KeyboardInterrupt:
        print(f"{name}: stopped")
        return 130
