"""The files that show how a repository is governed, and what stands in them, to facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ospolis.engines.gitrepo.paths import show_path
from ospolis.engines.practices import GOVERNING, VERSION
from ospolis.evidence.ledger import NewFact
from ospolis.mapping.new_files import ADDED
from ospolis.mapping.reading.repository import RepositoryReading
from ospolis.mapping.reading.subject import Subject, fact_about

_LONGEST_PART: Final = 200


def governing_files(reading: RepositoryReading, subject: Subject) -> Iterator[NewFact]:
    """The files that show how a repository is governed; whether they are new is not known here.

    What stands in one is told by the object id of its content, which git keeps anyhow.
    """
    contents = {show_path(entry.path): entry.oid for entry in reading.snapshot.entries}
    for row in reading.contents.practices:
        if row["code"] not in GOVERNING or row["answer"] != "met":
            continue
        path = next((place["path"] for place in row["evidence"] if place["path"]), "")
        part = f"{row['code']}/{path}"
        if path in contents and len(part) <= _LONGEST_PART:
            yield fact_about(
                subject, ADDED, part=part, text=contents[path], path=path, method="practices", method_version=VERSION
            )
