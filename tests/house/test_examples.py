"""The sample countries: whole, plausible, invented, and small enough to read."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from house.tree import ROOT, committed_files, hold_rule
from ospolis.mapping.folder import CountryFolder, read_folder
from ospolis.web.sample_repositories import read_story

EXAMPLES = ROOT / "examples"
COUNTRIES = ("orvane", "taluma")
STORIES = sorted(EXAMPLES.glob("*/repositories/*/story.yml"))
LARGEST = 1_500_000
EMAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b")
ADDRESS = re.compile(r"https?://[^\s\"'<>)\]},;`|]+")
# Addresses that belong to a format, a generator or a licence, and to this machine.
PUBLIC = {
    "www.apache.org", "www.gnu.org", "spdx.org", "cyclonedx.org", "maven.apache.org", "anchore.com", "github.com",
    "cyclonedx-bom-tool.readthedocs.io", "cyclonedx-python-library.readthedocs.io", "localhost",
}  # fmt: skip
ROLE = re.compile(r"[^,<]+, [A-Z][^<]+ <|[a-z-]+(?:\[bot\])? <|Harborsoft Delivery <")


@cache
def folder_of(country: str) -> CountryFolder:
    return read_folder(EXAMPLES / country)


def texts() -> dict[str, str]:
    """Every committed text of the examples but the licences, which are not our words."""
    files = (path for path in committed_files() if path.is_relative_to(EXAMPLES))
    named = {str(path.relative_to(EXAMPLES)): path.read_text("utf-8") for path in files}
    return {name: text for name, text in named.items() if not name.startswith("licences/")}


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_sample_folder_has_no_problem_and_no_warning(country):
    folder = folder_of(country)

    assert (folder.warnings, folder.office.is_sample, folder.office.key) == ((), True, country)


def test_taluma_is_as_large_as_it_says():
    folder = folder_of("taluma")

    assert (len(folder.institutions), len(folder.systems), len(folder.sources)) == (40, 120, 30)
    assert Counter(str(row["kind"]) for row, _ in folder.sources) == {
        "git": 20, "sbom": 5, "publiccode": 4, "code-json": 1,
    }  # fmt: skip


def test_taluma_has_all_ten_sectors_and_every_institution_a_system():
    folder = folder_of("taluma")

    assert {row["sector"] for row in folder.institutions} == {f"{number:02}" for number in range(1, 11)}
    assert {row["institution"] for row in folder.systems} == {row["id"] for row in folder.institutions}


def test_almost_half_of_the_systems_are_open_and_none_names_a_licence_without_need():
    systems = folder_of("taluma").systems
    openness = Counter(row["openness"] for row in systems)

    assert openness == {"open": 53, "proprietary": 50, "unknown": 11, "mixed": 6}
    assert {row["id"] for row in systems if row["openness"] == "proprietary" and row["licence"]} == set()
    assert {row["id"] for row in systems if row["openness"] == "open" and not row["licence"]} == set()
    assert {row["id"] for row in systems if row["openness"] == "proprietary" and not row["vendor"]} == set()


def test_two_countries_share_no_id_and_differ_in_scope():
    offices = [folder_of(country) for country in COUNTRIES]
    keys = [{row["id"] for row in (*folder.institutions, *folder.systems)} for folder in offices]

    assert keys[0] & keys[1] == set()
    assert [folder.office.scope for folder in offices] == ["agency", "country"]


def test_answers_are_given_once_and_by_nearly_all():
    rows = folder_of("taluma").answers
    once = {(row["institution"], row["item"], row["respondent_role"], row["date"]) for row in rows}

    assert len(once) == len(rows)
    assert len({row["institution"] for row in rows}) == 38
    assert len({row["item"] for row in rows}) == 64
    assert {row["item"] for row in rows if not re.fullmatch(r"D([1-9]|10)\.[1-8]", row["item"])} == set()


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_line_of_the_budget_stands_once_for_a_year(country):
    rows = [(row["line"], row["year"]) for row in folder_of(country).budget]

    assert len(set(rows)) == len(rows) > 0


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.parent.name)
def test_every_story_can_be_told_by_people_who_are_roles(path):
    story = read_story(path, licences=EXAMPLES / "licences")

    assert [commit.author for commit in story.commits if not ROLE.match(commit.author)] == []
    assert [commit.ago for commit in story.commits] == sorted((commit.ago for commit in story.commits), reverse=True)
    assert set(story.files) == {name for commit in story.commits for name in commit.writes}


def test_every_address_of_the_examples_is_invented():
    offences = []
    for name, text in texts().items():
        hosts = {urlsplit(found.rstrip(".:")).hostname or "" for found in ADDRESS.findall(text)}
        mails = set(EMAIL.findall(text))
        offences += [
            f"{name}: {host}" for host in hosts | mails if not host.endswith(".example") and host not in PUBLIC
        ]

    hold_rule(sorted(offences))


def test_the_examples_are_small():
    sizes = {path: path.stat().st_size for path in committed_files() if path.is_relative_to(EXAMPLES)}

    assert sum(sizes.values()) < LARGEST


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.csv")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_tables_are_plain(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if cell != cell.strip()] == []
