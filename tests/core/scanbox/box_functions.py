"""Functions that tests run in a box: well-behaved, greedy, broken."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

LOADED: list[int] = []


def load_index() -> None:
    LOADED.append(os.getpid())


def echo(payload: bytes) -> Iterator[dict[str, Any]]:
    yield {"text": payload.decode()}
    yield {"loaded_by": LOADED, "parent": os.getppid()}


def misbehave(payload: bytes) -> Iterator[dict[str, Any]]:
    deed = payload.decode()
    yield {"before": deed}
    if deed == "memory":
        yield {"size": len(bytearray(2 << 30))}
    elif deed == "sleep":
        time.sleep(60)
    elif deed == "spin":
        while True:
            pass
    elif deed == "chatter":
        while True:
            yield {"x": "y" * 1000}
    elif deed == "long line":
        yield {"x": "y" * 50_000}
    elif deed == "fault":
        raise ValueError("no such thing")
    elif deed == "signal":
        os.kill(os.getpid(), 9)
    elif deed.startswith("network "):
        with socket.socket() as door:
            door.settimeout(2)
            yield {"reached": door.connect_ex(("127.0.0.1", int(deed.split()[1])))}
    elif deed == "orphan":
        yield {"orphan": subprocess.Popen(["sleep", "300.0625"]).pid}
    elif deed == "runaway":
        yield {"orphan": subprocess.Popen(["sleep", "300.0625"], start_new_session=True).pid}
    elif deed == "environment":
        yield {"names": sorted(os.environ)}
    elif deed == "pipes":
        # What the caller of the box reads and writes must be out of reach: a forged frame would answer later calls.
        yield {"open": [number for number in range(3, 100) if _is_open(number)]}
    elif deed == "print":
        print("this must not disturb the answers")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def cannot_start() -> None:
    raise RuntimeError("no index")
