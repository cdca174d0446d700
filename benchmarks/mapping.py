"""How long a map takes: cold, again with nothing changed, and each repository by itself.

Promise: eight real repositories in under 60 s of processor time cold and under 5 s when nothing changed, from local
mirrors. Run: python benchmarks/mapping.py [REPOSITORY...]; without any, the small input is this checkout.
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


def map_once(folder: Path, data_dir: Path) -> tuple[Cost, dict[str, Any]]:
    """Run the program once, as an operator does."""
    with measured() as cost:
        done = subprocess.run(
            program("map", str(folder), "--json", *WORKERS),
            env=program_environment(data_dir),
            capture_output=True,
            check=False,
        )
    if done.returncode not in (0, 3):
        raise SystemExit(f"ospolis map ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return cost, summary


WORKERS = [word for word in sys.argv[1:] if word.startswith("--workers")]


def tell(name: str, cost: Cost, summary: dict[str, Any]) -> None:
    """Print one run."""
    files = summary["files"]
    rate = f"{files / cost.cpu:8,.0f} files a second and core" if cost.cpu else ""
    print(f"{name:<34} {cost} {files:9,} files {rate}", flush=True)
    if summary["failures"]:
        told = ", ".join(f"{failure['step']}: {failure['code']}" for failure in summary["failures"])
        print(f"{'':<34} in part: {told}", flush=True)


def measure(name: str, repositories: list[Path], *, singly: bool) -> None:
    """Map some repositories in a new data folder, cold and again; peaks are those of the largest process so far."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        folder, data_dir = Path(place) / "country", Path(place) / "var"
        write_country(folder, repositories)
        prepared = subprocess.run(
            program("migrate"), env=program_environment(data_dir), capture_output=True, check=False
        )
        if prepared.returncode:
            raise SystemExit(prepared.stderr.decode())
        cost, summary = map_once(folder, data_dir)
        tell(f"{name}: cold", cost, summary)
        if not singly:
            print(f"{'':<34} {summary['seconds']}, {summary['components']:,} components, {summary['facts']:,} facts")
        tell(f"{name}: again", *map_once(folder, data_dir))


def main() -> None:
    folders = given_folders()
    if len(folders) > 1:
        for folder in folders:
            measure(name_of(folder), [folder], singly=True)
    measure(f"all {len(folders)}", folders, singly=False)


if __name__ == "__main__":
    main()
