"""How fast manifests and lock files become components: the engine alone, contents in memory.

Promise: the eight real repositories are mapped in under 60 s of processor time, components among the rest.
Run: python benchmarks/components.py [REPOSITORY...]
"""

from __future__ import annotations

from _measuring import given_folders, measured, say
from _repositories import name_of, opened

from ospolis.engines.components.manifests.joining import join_readings
from ospolis.engines.components.manifests.kinds import recognise
from ospolis.engines.components.manifests.opening import read_manifest


def main() -> None:
    for folder in given_folders():
        with opened(folder) as repository:
            manifests = [(path, content) for path, content in repository.contents.items() if recognise(path)]
            with measured() as cost:
                readings = [read_manifest(path, content) for path, content in manifests]
            say(f"{name_of(folder)}: read", cost, count=len(readings), unit="manifests")
            with measured() as cost:
                joined = join_readings(readings)
            say(f"{name_of(folder)}: join", cost, count=len(joined.components), unit="components")


if __name__ == "__main__":
    main()
