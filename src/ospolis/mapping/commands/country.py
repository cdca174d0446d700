"""`ospolis map FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ospolis.core.program import (
    DONE,
    IN_PART,
    Command,
    Progress,
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
    parser.add_argument("--deep", action="store_true", help="show unrecognised licence texts to a second scanner")
    parser.add_argument(
        "--releases", type=int, metavar="N", help="read the newest N releases of each repository as well"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Map a country folder and print what came out."""
    from ospolis.mapping.ordering import map_folder  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.patience import DATABASE_TROUBLE  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.telling import show_on  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.work.cluster_door import ClusterLost  # noqa: PLC0415  # the site is set up by now

    with Progress("Mapping") as progress:
        tick = show_on(progress)
        try:
            summary = map_folder(
                options.folder, out=options.out, workers=options.workers, cluster=options.cluster, tick=tick,
                deep=options.deep, releases=options.releases or 0,
            )  # fmt: skip
        except ClusterLost as lost:
            tell(f"{lost} What was read is kept. Run the same command again to go on.")
            return IN_PART
        except DATABASE_TROUBLE as trouble:
            said = " ".join(str(trouble).split())[:200]
            tell(f"The database does not answer: {said}. What was written is kept; the same command goes on.")
            return IN_PART
    _print(summary, as_json=options.json)
    return IN_PART if summary["failures"] or summary.get("deep", {}).get("fault") else DONE


def _print(summary: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    for name in ("institutions", "systems", "repositories", "files", "components", "facts"):
        print_line(f"{name:>14}: {summary[name]:,}")
    sources = summary["sources"]
    print_line(f"{'sources':>14}: {sources}")
    if second := summary.get("deep"):
        print_line(f"{'second reading':>14}: {say_second_reading(second)}")
    if told := summary.get("releases"):
        read = (
            f"{told['repositories']:,} repositories looked at, {told['releases']:,} releases of {told['read']:,} read"
        )
        print_line(f"{'releases':>14}: {read}")
    for failure in summary["failures"]:
        print_line(f"{failure['location']}: {failure['message']} {failure['remedy']}")


def say_second_reading(second: dict[str, Any]) -> str:
    """What a second reading did, in a line."""
    said = (
        f"{second['texts']:,} texts that are not recognised; {second['asked']:,} shown to {second['tool']}"
        f" {second['version']}, {second['named']:,} named"
    )
    if second["lost"] or second["unreached"]:
        said += f"; {second['lost']:,} broke a limit, {second['unreached']:,} could not be reached"
    return f"{said}. {second['fault']}".strip() if second["fault"] else f"{said}."


MAP = Command(
    name="map",
    help="Read a country folder, collect every source, write facts.",
    example="ospolis map examples/taluma --out open-data",
    run=run,
    add_arguments=add_arguments,
)
