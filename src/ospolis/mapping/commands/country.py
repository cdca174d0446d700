"""`ospolis map FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ospolis.core.program import (
    DONE,
    IN_PART,
    Command,
    InputProblem,
    Progress,
    RefusedInput,
    add_json,
    print_json,
    print_line,
    tell,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `map`."""
    parser.add_argument("folder", type=Path, help="a country folder: office.yml, institutions.csv, sources.csv, ...")
    parser.add_argument("--out", type=Path, help="write open data files into this folder")
    parser.add_argument("--workers", type=int, help="processes that read; 0 reads in this one")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a cluster that reads: tls://HOST:PORT")
    parser.add_argument("--deep", action="store_true", help="ask the deep licence scanner (not in this version)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Map a country folder and print what came out."""
    from ospolis.mapping.ordering import map_folder  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.patience import DATABASE_TROUBLE  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.telling import show_on  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.work.cluster_door import ClusterLost  # noqa: PLC0415  # the site is set up by now

    if options.deep:
        problem = InputProblem("map", "This version reads by its own detector.", "Run the command without --deep.")
        raise RefusedInput([problem])
    with Progress("Mapping") as progress:
        tick = show_on(progress)
        try:
            summary = map_folder(
                options.folder, out=options.out, workers=options.workers, cluster=options.cluster, tick=tick
            )
        except ClusterLost as lost:
            tell(f"{lost} What was read is kept. Run the same command again to go on.")
            return IN_PART
        except DATABASE_TROUBLE as trouble:
            said = " ".join(str(trouble).split())[:200]
            tell(f"The database does not answer: {said}. What was written is kept; the same command goes on.")
            return IN_PART
    _print(summary, as_json=options.json)
    return IN_PART if summary["failures"] else DONE


def _print(summary: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    for name in ("institutions", "systems", "repositories", "files", "components", "facts"):
        print_line(f"{name:>14}: {summary[name]:,}")
    sources = summary["sources"]
    print_line(f"{'sources':>14}: {sources}")
    for failure in summary["failures"]:
        print_line(f"{failure['location']}: {failure['message']} {failure['remedy']}")


MAP = Command(
    name="map",
    help="Read a country folder, collect every source, write facts.",
    example="ospolis map examples/taluma --out open-data",
    run=run,
    add_arguments=add_arguments,
)
