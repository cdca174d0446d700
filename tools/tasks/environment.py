"""uv, .venv and the locked packages.

The test set holds the run set, so an environment for tests is never thinned by a run.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from pathlib import Path

from tasks.calling import StepFailed, announce_step, capture_program, require_success
from tasks.interpreters import Interpreter, choose_python
from tasks.machine import install_packages, is_root
from tasks.places import BOOT, PYTHON, REQUIREMENTS, ROOT, VENV
from tasks.stamps import digest_inputs, is_done, mark_done

# A Python is never downloaded, and uv asks nothing of the shims that some machines have in PATH.
UV_VARIABLES = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
UV = BOOT / "bin" / "uv"


def prepare_environment(wanted: str) -> None:
    """Bring `.venv` to the locked set `wanted` ("run" or "test"), then install the product into it."""
    wanted = choose_set(wanted)
    python = choose_python()
    digest = digest_inputs([REQUIREMENTS / f"{wanted}.txt"], wanted, str(python.path), python.version)
    if not (PYTHON.exists() and is_done("packages", digest, folder=VENV)):
        with announce_step(f"environment with the packages of requirements/{wanted}.txt"):
            install_locked_set(wanted, python)
        mark_done("packages", digest, folder=VENV)
        mark_done("set", wanted, folder=VENV)
        (VENV / "product").unlink(missing_ok=True)
    install_product()


def choose_set(wanted: str) -> str:
    """Keep the test set where it is installed already: a run must not remove what tests need."""
    if wanted == "run" and (is_done("set", "test", folder=VENV) or (VENV / "bin" / "pytest").exists()):
        return "test"
    return wanted


def install_locked_set(wanted: str, python: Interpreter) -> None:
    """Fill `.venv` by uv, or by plain pip where uv cannot run or cannot reach its packages."""
    lock = REQUIREMENTS / f"{wanted}.txt"
    uv = find_uv()
    if uv is None or not sync_by_uv(uv, lock, python):
        install_by_pip(lock)


def find_uv() -> Path | None:
    """Return a uv that runs on this machine, brought by pip into .cache/boot; else None."""
    lock = REQUIREMENTS / "boot.txt"
    digest = digest_inputs([lock], platform.machine())
    if not (UV.exists() and is_done("uv", digest)):
        require_pip()
        words = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
        words += ["--require-hashes", "--target", str(BOOT), "--requirement", str(lock)]
        if capture_program(words).code:
            return None
    if capture_program([UV, "--version"], extra=UV_VARIABLES).code:
        return None
    mark_done("uv", digest)
    return UV


def sync_by_uv(uv: Path, lock: Path, python: Interpreter) -> bool:
    """Make the environment, anew for another Python, and bring it to the lock file; False when uv did not manage."""
    made = PYTHON.exists() and is_done("python", python.version, folder=VENV)
    if not made:
        make = [uv, "venv", "--quiet", "--clear", "--python", python.path, VENV]
        made = not capture_program(make, extra=UV_VARIABLES).code
        mark_done("python", python.version, folder=VENV)
    words = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
    answer = capture_program([*words, "--python", str(PYTHON), str(lock)], extra=UV_VARIABLES)
    if not made or answer.code:
        print("  uv did not manage, so pip does the same more slowly:\n" + answer.output.strip())
    return made and not answer.code


def install_by_pip(lock: Path) -> None:
    """Do the same with nothing but the standard library's venv and pip."""
    require_pip()
    if importlib.util.find_spec("ensurepip") is None:
        require_system_package("ensurepip", "python3-venv")
    require_success([sys.executable, "-m", "venv", "--clear", str(VENV)], to="make an environment")
    words = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(lock)]
    require_success(words, to=f"install the packages of requirements/{lock.name}")


def install_product() -> None:
    """Install Ospolis itself last, editable: a sync would remove it as something that is not locked."""
    digest = digest_inputs([ROOT / "pyproject.toml"], str(ROOT))
    if is_done("product", digest, folder=VENV) and (VENV / "bin" / "ospolis").exists():
        return
    uv = UV if is_uv_usable() else None
    words: list[object] = [uv, "pip", "install", "--quiet", "--python", PYTHON] if uv else []
    words = words or [PYTHON, "-m", "pip", "install", "--quiet"]
    with announce_step("product into the environment"):
        words += ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        require_success(words, to="install the product", extra=UV_VARIABLES)
    mark_done("product", digest, folder=VENV)


def is_uv_usable() -> bool:
    """Say whether uv runs; an environment made by uv has no pip of its own."""
    return UV.exists() and os.access(UV, os.X_OK) and not capture_program([UV, "--version"]).code


def require_pip() -> None:
    """See to it that this Python has pip; Debian ships it apart."""
    if importlib.util.find_spec("pip") is None:
        require_system_package("pip", "python3-pip", "python3-venv")


def require_system_package(module: str, *packages: str) -> None:
    """Install what Debian ships apart from Python, or say what to install."""
    if is_root() and install_packages(packages):
        importlib.invalidate_caches()
        if importlib.util.find_spec(module) is not None:
            return
    raise StepFailed(f"this Python has no {module}; install {' '.join(packages)} (or your system's match)")
