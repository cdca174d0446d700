"""Benchmarks run by hand: what they take from the product is there, even when nobody ran them for a while."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

from house.tree import ROOT

FILES = sorted((ROOT / "benchmarks").glob("*.py"))


def missing_names(text: str) -> list[str]:
    """Names that a program takes from the product and that are not there."""
    missing = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ospolis"):
            module = importlib.import_module(node.module)
            missing += [f"{node.module}.{name.name}" for name in node.names if not _has(module, name.name)]
    return missing


def _has(module: object, name: str) -> bool:
    if hasattr(module, name):
        return True
    # A module of a package is an attribute of it only once it was imported.
    folders = [Path(folder) for folder in getattr(module, "__path__", ())]
    return any((folder / f"{name}.py").is_file() or (folder / name).is_dir() for folder in folders)


def test_benchmarks_find_what_they_take_from_the_product():
    found = {file.name: names for file in FILES if (names := missing_names(file.read_text("utf-8")))}
    assert found == {}


def test_a_name_that_has_gone_is_found():
    planted = "from ospolis.core import mail\nfrom ospolis.core.access import Viewer, Gone\n"
    assert missing_names(planted) == ["ospolis.core.access.Gone"]
