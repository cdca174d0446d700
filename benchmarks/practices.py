"""How fast practices are judged, and how fast git tells the history that they need.

Promise: the eight real repositories are mapped in under 60 s of processor time, practices among the rest.
Run: python benchmarks/practices.py [REPOSITORY...]
"""

from __future__ import annotations

import time

from _measuring import given_folders, measured, say
from _repositories import name_of, opened

from ospolis.engines.practices import assess_repository, wanted_paths
from ospolis.mapping.reading.box import facts_of_history


def main() -> None:
    for folder in given_folders():
        with opened(folder) as repository:
            with measured() as cost:
                history = repository.read_history()
            say(f"{name_of(folder)}: history", cost, count=history.commits, unit="commits")
            paths = [entry.path for entry in repository.entries]
            with measured() as cost:
                wanted = {
                    path: repository.contents[path] for path in wanted_paths(paths) if path in repository.contents
                }
                results = assess_repository(paths, wanted, facts_of_history(history), int(time.time())).results
            say(f"{name_of(folder)}: judge", cost, count=len(paths), unit="paths")
            met = sum(result.answer == "met" for result in results)
            print(f"{'':<34} {met} of {len(results)} practices met", flush=True)


if __name__ == "__main__":
    main()
