"""Where things lie in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ospolis"
CACHE = ROOT / ".cache"
BOOT = CACHE / "boot"
STAMPS = CACHE / "stamps"
REPORTS = CACHE / "reports"
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
PROGRAM = BIN / "ospolis"
SETTINGS = "ospolis.web.settings"


def find_data_folder() -> Path:
    """Return the folder of the embedded database, which the operator may have moved."""
    return (ROOT / os.environ.get("OSPOLIS_DATA_DIR", "var")).resolve()


def display_path(path: Path) -> str:
    """Shorten a path to the checkout for messages."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
