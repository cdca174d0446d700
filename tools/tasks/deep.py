"""make deep: the environment of the second licence scanner, requirements/deep.txt in .cache/deep."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tasks.calling import announce_step, require_success
from tasks.environment import UV_VARIABLES, find_uv
from tasks.interpreters import choose_python
from tasks.places import CACHE, REQUIREMENTS, display_path
from tasks.stamps import digest_inputs, is_done, mark_done


def prepare_second_scanner(arguments: Sequence[str]) -> int:
    """Make the environment, by uv or by plain pip; nothing is done when the lock is the same."""
    folder = CACHE / "deep"
    python, lock = folder / "bin" / "python", REQUIREMENTS / "deep.txt"
    chosen = choose_python()
    digest = digest_inputs([lock], chosen.version)
    if not (python.exists() and is_done("packages", digest, folder=folder)):
        with announce_step("environment of the second scanner with requirements/deep.txt"):
            uv = find_uv()
            if uv:
                make: list[object] = [uv, "venv", "--quiet", "--clear", "--python", chosen.path, folder]
                fill: list[object] = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock]
            else:
                make = [sys.executable, "-m", "venv", "--clear", folder]
                fill = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", lock]
            require_success(make, to="make an environment", extra=UV_VARIABLES)
            require_success(fill, to="install requirements/deep.txt", extra=UV_VARIABLES)
        mark_done("packages", digest, folder=folder)
    print(f"  ospolis map --deep finds it; elsewhere: OSPOLIS_DEEP_PYTHON={display_path(python)}")
    return 0
