"""The wheel's needs come from the same file as the lock, so that they are written once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# Needed to build and install from a checkout, not to run.
BUILD_ONLY = frozenset({"hatchling", "editables"})


class NeedsHook(MetadataHookInterface):
    """Fills `dependencies` from requirements/run.in, and each extra from a file of its own."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Read the needs into the metadata of the project."""
        metadata["dependencies"] = self.read_needs("run")
        metadata["optional-dependencies"] = {"cluster": self.read_needs("cluster")}

    def read_needs(self, name: str) -> list[str]:
        """The needs that stand in a file: one a line, its reason behind #."""
        lines = (Path(self.root) / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        needs = [line.partition("#")[0].strip() for line in lines]
        return [need for need in needs if need and need not in BUILD_ONLY]
