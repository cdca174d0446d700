"""An installation of its own for each test: a data folder and a database that outlive the processes killed in it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from faults.forking import ROOT, Forked, Forker

OSPOLIS = [sys.executable, "-c", "import sys; from ospolis.web.program import main; sys.exit(main(sys.argv[1:]))"]
# Differ between two runs that found the same.
VARYING = {"fact", "recorded_at", "source"}


Running = subprocess.Popen[bytes] | Forked


@dataclass(frozen=True)
class Installation:
    """A data folder, the address of a database or nothing for the embedded one, and a host that starts programs."""

    data_dir: Path
    database_url: str
    host: Forker
    # Whether programs are forked from the host; else each is started as an operator starts it.
    forks: bool = True
    # Whether repositories are read in boxes of their own; else the host has loaded what reads them.
    boxed: bool = True

    @property
    def environment(self) -> dict[str, str]:
        return environment_of(self.data_dir, self.database_url)

    def start(self, *arguments: object) -> Running:
        """Start the program in a group of its own."""
        words = [str(argument) for argument in arguments]
        if self.forks:
            return self._fork("program", words)
        return subprocess.Popen(
            [*OSPOLIS, *words], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip

    def _fork(self, part: str, words: list[str]) -> Forked:
        log = self.data_dir / "said" / f"{time.monotonic_ns()}"
        log.parent.mkdir(exist_ok=True)
        database = urlsplit(self.database_url).path.strip("/") or str(self.data_dir / "ospolis.sqlite3")
        order = {"part": part, "words": words, "log": str(log), "boxed": self.boxed}
        return Forked(self.host.start({**order, "data_dir": str(self.data_dir), "database": database}), log)

    def run(self, *arguments: object, timeout: float = 120) -> tuple[int, bytes, bytes]:
        """Run the program to its end; returns its exit code and what it wrote."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=timeout)
        assert process.returncode is not None
        return process.returncode, out, err

    def map(self, folder: Path, *more: object, timeout: float = 120) -> dict[str, Any]:
        """Map a folder to its end and give the summary."""
        code, out, err = self.run("map", folder, "--json", *more, timeout=timeout)
        assert code in (0, 3), err.decode()
        summary: dict[str, Any] = json.loads(out)
        return summary

    def ask(self, question: str) -> Any:
        """Evaluate an expression over the models in a process of its own."""
        process = self._fork("question", [question])
        out, err = process.communicate()
        assert process.returncode == 0, err.decode()
        return json.loads(out)


def environment_of(data_dir: Path, database_url: str) -> dict[str, str]:
    """The variables of a program with a data folder and a database of its own."""
    # Not measured: these tests ask the same again under harder conditions, and would take half as long again.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {
        **ours,
        "OSPOLIS_DATA_DIR": str(data_dir),
        "OSPOLIS_DATABASE_URL": database_url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
        "DJANGO_SETTINGS_MODULE": "ospolis.web.settings",
    }


def found(out: Path) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """What open data files say, without what differs between two equal runs."""
    tables = {}
    for path in sorted(out.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [tuple((k, v) for k, v in row.items() if k not in VARYING) for row in csv.DictReader(file)]
        tables[path.name] = sorted(rows)
    return tables


def wait_until(holds: Any, seconds: float = 30.0) -> None:
    """Wait for a condition.

    Raises   AssertionError when it does not come about
    """
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def kill_group(process: Running) -> None:
    """End a program and its workers at once, as a power cut does; nothing happens to one that has ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
