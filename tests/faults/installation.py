"""An installation of its own for each test: a data folder and a database that outlive the processes killed in it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OSPOLIS = [sys.executable, "-c", "import sys; from ospolis.web.program import main; sys.exit(main(sys.argv[1:]))"]
# Differ between two runs that found the same.
VARYING = {"fact", "recorded_at", "source"}


@dataclass(frozen=True)
class Installation:
    """A data folder, and the address of a database or nothing for the embedded one."""

    data_dir: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        # Not measured: these tests ask the same again under harder conditions, and would take half as long again.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        return {
            **ours,
            "OSPOLIS_DATA_DIR": str(self.data_dir),
            "OSPOLIS_DATABASE_URL": self.database_url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
            "DJANGO_SETTINGS_MODULE": "ospolis.web.settings",
        }

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start the program in a group of its own."""
        return subprocess.Popen(
            [*OSPOLIS, *(str(argument) for argument in arguments)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        """Run the program to its end."""
        command = [*OSPOLIS, *(str(argument) for argument in arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False, timeout=120)

    def map(self, folder: Path, *more: object) -> dict[str, Any]:
        """Map a folder to its end and give the summary."""
        ended = self.run("map", folder, "--json", *more)
        assert ended.returncode in (0, 3), ended.stderr.decode()
        summary: dict[str, Any] = json.loads(ended.stdout)
        return summary

    def ask(self, question: str) -> Any:
        """Evaluate an expression over the models in a process of its own."""
        script = (
            "import django, json; django.setup();"
            "from django.apps import apps; m = apps.get_model;"
            f"print(json.dumps({question}, default=str))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script], env=self.environment, capture_output=True, check=True, timeout=60
        )
        return json.loads(ended.stdout)


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


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a program and its workers at once, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
