"""What the system must bring for tests: a browser and a database server, from Debian's packages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from tasks.calling import announce_step, capture_program

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")


def is_root() -> bool:
    """Say whether this process may install system packages."""
    return os.geteuid() == 0


def find_browser() -> str | None:
    """Return the path of a Chromium: the one named by CHROMIUM, else the first in PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None)


def find_postgres_folder() -> Path | None:
    """Return the folder with initdb, pg_ctl and postgres, which Debian keeps out of PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=order_by_version, reverse=True)
    in_path = shutil.which("initdb")
    if in_path:
        folders.append(Path(in_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def order_by_version(folder: Path) -> int:
    """Order /usr/lib/postgresql/9/bin before /usr/lib/postgresql/15/bin."""
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages as root; False when there is no apt-get or it fails."""
    if shutil.which("apt-get") is None:
        return False
    extra = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with announce_step(f"system packages {' '.join(packages)}"):
        if not capture_program(install, extra=extra).code:
            return True
        capture_program(["apt-get", "update", "-q"], extra=extra)
        answer = capture_program(install, extra=extra)
        if answer.code:
            print(answer.output[-2000:])
        return not answer.code


def provide_system_tools() -> list[str]:
    """Install what tests need and the machine lacks; return a sentence for each thing still missing."""
    tools: list[tuple[str, Callable[[], object], tuple[str, ...]]] = [
        ("browser journeys", find_browser, ("chromium", "fonts-dejavu-core")),
        ("tests on PostgreSQL", find_postgres_folder, ("postgresql",)),
    ]
    needed = [package for _, find, packages in tools if not find() for package in packages]
    if needed and is_root():
        install_packages(needed)
    return [
        f"{purpose} cannot run: install {packages[0]} (on Debian: apt-get install {' '.join(packages)})"
        for purpose, find, packages in tools
        if not find()
    ]
