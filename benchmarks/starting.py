"""How long a reader waits for the first page after a start, and what a second start costs.

Promise: a second start takes under 5 s; `make run` from cold to the first page under 90 s of our own work.
Run: python benchmarks/starting.py [--whole]; --whole also runs `make run ARGS=--no-serve` twice, in the checkout.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _measuring import ROOT, measured, program, program_environment, say

LONGEST_WAIT = 120.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for_page(port: int, path: str) -> int:
    """Ask until a page comes; returns its status."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_WAIT)
        try:
            asked.request("GET", path)
            return asked.getresponse().status
        except OSError:
            time.sleep(0.02)
        finally:
            asked.close()
    raise SystemExit("no page came")


def measure_start(name: str, data_dir: Path) -> None:
    """Start the server, take the first page and the second, stop it."""
    port = free_port()
    began = time.perf_counter()
    with measured() as cost:
        server = subprocess.Popen(
            program("serve", "--port", str(port)),
            env=program_environment(data_dir, OSPOLIS_BASE_URL=f"http://127.0.0.1:{port}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            status = wait_for_page(port, "/")
            first = time.perf_counter() - began
            wait_for_page(port, "/map/")
            second = time.perf_counter() - began - first
        finally:
            server.terminate()
            server.wait()
    say(name, cost)
    print(f"{'':<34} first page ({status}) after {first:.2f} s, the next after {second:.3f} s", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        data_dir = Path(place) / "var"
        with measured() as cost:
            subprocess.run(program("migrate"), env=program_environment(data_dir), capture_output=True, check=True)
        say("empty database", cost)
        measure_start("serve, first start", data_dir)
        measure_start("serve, second start", data_dir)
    if "--whole" in sys.argv[1:]:
        for name in ("make run, first", "make run, second"):
            with measured() as cost:
                subprocess.run([sys.executable, "tools/ospolis_tasks.py", "run", "--no-serve"], cwd=ROOT, check=True)
            say(name, cost)


if __name__ == "__main__":
    main()
