"""A host of tests that starts schedulers and workers of a cluster too."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from distributed import Scheduler, Worker
from distributed.security import Security

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faults.host import PARTS, settings, take_orders  # needs the tests in the path
from ospolis.mapping.work import cluster_reader  # noqa: F401  # loaded once, here; needs the settings

TLS = os.environ.get("OSPOLIS_CLUSTER_CA", "")


def security() -> Security | None:
    """Certificates on both sides, when there are any."""
    if not TLS:
        return None
    files = {"cert": settings.OSPOLIS.cluster_certificate, "key": settings.OSPOLIS.cluster_key}
    named = {f"tls_{part}_{kind}": path for part in ("scheduler", "worker") for kind, path in files.items()}
    return Security(tls_ca_file=TLS, require_encryption=True, **named)


def be_scheduler(words: list[str]) -> int:
    """Be the scheduler until told to end."""

    async def schedule(port: str) -> None:
        kind = "tls" if TLS else "tcp"
        async with Scheduler(
            host="127.0.0.1", port=int(port), protocol=kind, security=security(), dashboard=False
        ) as scheduler:
            await scheduler.finished()

    asyncio.run(schedule(*words))
    return 0


def be_worker(words: list[str]) -> int:
    """Be a worker until the scheduler is gone."""

    async def work(address: str) -> None:
        folder = str(settings.OSPOLIS.data_dir)
        async with Worker(
            address, nthreads=1, security=security(), dashboard=False, local_directory=folder, death_timeout=20
        ) as worker:
            await worker.finished()

    asyncio.run(work(*words))
    return 0


if __name__ == "__main__":
    take_orders({**PARTS, "scheduler": be_scheduler, "worker": be_worker})
