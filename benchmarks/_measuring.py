"""What every benchmark shares: processor time and memory of this process and its children, and one line of figures."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Cost:
    """What a piece of work took. Units: seconds; peak in MB, the largest of any one process since the start."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s wall {self.cpu:8.2f} s CPU {self.peak:7.0f} MB peak"


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what happens in the block, children that have ended included."""
    cost = Cost()
    began, cpu = time.perf_counter(), _processor_seconds()
    try:
        yield cost
    finally:
        cost.wall, cost.cpu = time.perf_counter() - began, _processor_seconds() - cpu
        peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        cost.peak = max(peaks) / 1024


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def say(name: str, cost: Cost, *, count: int = 0, unit: str = "") -> None:
    """Print one line; with a count also how many a second one core does."""
    rate = f"  {count:,} {unit}, {count / cost.cpu:,.0f} a second and core" if count and cost.cpu else ""
    print(f"{name:<34} {cost}{rate}", flush=True)


def given_folders() -> list[Path]:
    """The folders of the command line, or this checkout as the small input that is always there."""
    folders = [Path(word).resolve() for word in sys.argv[1:] if not word.startswith("-")]
    return folders or [ROOT]


# A program that is started from a large one counts the memory of that one among its own; its last word is its own peak.
_TELL_PEAK = """
import atexit, os, pathlib
def tell_peak():
    status = pathlib.Path("/proc/self/status").read_text()
    pathlib.Path(os.environ["BENCHMARK_PEAK"]).write_text(status.split("VmHWM:")[1].split()[0])
if "BENCHMARK_PEAK" in os.environ:
    atexit.register(tell_peak)
"""


def program(*words: str) -> list[str]:
    """The command line of our program; where BENCHMARK_PEAK names a file it writes there its own peak in kB."""
    start = "from ospolis.web.program import main; raise SystemExit(main())"
    return [sys.executable, "-c", _TELL_PEAK + start, *words]


def program_environment(data_dir: Path, **extra: str) -> dict[str, str]:
    """Where the program keeps its things, and nothing else of ours from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OSPOLIS_")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "OSPOLIS_DATA_DIR": str(data_dir), **extra}
