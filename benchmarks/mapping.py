"""How long a map takes: cold, from mirrors that are here, again with nothing changed, and each repository by itself.

Promise: nine real repositories (26,900 files) in at most 20 s of processor time and 300 MB, fetching apart; at most one
second beyond the start of the program when nothing changed.
Run: python benchmarks/mapping.py [REPOSITORY...] [--workers=N]; without any, the small input is this checkout. One
process does it all unless workers are asked for: what a pool's boxes take is not told to whoever waits for the pool.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from _measuring import Cost, given_folders, measured, program, program_environment
from _repositories import name_of

OFFICE = "id: bench\nname: Office of the benchmark\ncountry: XX\nscope: country\nhost: host\n"


def write_country(folder: Path, repositories: list[Path]) -> None:
    """A country folder with one institution and the repositories as its sources."""
    folder.mkdir()
    (folder / "office.yml").write_text(OFFICE)
    (folder / "institutions.csv").write_text("id,name,kind\nhost,Ministry of the benchmark,ministry\n")
    lines = [f"host,git,{path.as_uri()}" for path in repositories]
    (folder / "sources.csv").write_text("\n".join(["institution,kind,location", *lines]) + "\n")


def map_once(folder: Path, data_dir: Path, *words: str) -> tuple[Cost, dict[str, Any]]:
    """Run the program once, as an operator does."""
    with measured() as cost:
        done = subprocess.run(
            program("map", str(folder), "--json", *WORKERS, *words),
            env=program_environment(data_dir),
            capture_output=True,
            check=False,
        )
    if done.returncode not in (0, 3):
        raise SystemExit(f"ospolis map ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return cost, summary


WORKERS = [word for word in sys.argv[1:] if word.startswith("--workers")] or ["--workers=0"]


def tell(name: str, cost: Cost, summary: dict[str, Any]) -> None:
    """Print one run."""
    files = summary["files"]
    rate = f"{files / cost.cpu:8,.0f} files a second and core" if cost.cpu else ""
    print(f"{name:<34} {cost} {files:9,} files {rate}", flush=True)
    if summary["failures"]:
        told = ", ".join(f"{failure['step']}: {failure['code']}" for failure in summary["failures"])
        print(f"{'':<34} in part: {told}", flush=True)


def bring_tables(data_dir: Path) -> None:
    """Make the tables of a new database."""
    prepared = subprocess.run(program("migrate"), env=program_environment(data_dir), capture_output=True, check=False)
    if prepared.returncode:
        raise SystemExit(prepared.stderr.decode())


def forget_database(data_dir: Path) -> None:
    """Keep the mirrors and what else lies beside the database, and nothing of what was read."""
    for file in data_dir.glob("ospolis.sqlite3*"):
        file.unlink()
    bring_tables(data_dir)


def measure(name: str, repositories: list[Path], *, singly: bool) -> None:
    """Map some repositories in a new data folder; peaks are those of the largest process so far."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        folder, data_dir = Path(place) / "country", Path(place) / "var"
        write_country(folder, repositories)
        bring_tables(data_dir)
        cost, summary = map_once(folder, data_dir)
        tell(f"{name}: cold, with fetching", cost, summary)
        if not singly:
            print(f"{'':<34} {summary['seconds']}, {summary['components']:,} components, {summary['facts']:,} facts")
        forget_database(data_dir)
        tell(f"{name}: cold, mirrors here", *map_once(folder, data_dir))
        tell(f"{name}: again", *map_once(folder, data_dir))


def main() -> None:
    folders = given_folders()
    if len(folders) > 1:
        for folder in folders:
            measure(name_of(folder), [folder], singly=True)
    measure(f"all {len(folders)}", folders, singly=False)
    measure("the start of the program", [], singly=True)


if __name__ == "__main__":
    main()
