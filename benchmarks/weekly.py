"""What a weekly run costs when little changed, and how that grows with the number of repositories.

Promise: a run reads only what changed; what it does for the rest grows with their number and no faster.
Run: python benchmarks/weekly.py [NUMBER...]; without any, 200. Each number is a country of so many small repositories
on this machine: mapped cold, again with nothing changed, and again after one in a hundred got a commit.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from _measuring import program, program_environment

from mapping import map_once

OFFICE = "id: bench\nname: Office of the benchmark\ncountry: XX\nscope: country\nhost: host-0\n"
_OF_AN_INSTITUTION = 25
_ONE_IN = 100
_GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
_FILES = {
    "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person\n",
    "README.md": "# Tool\n\n## Installation\n\nStart it.\n",
    "package.json": '{"name": "tool", "license": "MIT", "dependencies": {"left-pad": "1.3.0"}}\n',
    "main.py": "print(1)\n",
}


def make_repository(folder: Path) -> None:
    """A small repository with one commit."""
    folder.mkdir()
    for name, text in _FILES.items():
        (folder / name).write_text(text)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _commit(folder, "first")


def _commit(folder: Path, said: str) -> None:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", said)


def _git(folder: Path, *words: str) -> None:
    subprocess.run([*_GIT, *words], cwd=folder, check=True, capture_output=True)


def write_country(place: Path, number: int) -> list[Path]:
    """A country folder with so many repositories, each a copy with an address of its own."""
    first = place / "repositories" / "r00000"
    first.parent.mkdir()
    make_repository(first)
    repositories = [first, *(first.parent / f"r{n:05}" for n in range(1, number))]
    for copy in repositories[1:]:
        shutil.copytree(first, copy)
    folder = place / "country"
    folder.mkdir()
    (folder / "office.yml").write_text(OFFICE)
    owners = [f"host-{n // _OF_AN_INSTITUTION}" for n in range(number)]
    rows = [f"{key},Ministry {key},ministry" for key in dict.fromkeys(owners)]
    (folder / "institutions.csv").write_text("\n".join(["id,name,kind", *rows]) + "\n")
    lines = [f"{owner},git,{path.as_uri()}" for owner, path in zip(owners, repositories, strict=True)]
    (folder / "sources.csv").write_text("\n".join(["institution,kind,location", *lines]) + "\n")
    return repositories


def run(name: str, number: int, place: Path) -> None:
    """Map once and say what it took, in all and for each repository."""
    cost, summary = map_once(place / "country", place / "var")
    each = 1_000 * cost.cpu / number
    sources, seconds = summary["sources"], summary["seconds"]
    print(f"{f'{number:,} repositories: {name}':<40} {cost} {each:8.1f} ms of processor time for each", flush=True)
    print(f"{'':<40} {sources['unchanged']:,} unchanged; {seconds}", flush=True)


def measure(number: int) -> None:
    """One country: cold, unchanged, and with few changes."""
    with tempfile.TemporaryDirectory(prefix="ospolis-weekly-") as folder:
        place = Path(folder)
        repositories = write_country(place, number)
        environment = program_environment(place / "var")
        subprocess.run(program("migrate"), env=environment, capture_output=True, check=True)
        run("cold", number, place)
        run("nothing changed", number, place)
        for path in repositories[::_ONE_IN]:
            (path / "SECURITY.md").write_text("Write to security@example.org.\n")
            _commit(path, "say where to report")
        run("one in a hundred changed", number, place)


def main() -> None:
    for number in [int(word) for word in sys.argv[1:] if word.isdigit()] or [200]:
        measure(number)


if __name__ == "__main__":
    main()
