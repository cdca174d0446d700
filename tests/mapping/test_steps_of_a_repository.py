"""A repository that moves from commit to commit is read in steps, and each step finds what a first reading finds."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from mapping.country_workshop import ALPHA, BETA, Country, make_repository
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.models import BlobReading, ComponentUse, Repository

# Without a second database: what is read is the same there, and the ledger has tests of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

_HEADER = "# SPDX-License-Identifier: MIT\n"
_RELEASES = (
    {**ALPHA, "src/one.py": f"{_HEADER}one = 1\n", "src/two.py": f"{_HEADER}two = 2\ntwo += 1\n", "LICENSE": "?"},
    {**BETA, "src/one.py": f"{_HEADER}one = 1\n", "src/three.py": f"{_HEADER}three = 3\n", "src/four.py": "four = 4\n"},
)


def findings_of(realm: str) -> dict[str, Any]:
    """All that is known of the only repository of an office, whatever it is called there."""
    repository = Repository.objects.get(realm=realm)
    values = CurrentValue.objects.filter(subject_key=repository.key)
    said = ("detail", "path", "line_start", "line_end", "commit", "method", "method_version")
    facts = {
        (value.measure, value.part): (value.number, value.text, *(getattr(value.fact, name) for name in said[:4]))
        for value in values.select_related("fact")
    }
    shown = ("component__purl", "scope", "is_direct", "licence", "path", "line")
    columns = (
        "name",
        "address",
        "commit",
        "branch",
        "files",
        "code_lines",
        "languages",
        "components",
        "licence_declared",
    )
    return {
        "facts": facts,
        "components": sorted(ComponentUse.objects.filter(repository=repository).values_list(*shown)),
        "columns": [getattr(repository, name) for name in columns],
        "latest": all(value.fact.superseded_by_id is None and value.fact.ended_at is None for value in values),
    }


def open_office(tmp_path: Path, name: str, repository: Path) -> Country:
    """An office with an installation of its own, whose only source is the repository."""
    office = Country(tmp_path / name, tmp_path / f"data-{name}", key=name)
    office.write("office.yml", f"id: {name}\nname: Office {name}\ncountry: XX\nscope: country\nhost: {name}-host\n")
    office.institutions(f"{name}-host,Ministry {name},ministry,,01")
    office.sources(f"{name}-host,git,file://{repository},,")
    return office


def test_each_step_finds_what_a_first_reading_finds(tmp_path: Path) -> None:
    path = make_repository(tmp_path / "stepping.git", *_RELEASES)
    log = subprocess.run(["git", "-C", str(path), "rev-list", "--reverse", "main"], capture_output=True, check=True)
    commits = log.stdout.decode().split()
    steps = open_office(tmp_path, "steps", path)

    for number, at in enumerate((0, 1, 0)):
        subprocess.run(["git", "-C", str(path), "update-ref", "refs/heads/main", commits[at]], check=True)
        steps.map()
        if number:
            kept = BlobReading.objects.in_bulk()
            BlobReading.objects.all().delete()
            open_office(tmp_path, f"whole-{number}", path).map()
            BlobReading.objects.bulk_create(kept.values(), ignore_conflicts=True)
            assert findings_of("steps") == findings_of(f"whole-{number}")
