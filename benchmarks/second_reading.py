"""What the second reading costs: a map without it, with it, and again with nothing new.

Promise: the unread texts of nine real repositories in at most 150 s of processor time.
Run: OSPOLIS_DEEP_PYTHON=.cache/deep/bin/python python benchmarks/second_reading.py REPOSITORY...
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from _measuring import ROOT, Cost, given_folders, measured, program, program_environment, say

from mapping import write_country

DEFAULT = ROOT / ".cache" / "deep" / "bin" / "python"


def map_once(folder: Path, data_dir: Path, python: Path, *words: str) -> tuple[Cost, dict[str, Any]]:
    """Run the program once, as an operator does."""
    with measured() as cost:
        done = subprocess.run(
            program("map", str(folder), "--json", "--workers", "0", *words),
            env=program_environment(data_dir, OSPOLIS_DEEP_PYTHON=str(python)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode not in (0, 3):
        raise SystemExit(f"ospolis map ended with {done.returncode}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return cost, summary


def main() -> None:
    python = Path(os.environ.get("OSPOLIS_DEEP_PYTHON", DEFAULT)).absolute()
    if not python.exists():
        sys.exit("skipped: the second scanner is not installed; make deep installs it")
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        folder, data_dir = Path(place) / "country", Path(place) / "data"
        write_country(folder, given_folders())
        for name, words in (("first pass", ()), ("second reading", ("--deep",)), ("again", ("--deep",))):
            cost, summary = map_once(folder, data_dir, python, *words)
            say(name, cost)
            if "deep" in summary:
                print(f"{'':<34} {summary['deep']}", flush=True)


if __name__ == "__main__":
    main()
