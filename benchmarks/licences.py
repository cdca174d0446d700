"""How fast licences are found: the engine alone, contents in memory.

Promise: the eight real repositories are mapped in under 60 s of processor time, licences among the rest.
Run: python benchmarks/licences.py [REPOSITORY...]
"""

from __future__ import annotations

from _measuring import given_folders, measured, say
from _repositories import Opened, name_of, opened

from ospolis.engines.licences import (
    UNREAD,
    Answer,
    BlobReading,
    FileReading,
    PathClass,
    classify_path,
    conclude_repository,
    read_blob,
)

# What a reader says of whole repositories, by the names of their folders.
VERDICTS = {
    "italia+publiccode-parser-go": "EUPL-1.2",
    "GSA+data.gov": "CC0-1.0",
    "alphagov+govuk-frontend": "MIT",
    "mosip+registration": "MPL-2.0",
    "openmrs+openmrs-core": "MPL-2.0 AND LicenseRef-healthcare-disclaimer",
    "opencrvs+opencrvs-core": "MPL-2.0 AND LicenseRef-healthcare-disclaimer",
    "codeforamerica+vita-min": "MIT",
    "nordic-institute+X-Road": "MIT",
    "dhis2+dhis2-core": "BSD-3-Clause",
}


def read_all(repository: Opened, answers: dict[str, Answer]) -> list[FileReading]:
    """Read every file, each content once as the map does it."""
    kept: dict[tuple[str, PathClass], BlobReading] = {}
    readings = []
    for entry in repository.entries:
        content = repository.contents.get(entry.path)
        if content is None:
            continue
        path_class = classify_path(entry.path, int(entry.mode, 8), len(content))
        key = (entry.oid, path_class)
        if key not in kept:
            unread = path_class in UNREAD
            kept[key] = (
                BlobReading(path_class, "not read") if unread else read_blob(content, path_class, answers=answers)
            )
        readings.append(FileReading(entry.path, entry.oid, kept[key]))
    return readings


def main() -> None:
    answers: dict[str, Answer] = {}
    with measured() as cost:
        read_blob(b"SPDX-License-Identifier: MIT\n", PathClass.LICENCE, answers=answers)
    say("loading the texts", cost)
    for folder in given_folders():
        with opened(folder) as repository:
            with measured() as cost:
                readings = read_all(repository, answers)
            say(f"{name_of(folder)}: read", cost, count=len(readings), unit="files")
            with measured() as cost:
                read_all(repository, answers)
            say(f"{name_of(folder)}: again, windows known", cost, count=len(readings), unit="files")
            with measured() as cost:
                found = conclude_repository(readings)
            say(f"{name_of(folder)}: conclude", cost)
            expected = VERDICTS.get(name_of(folder))
            held = "" if expected is None else ", right" if found.declared == expected else f", but it is {expected}"
            print(f"{'':<34} declared {found.declared}, clearly: {found.clarity}{held}", flush=True)


if __name__ == "__main__":
    main()
