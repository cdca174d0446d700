"""Read a country folder whole: every table, every file that a source points at, and how the rows fit together."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from ospolis.engines.lists.owners import read_prefix
from ospolis.mapping.choices import SourceKind
from ospolis.mapping.folder.answers import check_answers
from ospolis.mapping.folder.office import OfficeFile, read_office
from ospolis.mapping.folder.places import SourcePlace, place_source
from ospolis.mapping.folder.problems import FolderRefused, ProblemList
from ospolis.mapping.folder.tables import CSV_LIMITS, TABLES, Row, read_table

_OFFICE = "office.yml"
_REQUIRED = ("institutions.csv", "sources.csv")
# Banks are installed by a command of their own.
_FOLDERS = frozenset({"sboms", "repositories", "banks"})


@dataclass(frozen=True, slots=True)
class CountryFolder:
    """A folder without problems. Rows keep their line, so that facts can say where they were declared."""

    path: Path
    office: OfficeFile
    institutions: tuple[Row, ...]
    systems: tuple[Row, ...]
    sources: tuple[tuple[Row, SourcePlace], ...]
    answers: tuple[Row, ...] = ()
    budget: tuple[Row, ...] = ()
    staff: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def read_folder(path: Path) -> CountryFolder:
    """Read and check a country folder; nothing is written.

    Raises   FolderRefused with every problem found, each with file, row, column and remedy
    """
    problems = ProblemList()
    contents = _read_files(path, problems)
    office = read_office(contents.get(_OFFICE), problems)
    tables = {name: read_table(name, contents[name], problems) if name in contents else () for name in TABLES}
    institutions, systems = tables["institutions.csv"], tables["systems.csv"]
    _check_ids("institutions.csv", institutions, problems)
    _check_ids("systems.csv", systems, problems)
    _check_tree(institutions, problems)
    _check_hosting(institutions, problems)
    _check_references(tables, office, problems)
    check_answers(tables["answers.csv"], problems)
    sources = _place_sources(path, tables["sources.csv"], problems)
    if problems or office is None:
        raise FolderRefused(problems.all())
    return CountryFolder(
        path=path, office=office, institutions=institutions, systems=systems, sources=sources,
        answers=tables["answers.csv"], budget=tables["budget.csv"], staff=tables["staff.csv"],
        warnings=_warnings(path, {place.location.split("/")[0] for _, place in sources}),
    )  # fmt: skip


def _read_files(path: Path, problems: ProblemList) -> dict[str, bytes]:
    """The contents of the known files; what is missing or no plain file is a problem."""
    if not path.is_dir():
        problems.add(str(path), "no-folder", "There is no such folder.", "Name a folder that holds office.yml.")
        raise FolderRefused(problems.all())
    contents: dict[str, bytes] = {}
    for name in (_OFFICE, *TABLES):
        file = path / name
        if not file.is_symlink() and not file.exists():
            if name in (_OFFICE, *_REQUIRED):
                problems.add(name, "missing-file", "The file is missing.", "Add it; the manual says what it holds.")
            continue
        if (data := read_plain_file(file, name, problems)) is not None:
            contents[name] = data
    return contents


def read_plain_file(file: Path, name: str, problems: ProblemList) -> bytes | None:
    """The bytes of a regular file of ordinary size, or None after a problem was added. Links are not followed."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        problems.add(
            name, "unreadable", f"The file cannot be opened: {error.strerror}.", "Put a plain file in its place."
        )
        return None
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(opened.fileno())
        if not stat.S_ISREG(facts.st_mode):
            problems.add(name, "not-a-file", "This is not a plain file.", "Put a plain file in its place.")
            return None
        if facts.st_size > CSV_LIMITS.bytes:
            problems.add(
                name, "too-large", f"The file has {facts.st_size:,} bytes.", f"At most {CSV_LIMITS.bytes:,} are read."
            )
            return None
        return opened.read(CSV_LIMITS.bytes + 1)


