"""The environment of the next Python and Django: requirements/next.txt in .cache/next."""

from __future__ import annotations

import shutil
from pathlib import Path

from tasks.calling import announce_step, capture_program, require_success
from tasks.environment import UV_VARIABLES, find_uv
from tasks.places import CACHE, REQUIREMENTS, ROOT
from tasks.stamps import digest_inputs, is_done, mark_done

NEXT_PYTHON = "3.13"


def prepare_next_environment() -> Path | None:
    """Return the Python of an environment with the next versions; None where there is none."""
    uv = find_uv()
    if uv is None:
        return None
    found = capture_program([uv, "python", "find", NEXT_PYTHON], extra=UV_VARIABLES)
    # A shim may exist and answer nothing but an error, so the Python itself is asked.
    if found.code or capture_program([found.output.strip().splitlines()[-1], "-V"]).code:
        return None
    folder = CACHE / "next"
    python = folder / "bin" / "python"
    lock = REQUIREMENTS / "next.txt"
    digest = digest_inputs([lock, ROOT / "pyproject.toml"])
    if python.exists() and is_done("packages", digest, folder=folder):
        return python
    with announce_step(f"environment of Python {NEXT_PYTHON} with requirements/next.txt"):
        shutil.rmtree(folder, ignore_errors=True)
        make = [uv, "venv", "--quiet", "--python", NEXT_PYTHON, folder]
        require_success(make, to="make an environment", extra=UV_VARIABLES)
        sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock]
        require_success(sync, to="install requirements/next.txt", extra=UV_VARIABLES)
        product = [uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation"]
        require_success([*product, "--editable", ROOT], to="install the product", extra=UV_VARIABLES)
    mark_done("packages", digest, folder=folder)
    return python
