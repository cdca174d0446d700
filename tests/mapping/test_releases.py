"""`ospolis map --releases`: each release holds what a reading of its commit finds, and each is read once."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mapping.country_workshop import ALPHA, BETA, Country, make_repository
from ospolis.core.program import RefusedInput
from ospolis.evidence.models import CurrentValue, Fact
from ospolis.mapping.models import BlobReading, Repository
from ospolis.mapping.ordering import map_folder
from ospolis.mapping.pages.releases import ReleaseCard, ReleaseLine, describe_releases
from ospolis.mapping.released import CODE_LINES, COMPONENTS, LICENCE

# Without a second database: what is read is the same there, and the ledger has tests of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

COMMITS = (
    {**ALPHA, "LICENSE": "All rights reserved.\n", "publiccode.yml": "license: EUPL-1.2\n"},
    {**ALPHA, "package.json": '{"name": "alpha", "dependencies": {"left-pad": "1.3.0", "is-odd": "3.0.1"}}'},
    {**BETA, "logo.png": b"\x89PNG", "publiccode.yml": "publiccodeYmlVersion: '0.4'\nlegal:\n  license: EUPL-1.2\n"},
    {"publiccode.yml": "publiccodeYmlVersion: '0.4'\nname: Beta\nlegal:\n  license: AGPL-3.0-or-later\n"},
)  # fmt: skip


def git(path: Path, *words: str, given: str = "") -> str:
    command = ["git", "-C", str(path), *words]
    return subprocess.run(command, capture_output=True, check=True, text=True, input=given).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    path = make_repository(tmp_path / "alpha.git", *COMMITS)
    for number, commit in enumerate(git(path, "rev-list", "--reverse", "main").split(), start=1):
        git(path, "tag", f"v{number}", commit)
    return path


@pytest.fixture
def office(country: Country, repository: Path) -> Country:
    country.sources(f"min-a,git,file://{repository},,")
    return country


def told(*measures: str) -> dict[tuple[str, str], Any]:
    rows = CurrentValue.objects.filter(measure__in=measures or (LICENCE, COMPONENTS, CODE_LINES))
    return {(row.part, row.measure): row.text or row.number for row in rows.order_by("part", "measure")}


def test_each_release_holds_what_a_reading_of_its_commit_finds(
    office: Country, repository: Path, make_country: Any
) -> None:
    summary = office.map(releases=20)
    held = told()
    assert summary["releases"] == {"repositories": 1, "releases": 4, "read": 1}
    assert summary["failures"] == []

    for number in (2, 4):
        BlobReading.objects.all().delete()
        git(repository, "update-ref", "refs/heads/main", f"v{number}")
        office.map()
        row = Repository.objects.get()
        assert (row.commit, held[f"v{number}", LICENCE]) == (
            git(repository, "rev-parse", f"v{number}"), row.licence_declared or row.licence_detected,
        )  # fmt: skip
        assert held[f"v{number}", COMPONENTS] == row.components
        assert held[f"v{number}", CODE_LINES] == row.code_lines
    assert told() == held
    assert {part: text for (part, _), text in told(LICENCE).items()} == {
        "v1": "MIT", "v2": "MIT", "v3": "MIT", "v4": "AGPL-3.0-or-later",
    }  # fmt: skip


def test_a_fact_of_a_release_leads_to_its_commit(office: Country, repository: Path) -> None:
    office.map(releases=2)
    fact = Fact.objects.get(measure=LICENCE, part="v3")

    assert set(told(LICENCE)) == {("v3", LICENCE), ("v4", LICENCE)}
    assert (fact.commit, fact.path, fact.line_start) == (git(repository, "rev-parse", "v3"), "LICENSE", 1)
    assert fact.detail["day"] == "2026-09-21"


def test_the_page_shows_releases_with_their_evidence(office: Country, client: Client) -> None:
    office.map(releases=20)
    page = client.get(f"/repositories/{Repository.objects.get().key}/").content.decode()
    card = page.split('id="releases"')[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row"><bdi>(v\d)</bdi>.*?<bdi>([^<]*)</bdi></a>(.*?)</tr>', card, re.DOTALL)

    assert [(name, licence, "changed" in rest) for name, licence, rest in rows] == [
        ("v4", "AGPL-3.0-or-later", True), ("v3", "MIT", False), ("v2", "MIT", False), ("v1", "MIT", False),
    ]  # fmt: skip
    assert "From one of these releases to the next the licence changed 1 time." in card
    links = re.findall(r'href="(/why/f\d+/)"', card)
    assert (len(links), client.get(links[0]).status_code) == (12, 200)
    office.map(releases=2)
    CurrentValue.objects.filter(measure__in=(COMPONENTS, CODE_LINES)).delete()
    assert describe_releases(list(CurrentValue.objects.filter(measure=LICENCE, part="v4"))) == ReleaseCard(
        "All of these releases say the same licence.",
        (ReleaseLine("v4", date(2026, 9, 21), "AGPL-3.0-or-later", links[0], False, "-", "", "-", ""),),
    )


def test_only_what_is_new_is_read(office: Country, repository: Path) -> None:
    office.map(releases=20)
    facts, asked = Fact.objects.count(), len(office.repository_box.asked)
    assert office.map(releases=20)["releases"] == {"repositories": 1, "releases": 0, "read": 0}
    assert (Fact.objects.count(), len(office.repository_box.asked)) == (facts, asked)

    git(repository, "tag", "-d", "v1")
    git(repository, "tag", "v5", "v4~1^{tree}")
    git(repository, "tag", "v2-again", "v3")
    git(repository, "tag", "-f", "v2", "v4")
    assert office.map(releases=20)["releases"]["releases"] == 2
    assert {part for part, _ in told(LICENCE)} == {"v2", "v2-again"}


def test_releases_that_cannot_be_had_fail_and_keep_what_was_known(office: Country, repository: Path) -> None:
    office.map(releases=20)
    held = told()
    blob = git(repository, "rev-parse", "v1:LICENSE")
    tree = git(repository, "mktree", given=f"100644 blob {blob}\tCOPYING\n")
    git(repository, "tag", "v6", git(repository, "commit-tree", "-m", "work", tree))
    (repository / "objects" / tree[:2] / tree[2:]).unlink()
    summary = office.map(releases=20)

    assert [(row["step"], bool(row["message"]), bool(row["remedy"])) for row in summary["failures"]] == [
        ("releases", True, True)
    ]
    assert told() == held


def test_a_mirror_that_is_gone_comes_back(office: Country) -> None:
    office.map()
    shutil.rmtree(office.data_dir / "mirrors")

    office.map(releases=20)
    assert len(told(LICENCE)) == 4


def test_releases_in_part_say_why(office: Country, repository: Path) -> None:
    office.limits = replace(office.limits, entries=1)
    office.map(releases=20)

    why = {fact.part: fact.detail.get("why") for fact in Fact.objects.filter(measure=LICENCE)}
    part = ["Its list of files is not whole."]
    assert why == {"v1": part, "v2": part, "v3": part, "v4": None}


@pytest.mark.parametrize("number", [-1, 101])
def test_a_number_of_releases_that_nobody_means_is_refused(office: Country, number: int) -> None:
    with pytest.raises(RefusedInput):
        map_folder(office.path, out=None, workers=0, tick=lambda progress: None, releases=number)
