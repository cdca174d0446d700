"""A program that starts the parts of a cluster quickly: it has loaded everything once, and forks for each part.

It reads orders from its input, one a line, as JSON: what to start, its data folder and database, where its output
goes, and words for it. It answers with the number of the new process.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
from distributed import Scheduler, Worker
from distributed.security import Security

django.setup()

from django.conf import settings  # noqa: E402  # needs the settings
from django.db import connections  # noqa: E402  # needs the settings

from ospolis.mapping import telling  # noqa: E402, F401  # loaded once, here
from ospolis.mapping.reading.box import read_contents, warm_up  # noqa: E402  # needs the settings
from ospolis.mapping.reading.documents_box import read_document  # noqa: E402  # needs the settings
from ospolis.mapping.work import cluster_reader  # noqa: E402, F401  # loaded once, here
from ospolis.mapping.work.desk import ReadingDesk  # noqa: E402  # needs the settings
from ospolis.web import program  # noqa: E402  # needs the settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mapping.country_workshop import InProcessBox  # noqa: E402  # needs the tests in the path

TLS = os.environ.get("OSPOLIS_CLUSTER_CA", "")


def security() -> Security | None:
    """Certificates on both sides, when there are any."""
    if not TLS:
        return None
    files = {"cert": settings.OSPOLIS.cluster_certificate, "key": settings.OSPOLIS.cluster_key}
    named = {f"tls_{part}_{kind}": path for part in ("scheduler", "worker") for kind, path in files.items()}
    return Security(tls_ca_file=TLS, require_encryption=True, **named)


async def be_scheduler(port: str) -> None:
    """Be the scheduler until told to end."""
    kind = "tls" if TLS else "tcp"
    async with Scheduler(
        host="127.0.0.1", port=int(port), protocol=kind, security=security(), dashboard=False
    ) as scheduler:
        await scheduler.finished()


async def be_worker(address: str) -> None:
    """Be a worker until the scheduler is gone."""
    folder = str(settings.OSPOLIS.data_dir)
    async with Worker(
        address, nthreads=1, security=security(), dashboard=False, local_directory=folder, death_timeout=20
    ) as worker:
        await worker.finished()


def unbox() -> None:
    """Let this process read what it would have sent into a box: the host has loaded the licence texts for all."""
    ReadingDesk.repository_box = lambda desk: InProcessBox(read_contents)
    ReadingDesk.document_box = lambda desk: InProcessBox(read_document)


def do_part(order: dict[str, Any]) -> int:
    """Do what was ordered, in a process of its own."""
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=Path(order["data_dir"]))
    connections["default"].settings_dict["NAME"] = order["database"]
    if not order["boxed"]:
        unbox()
    if order["part"] == "program":
        return program.main(order["words"])
    parts = {"scheduler": be_scheduler, "worker": be_worker}
    asyncio.run(parts[order["part"]](*order["words"]))
    return 0


def fork(order: dict[str, Any]) -> int:
    """Start a part as the head of its own group; its output and its exit code go to files."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        import coverage

        coverage.process_startup(force=True)  # a fork would write over what its parent measured
    log = order["log"]
    for stream, place in ((0, os.devnull), (1, f"{log}.out"), (2, f"{log}.err")):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | (os.O_APPEND if stream == 2 else os.O_TRUNC), 0o600), stream)
    code = do_part(order)
    sys.stdout.flush()
    Path(f"{log}.code").write_text(str(code))
    sys.exit(code)


def main() -> None:
    """Take orders until nobody gives any more."""
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends needs nobody to look at it
    print("ready", flush=True)
    for line in sys.stdin:
        print(fork(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
