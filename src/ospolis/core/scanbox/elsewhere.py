"""The way into the box for the Python of another environment: our code alone, none of our packages.

Runs as `PYTHON -I elsewhere.py FUNCTION WARM LIMITS CUT_NETWORK`. Putting our own folder of packages on the path would
hide those of the other environment, so only the package `ospolis` is made known, by its place.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Make our code known, then be the server of the box."""
    folder = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location(
        "ospolis", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None  # noqa: S101  # a file with this ending has a loader
    package = importlib.util.module_from_spec(spec)
    sys.modules["ospolis"] = package
    spec.loader.exec_module(package)
    code: int = importlib.import_module("ospolis.core.scanbox.server").main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
