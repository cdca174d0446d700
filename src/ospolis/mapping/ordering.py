"""From the words of an operator to a map: the folder is read, the desk is laid, refusals are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ospolis.core.access import system_viewer
from ospolis.core.keys import kept_key
from ospolis.core.program import InputProblem, RefusedInput, tell
from ospolis.institutions.services import KeyTaken
from ospolis.mapping.declaring import OtherOffice
from ospolis.mapping.deep.scanner import HOW_TO_INSTALL, Scanner, find_scanner
from ospolis.mapping.folder import CountryFolder, FolderRefused, Problem, read_folder
from ospolis.mapping.mapper import AlreadyRunning, MapOrder, Tick, map_country
from ospolis.mapping.open_data import write_open_data
from ospolis.mapping.work.cluster_door import ClusterDoor, ClusterRefused, check_door
from ospolis.mapping.work.desk import ReadingDesk

# Each release costs memory until all of a repository are read.
MOST_RELEASES = 100


def map_folder(
    path: Path,
    *,
    out: Path | None,
    workers: int | None,
    tick: Tick,
    cluster: str | None = None,
    deep: bool = False,
    releases: int = 0,
) -> dict[str, Any]:
    """Map a country folder and write its open data when asked to; returns the summary.

    Shapes   workers, cluster: None for what the settings say; a number of workers means this machine
    Raises   RefusedInput with every problem; nothing was written then. ClusterLost once the work was put down
    """
    config = settings.OSPOLIS
    address = cluster if cluster is not None else "" if workers is not None else config.cluster
    scanner = require_scanner() if deep else None
    if not 0 <= releases <= MOST_RELEASES:
        said = f"The number of releases lies between 1 and {MOST_RELEASES}."
        raise RefusedInput([InputProblem("releases", said, "Give a smaller number.")])
    folder = _read(path)
    desk = lay_desk(path.resolve(), config.data_dir)
    viewer = system_viewer("command line")
    order = MapOrder(
        folder=folder, desk=desk, data_dir=config.data_dir, actor=viewer,
        workers=config.workers if workers is None else workers, cluster=_door(address) if address else None,
        scanner=scanner, releases=releases, tick=tick, clock=timezone.now,
    )  # fmt: skip
    try:
        summary = map_country(order)
    except KeyTaken as taken:
        raise RefusedInput([_explain_taken(folder, taken)]) from None
    except OtherOffice:
        raise RefusedInput([_explain_other_office(folder)]) from None
    except AlreadyRunning as running:
        problem = InputProblem("map", f"A collection of '{running}' is under way.", "Wait for its end.")
        raise RefusedInput([problem]) from None
    except ClusterRefused as refused:
        raise RefusedInput([InputProblem("cluster", refused.message, refused.remedy)]) from None
    finally:
        desk.close()
    if out is not None:
        write_open_data(viewer=viewer, realm=folder.office.key, summary=summary, folder=out)
    return summary


def require_scanner() -> Scanner:
    """The second scanner.

    Raises   RefusedInput
    """
    python = settings.OSPOLIS.deep_python
    scanner = find_scanner(python)
    if scanner is None:
        said = f"There is no second licence scanner at {python}."
        raise RefusedInput([InputProblem("deep", said, HOW_TO_INSTALL)])
    return scanner


def _door(address: str) -> ClusterDoor:
    """The way to a cluster.

    Raises   RefusedInput
    """
    config = settings.OSPOLIS
    door = ClusterDoor(address, config.cluster_ca, config.cluster_certificate, config.cluster_key)
    try:
        return check_door(door, shares_database=connection.vendor == "postgresql")
    except ClusterRefused as refused:
        raise RefusedInput([InputProblem("cluster", refused.message, refused.remedy)]) from None


def lay_desk(folder: Path, data_dir: Path) -> ReadingDesk:
    """The desk of a collection that begins now."""
    key = kept_key(data_dir / "pseudonym-key").encode()[:64]
    most = settings.OSPOLIS.forge_repositories
    return ReadingDesk(folder=folder, data_dir=data_dir, pseudonym_key=key, now=timezone.now(), most_listed=most)


def _read(path: Path) -> CountryFolder:
    try:
        folder = read_folder(path)
    except FolderRefused as refused:
        raise RefusedInput([_input_problem(problem) for problem in refused.problems]) from None
    for warning in folder.warnings:
        tell(warning)
    return folder


def _explain_taken(folder: CountryFolder, taken: KeyTaken) -> InputProblem:
    """Where the folder uses an id that another office of the installation has."""
    file, rows = {
        "institution": ("institutions.csv", folder.institutions),
        "system": ("systems.csv", folder.systems),
    }[taken.kind]
    row = next((row.line for row in rows if row["id"] == taken.key), 0)
    said = str(taken)
    return _input_problem(Problem(file, row, "id", "id-taken", f"{said[:1].upper()}{said[1:]}.", "Choose another id."))


def _explain_other_office(folder: CountryFolder) -> InputProblem:
    """Where the folder takes the id of an office with which it has nothing in common."""
    office = folder.office
    row = office.lines.get("id", office.lines.get("name", 0))
    said = f"An office '{office.key}' is here already, and this folder names none of its institutions."
    remedy = "Choose another id for this office, or keep the id of at least one institution."
    return _input_problem(Problem("office.yml", row, "id", "office-taken", said, remedy))


def _input_problem(problem: Problem) -> InputProblem:
    return InputProblem(
        problem.place, problem.message, problem.remedy, problem.file, problem.row, problem.column, problem.code
    )
