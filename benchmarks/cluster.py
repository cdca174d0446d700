"""What several workers save, and what a cluster costs beside a pool: the same small repositories each time.

Promise: a cluster of two workers on loopback takes at most 10 % longer than a pool of two, at batches of 100; two
processes read at least 1.7 times as fast as one. Run: python benchmarks/cluster.py [--repositories=N] [--rounds=N].
It needs PostgreSQL and the extra for clusters. Rounds alternate, and the best of each counts: a busy machine tells
nothing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _measuring import ROOT, program, program_environment

from mapping import write_country

sys.path.insert(0, str(ROOT / "tools"))

from tasks.machine import find_postgres_folder  # tools are no package
from tasks.postgres import start_postgres  # tools are no package

SOURCES = 12
# As the manual says.
QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__TICK__CYCLE": "10s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
}


def make_repositories(folder: Path, count: int) -> list[Path]:
    """Repositories of a few commits and files, no two alike."""
    made = []
    for number in range(count):
        path = folder / f"{number}.git"
        subprocess.run(["git", "init", "-q", "-b", "main", "--bare", str(path)], check=True)
        names = {f"src/part{part}.py": f'"""Part {part} of {number}."""\nx = {part}\n' * 40 for part in range(SOURCES)}
        names["requirements.txt"] = f"django==5.2.{number}\n"
        names["README.md"] = f"# Repository {number}\n\nWhat it does.\n"
        stream = b"commit refs/heads/main\ncommitter A <a@example.org> 1790000000 +0000\ndata 1\nx\n"
        for name, text in names.items():
            stream += b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(text), text.encode())
        subprocess.run(["git", "-C", str(path), "fast-import", "--quiet"], input=stream, check=True)
        made.append(path)
    return made


@dataclass
class Bench:
    """The inputs, the database server, and the seconds of each way of working."""

    place: Path
    server: str
    country: Path
    figures: dict[str, list[float]] = field(default_factory=dict)
    made: int = 0

    def new_data(self) -> dict[str, str]:
        """A new database with tables, and a new data folder."""
        self.made += 1
        name = f"bench{self.made}"
        host = self.server.partition("host=")[2]
        if self.made == 1:
            self.migrate()
        subprocess.run(
            [find_postgres_folder() / "createdb", "-h", host, "-U", "postgres", "-T", "ospolis", name], check=True
        )
        data = self.place / name
        data.mkdir()
        (data / "pseudonym-key").write_text("k" * 64)
        address = self.server.replace("/ospolis?", f"/{name}?")
        return program_environment(data, OSPOLIS_DATABASE_URL=address, OSPOLIS_SECRET_KEY="s4cret-for-benches" * 4)

    def migrate(self) -> None:
        environment = program_environment(self.place / "first", OSPOLIS_DATABASE_URL=self.server)
        subprocess.run(program("migrate"), env=environment, check=True, stdout=subprocess.DEVNULL)

    def run(self, name: str, environment: dict[str, str], words: list[str]) -> None:
        """Map once; counted is what the program itself says that fetching and reading took, without its start."""
        ended = subprocess.run(
            program("map", str(self.country), "--json", *words), env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if ended.returncode not in (0, 3):
            raise SystemExit(f"ospolis map ended with {ended.returncode}")
        summary: dict[str, Any] = json.loads(ended.stdout)
        seconds = summary["seconds"]["analyse"]
        self.figures.setdefault(name, []).append(seconds)
        print(f"{name:<20} {seconds:8.2f} s  {summary['repositories']} repositories", flush=True)


@contextmanager
def cluster(environment: dict[str, str], place: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers on loopback, each worker with a data folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    words = [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    environment = {**environment, **QUIET}
    running = [subprocess.Popen(words, env=environment, **quiet)]
    for number in range(workers):
        data = place / f"{Path(environment['OSPOLIS_DATA_DIR']).name}-worker{number}"
        shutil.copytree(environment["OSPOLIS_DATA_DIR"], data)
        words = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", data]
        running.append(subprocess.Popen(words, env={**environment, "OSPOLIS_DATA_DIR": str(data)}, **quiet))
    try:
        wait_for_workers(address, workers)
        yield address
    finally:
        for process in running:
            process.kill()
            process.wait()


def wait_for_workers(address: str, workers: int) -> None:
    """Wait until all are there and have loaded our program: a start is not what is measured."""
    from distributed import Client  # noqa: PLC0415  # heavy: costs 1.8 s at start, and an extra that may be missing

    from ospolis.core.program import set_up_site  # noqa: PLC0415  # needs the settings

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
        client.run(set_up_site)


def compare(bench: Bench, rounds: int) -> None:
    """Each way of working in turn, again and again."""
    for _ in range(rounds):
        bench.run("one process", bench.new_data(), ["--workers", "0"])
        bench.run("pool of two", bench.new_data(), ["--workers", "2"])
        environment = bench.new_data()
        with cluster(environment, bench.place, 2) as address:
            bench.run("cluster of two", environment, ["--cluster", address])
    best = {name: min(found) for name, found in bench.figures.items()}
    print(f"\nbest of {rounds}: " + ", ".join(f"{name} {wall:.2f} s" for name, wall in best.items()))
    print(f"two processes are {best['one process'] / best['pool of two']:.2f} times as fast as one")
    more = 100 * (best["cluster of two"] / best["pool of two"] - 1)
    print(f"the cluster takes {more:+.1f} % more time than the pool")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {time.strftime('%H:%M')}")


def main() -> None:
    if find_postgres_folder() is None or importlib.util.find_spec("distributed") is None:
        print("skipped: it needs PostgreSQL and the packages of requirements/cluster.txt")
        return
    told = dict(word[2:].split("=") for word in sys.argv[1:] if word.startswith("--") and "=" in word)
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as name, start_postgres() as server:
        place = Path(name)
        (place / "made").mkdir()
        repositories = make_repositories(place / "made", int(told.get("repositories", "100")))
        write_country(place / "country", repositories)
        compare(Bench(place, server, place / "country"), int(told.get("rounds", "1")))


if __name__ == "__main__":
    main()