def _check_ids(name: str, rows: tuple[Row, ...], problems: ProblemList) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row["id"] in first:
            problems.add(
                name, "duplicate-id", f"The id '{row['id']}' stands in row {first[row['id']]} already.",
                "Give each row an id of its own.", row=row.line, column="id",
            )  # fmt: skip
        first.setdefault(row["id"], row.line)


def _check_tree(rows: tuple[Row, ...], problems: ProblemList) -> None:
    """Every parent is there, and nobody is above itself."""
    parents = {row["id"]: row["parent"] for row in rows}
    for row in rows:
        parent = row["parent"]
        if parent and parent not in parents:
            problems.add(
                "institutions.csv", "missing-parent", f"There is no institution '{parent}'.",
                "Add its row, or mend the id.", row=row.line, column="parent",
            )  # fmt: skip
            continue
        way = {row["id"]}
        while parent and parent not in way:
            way.add(parent)
            parent = parents.get(parent, "")
        if parent == row["id"]:
            problems.add(
                "institutions.csv", "parent-loop", f"'{row['id']}' is above itself.",
                "Leave the parent of the highest one empty.", row=row.line, column="parent",
            )  # fmt: skip


def _check_hosting(rows: tuple[Row, ...], problems: ProblemList) -> None:
    """No two institutions publish below the same address."""
    first: dict[str, Row] = {}
    for row in rows:
        for address in row["code_hosting"]:
            other = first.setdefault(read_prefix(address), row)
            if other is not row:
                problems.add(
                    "institutions.csv", "duplicate-hosting", f"'{address}' stands in row {other.line} already.",
                    "Leave it with the institution that publishes there.", row=row.line, column="code_hosting",
                )  # fmt: skip


def _check_references(tables: dict[str, tuple[Row, ...]], office: OfficeFile | None, problems: ProblemList) -> None:
    """Ids that point from one table into another lead somewhere."""
    institutions = {row["id"] for row in tables["institutions.csv"]}
    systems = {row["id"] for row in tables["systems.csv"]}
    remedy = "Add its row, or mend the id."
    for name in ("systems.csv", "sources.csv", "answers.csv"):
        for row in tables[name]:
            if row["institution"] not in institutions:
                problems.add(
                    name, "missing-institution", f"There is no institution '{row['institution']}'.", remedy,
                    row=row.line, column="institution",
                )  # fmt: skip
    for row in tables["sources.csv"]:
        if row["system"] and row["system"] not in systems:
            problems.add(
                "sources.csv", "missing-system", f"There is no system '{row['system']}'.", remedy, row=row.line,
                column="system",
            )  # fmt: skip
    if office and institutions and office.host not in institutions:
        problems.add(
            _OFFICE, "missing-host", f"There is no institution '{office.host}'.", remedy,
            row=office.lines.get("host", 0), column="host",
        )  # fmt: skip


def _place_sources(path: Path, rows: tuple[Row, ...], problems: ProblemList) -> tuple[tuple[Row, SourcePlace], ...]:
    """Find out where each source lies; the same one twice is a problem."""
    placed = []
    first: dict[tuple[str, str, str], int] = {}
    for row in rows:
        place = place_source(path, SourceKind(row["kind"]), row["location"], row.line, problems)
        mark = (row["institution"], row["kind"], row["location"])
        if mark in first:
            problems.add(
                "sources.csv", "duplicate-source", f"The same source stands in row {first[mark]} already.",
                "Remove one of the two rows.", row=row.line, column="location",
            )  # fmt: skip
        first.setdefault(mark, row.line)
        if place is not None:
            placed.append((row, place))
    return tuple(placed)


def _warnings(path: Path, named: set[str]) -> tuple[str, ...]:
    """Files that nobody asked for; `named` are those that a source points at."""
    known = {_OFFICE, *TABLES} | _FOLDERS | named
    return tuple(
        f"{entry.name} is no file of a country folder and is left alone."
        for entry in sorted(path.iterdir())
        if entry.name not in known and not entry.name.startswith(".") and not entry.name.lower().startswith("readme")
    )
