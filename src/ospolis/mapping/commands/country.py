"""`ospolis map FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

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
    parser.add_argument("--workers", type=int, help="processes that read; 0 reads in this one (default: OSPOLIS_WORKERS)")
    parser.add_argument("--cluster", default="", help="address of a cluster that reads (not in this version)")
    parser.add_argument("--deep", action="store_true", help="ask the deep licence scanner (not in this version)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Map a country folder and print what came out."""
    from django.conf import settings  # noqa: PLC0415  # the site is set up by now, not when this file is imported
    from django.utils import timezone  # noqa: PLC0415  # as above

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.core.keys import kept_key  # noqa: PLC0415  # as above
    from ospolis.institutions.services import KeyTaken  # noqa: PLC0415  # as above
    from ospolis.mapping.folder import FolderRefused, read_folder  # noqa: PLC0415  # as above
    from ospolis.mapping.mapper import AlreadyRunning, MapOrder, map_country  # noqa: PLC0415  # as above
    from ospolis.mapping.open_data import write_open_data  # noqa: PLC0415  # as above
    from ospolis.mapping.work.desk import ReadingDesk  # noqa: PLC0415  # as above

    if options.cluster or options.deep:
        raise RefusedInput([InputProblem("map", "This version reads on this machine, by its own detector.", _WITHOUT)])
    config = settings.OSPOLIS
    try:
        folder = read_folder(options.folder)
    except FolderRefused as refused:
        raise RefusedInput([InputProblem(p.place, p.message, p.remedy) for p in refused.problems]) from None
    for warning in folder.warnings:
        tell(warning)
    desk = ReadingDesk(
        folder=options.folder.resolve(),
        data_dir=config.data_dir,
        pseudonym_key=kept_key(config.data_dir / "pseudonym-key").encode()[:64],
        now=timezone.now(),
    )
    workers = config.workers if options.workers is None else options.workers
    viewer = system_viewer("command line")
    with Progress("Mapping") as progress:
        order = MapOrder(
            folder=folder, desk=desk, data_dir=config.data_dir, actor=viewer, workers=workers,
            tick=lambda done, total: _show(progress, done, total), clock=timezone.now,
        )  # fmt: skip
        try:
            summary = map_country(order)
        except KeyTaken as taken:
            raise RefusedInput([InputProblem(f"{taken.kind} id", str(taken), "Choose another id.")]) from None
        except AlreadyRunning as running:
            raise RefusedInput([InputProblem("map", f"A collection of '{running}' is running.", "Wait for it.")]) from None
        finally:
            desk.close()
    if options.out:
        write_open_data(viewer=viewer, realm=folder.office.key, summary=summary, folder=options.out)
    _print(summary, as_json=options.json)
    return IN_PART if summary["failures"] else DONE


def _show(progress: Progress, done: int, total: int) -> None:
    progress.total = total
    progress.reach(done)


_WITHOUT = "Run the command without --cluster and --deep."


def _print(summary: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    for name in ("institutions", "systems", "repositories", "files", "components", "facts"):
        print_line(f"{name:>14}: {summary[name]:,}")
    sources = summary["sources"]
    print_line(f"{'sources':>14}: {sources}")
    for failure in summary["failures"]:  # type: ignore[attr-defined]  # the contract fixes a list of maps
        print_line(f"{failure['location']}: {failure['message']} {failure['remedy']}")


MAP = Command(
    name="map",
    help="Read a country folder, collect every source, write facts.",
    example="ospolis map examples/taluma --out open-data",
    run=run,
    add_arguments=add_arguments,
)
