"""What a test holds of a host: the line over which it gives orders, and the parts that the host has started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = Path(__file__).with_name("host.py")


class Forker:
    """A host that runs; it starts a part in a hundredth of the time that a new Python takes to load everything."""

    def __init__(self, script: Path, environment: Mapping[str, str]) -> None:
        self._host = subprocess.Popen(
            [sys.executable, str(script)], env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self._said() == "ready"

    def start(self, order: Mapping[str, Any]) -> int:
        """Start a part; returns the number of its process."""
        Path(f"{order['log']}.code").unlink(missing_ok=True)
        assert self._host.stdin is not None
        self._host.stdin.write(json.dumps(order) + "\n")
        self._host.stdin.flush()
        return int(self._said())

    def close(self) -> None:
        """End the host; parts that still run go on."""
        self._host.communicate(timeout=20)

    def _said(self) -> str:
        assert self._host.stdout is not None
        return self._host.stdout.readline().strip()


@dataclass
class Forked:
    """A part that was started by a host, used like a program that the test had started itself."""

    pid: int
    log: Path
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code once it has ended; -9 when it left none, for then it was killed."""
        if self.returncode is None and not is_running(self.pid):
            code = Path(f"{self.log}.code")
            self.returncode = int(code.read_text()) if code.exists() else -signal.SIGKILL
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def communicate(self, timeout: float = 120) -> tuple[bytes, bytes]:
        """Wait for its end and give what it has written."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            assert time.monotonic() < end, f"it still runs: {self.told('err').decode()}"
            time.sleep(0.01)
        return self.told("out"), self.told("err")

    def told(self, stream: str) -> bytes:
        """What it has written so far."""
        return Path(f"{self.log}.{stream}").read_bytes()


def is_running(pid: int) -> bool:
    """Whether a process is there."""
    return Path(f"/proc/{pid}").exists()
