"""code.json: five variants, two versions, one score."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ospolis.engines.metadata import (
    Contact,
    Dependency,
    Description,
    Licence,
    MetadataReading,
    Organisation,
    Record,
    read_metadata,
    shipped_vocabulary,
)
from ospolis.engines.metadata.codejson_rules import RELEASE_2
from ospolis.engines.metadata.codejson_score import score_release
from ospolis.engines.metadata.codejson_usage import read_exemption_text, read_usage, upgrade_project
from ospolis.engines.metadata.nodes import read_json_tree
from ospolis.engines.metadata.rules import check_tree

PROJECT = {
    "name": "Tool",
    "description": "Counts things.",
    "license": "https://www.gnu.org/licenses/gpl-3.0.html",
    "openSourceProject": 1,
    "governmentWideReuseProject": 0,
    "closedProject": 0,
    "exemption": None,
    "exemptionText": None,
    "tags": ["count"],
    "languages": ["Go"],
    "contact": {"email": "a@example.org", "phone": "1"},
    "repository": "https://example.org/tool",
    "homepage": None,
    "agency": {"name": "Agency"},
    "partners": [{"name": "P", "email": "p@example.org"}],
    "updated": {"sourceCodeLastModified": "2017-02-30", "metadataLastUpdated": "2017-03-01"},
}
RELEASE = {
    "name": "Tool",
    "version": "2",
    "organization": "Office",
    "description": "Counts things.",
    "permissions": {
        "licenses": [
            {"name": "MIT", "URL": "https://example.org/LICENSE"},
            {"name": "", "URL": "https://opensource.org/licenses/MIT"},
        ],
        "usageType": "openSource",
        "exemptionText": None,
    },
    "tags": ["count"],
    "contact": {"email": "a@example.org", "name": "Team"},
    "status": "Production",
    "vcs": "git",
    "repositoryURL": "https://example.org/tool",
    "homepageURL": "https://example.org",
    "downloadURL": "https://example.org/zip",
    "disclaimerText": "As is.",
    "languages": ["Go", "C"],
    "laborHours": 12.5,
    "relatedCode": [{"name": "R", "URL": "https://example.org/r"}],
    "reusedCode": [{"name": "U"}, {"URL": "https://example.org/u"}, {}],
    "partners": [{"name": "P"}, {}],
    "date": {"created": "2016-01-01", "lastModified": "2017-01-01T10:00:00Z", "metadataLastUpdated": ""},
}
REPOSITORY = {
    "name": "Tool",
    "description": "Counts things.",
    "longDescription": "Counts. " * 30,
    "status": "Beta",
    "permissions": {
        "licenses": [{"name": "Other", "URL": "https://spdx.org/licenses/EUPL-1.2.html"}],
        "usageType": ["openSource", "governmentWideReuse"],
        "exemptionText": None,
    },
    "organization": "Office",
    "repositoryURL": "https://example.org/tool",
    "repositoryVisibility": "public",
    "vcs": "git",
    "laborHours": 0,
    "reuseFrequency": {"forks": 1},
    "languages": ["Go"],
    "maintenance": "internal",
    "contractNumber": ["7"],
    "SBOM": "None",
    "date": {"created": "2016-01-01T00:00:00Z"},
    "tags": ["count"],
    "contact": {"email": "a@example.org", "name": "Team"},
    "feedbackMechanism": "https://example.org/issues",
    "AIUseCaseID": "0",
    "localisation": True,
    "projects": ["A project"],
}


def inventory(*releases: Any) -> dict[str, Any]:
    return {
        "version": "2.0.0",
        "agency": "Agency",
        "measurementType": {"method": "projects"},
        "releases": list(releases),
    }


def read(content: Any) -> MetadataReading:
    return read_metadata(json.dumps(content).encode(), name="code.json")


def remarks(content: Any) -> list[tuple[str, str, str]]:
    return [(one.path, one.code, one.level) for one in read(content).problems]


@pytest.mark.parametrize(
    ("content", "variant", "verdict", "count"),
    [
        ({"version": "1.0.1", "projects": [PROJECT]}, "inventory-1", "valid", 1),
        (inventory(RELEASE | {"date": {}}), "inventory-2", "valid", 1),
        (inventory(), "inventory-2", "valid", 0),
        (inventory(REPOSITORY), "index-2", "valid", 1),
        ({key: value for key, value in REPOSITORY.items() if key != "longDescription"}, "repository-2", "valid", 1),
        (REPOSITORY, "repository-cms-2", "valid", 1),
        (RELEASE | {"date": {}}, "release-2", "valid", 1),
        ({"tier": {"admin": {"releases": [{"name": {"en": "Tool"}}, 7]}, "other": 1}}, "canada", "invalid", 1),
    ],
)  # fmt: skip
def test_variants_are_told_apart_by_shape(content, variant, verdict, count):
    reading = read(content)
    found = (reading.kind, reading.variant, reading.verdict, len(reading.records))
    assert found == (
        "code-json",
        variant,
        verdict,
        count,
    )


def test_a_release_becomes_a_record():
    record = read(inventory(RELEASE)).record
    assert record == Record(
        name="Tool",
        repository="https://example.org/tool",
        home="https://example.org",
        download="https://example.org/zip",
        summary="Counts things.",
        licence="MIT, MIT",
        licences=(Licence("MIT", "https://example.org/LICENSE"), Licence("MIT", "https://opensource.org/licenses/MIT")),
        organisation=Organisation("", "Office"),
        status="Production",
        version="2",
        release_date="2017-01-01",
        created="2016-01-01",
        tags=("count",),
        code_languages=("Go", "C"),
        related=("https://example.org/r",),
        depends_on=(
            Dependency("U", "reused"),
            Dependency("https://example.org/u", "reused", url="https://example.org/u"),
        ),
        usage=("openSource",),
        labour_hours=12.5,
        vcs="git",
        disclaimer="As is.",
        personal=(Contact("contact", "Team", "a@example.org"), Contact("partner", "P")),
    )
    assert record.lines["name"] == 1


def test_the_file_of_one_repository_becomes_a_record():
    record = read(REPOSITORY).record
    assert record is not None
    assert record.licences == (Licence("EUPL-1.2", "https://spdx.org/licenses/EUPL-1.2.html"),)
    assert record.descriptions == (Description("en", "Counts things.", ("Counts. " * 30).strip()),)
    assert (record.labour_hours, record.localisation_ready, record.contract_numbers) == (0.0, True, ("7",))
    assert (record.usage, record.visibility, record.issues) == (
        ("openSource", "governmentWideReuse"),
        "public",
        "https://example.org/issues",
    )


def test_a_licence_without_name_and_address_is_none():
    empty = REPOSITORY | {"permissions": {"licenses": [{"name": "", "URL": ""}, {}], "usageType": ["openSource"]}}

    record = read(empty).record

    assert record is not None
    assert record.licences == ()


def test_a_project_of_version_1_becomes_a_record():
    record = read({"projects": [PROJECT]}).record
    assert record is not None
    assert (record.licence, record.licences[0].url) == ("GPL-3.0", PROJECT["license"])
    assert (record.usage, record.labour_hours, record.organisation) == (
        ("openSource",),
        None,
        Organisation("", "Agency"),
    )
    assert record.release_date == ""
    closed = PROJECT | {"openSourceProject": 0, "closedProject": 1}
    record = read({"projects": [closed]}).record
    assert record is not None
    assert (record.usage, record.visibility) == ((), "private")


def test_localised_texts_are_read_in_english_or_french_or_as_they_come():
    texts = {"name": {"fr": "Outil"}, "description": {"de": "Werkzeug"}, "tags": {"en": ["a"], "fr": ["b"]}}
    texts |= {"licenses": [{"URL": {"en": "https://www.apache.org/licenses/LICENSE-2.0"}}], "agency": {}}
    record = read({"tier": {"admin": {"releases": [texts]}}}).record
    assert record is not None
    assert (record.name, record.summary, record.tags, record.licence) == ("Outil", "Werkzeug", ("a",), "Apache-2.0")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (None, None),
        (0, 0.0),
        (3, 3.0),
        ("1,200", 1200.0),
        ("many", None),
        (-1, None),
        (True, None),
        ([1], None),
        ("1e999", None),
    ],
)
def test_labour_hours_keep_none_and_zero_apart(hours, expected):
    record = read(inventory(RELEASE | {"laborHours": hours})).record
    assert record is not None
    assert record.labour_hours == expected


@pytest.mark.parametrize("one", [1, "1", True])
@pytest.mark.parametrize(
    ("changes", "usage"),
    [
        ({"openSourceProject": "ONE"}, "openSource"),
        ({"governmentWideReuseProject": "ONE"}, "governmentWideReuse"),
        ({"exemption": 1}, "exemptByLaw"),
        ({"exemption": "2"}, "exemptByNationalSecurity"),
        ({"exemption": 3}, "exemptByAgencySystem"),
        ({"exemption": 4}, "exemptByAgencyMission"),
        ({"exemption": 5}, "exemptByCIO"),
        ({"exemption": 9}, ""),
        ({}, ""),
    ],
)
def test_the_usage_of_version_1_in_the_words_of_version_2(one, changes, usage):
    project = (
        PROJECT | {"openSourceProject": 0} | {key: one if value == "ONE" else value for key, value in changes.items()}
    )
    tree = read_json_tree(json.dumps(project).encode())
    assert read_usage(tree) == usage
    assert bool(read_exemption_text(tree)) is usage.startswith("exempt")
    assert upgrade_project(tree)["permissions"]["usageType"] == (usage or None)


def test_the_author_s_reason_survives_the_upgrade():
    project = PROJECT | {"openSourceProject": 0, "exemption": 3, "exemptionText": "Our own reason."}
    release = upgrade_project(read_json_tree(json.dumps(project).encode()))
    assert release["permissions"] == {
        "licenses": [{"name": "", "URL": PROJECT["license"]}],
        "usageType": "exemptByAgencySystem",
        "exemptionText": "Our own reason.",
    }
    assert release["laborHours"] is None
    assert release["contact"] == {"email": "a@example.org", "phone": "1"}
    assert release["partners"] == [{"name": "P", "email": "p@example.org"}]


def test_an_upgraded_project_lacks_only_the_hours():
    project = PROJECT | {"updated": {}, "license": "https://opensource.org/licenses/MIT"}
    release = upgrade_project(read_json_tree(json.dumps(project).encode()))
    problems = check_tree(read_json_tree(json.dumps(release).encode()), RELEASE_2, shipped_vocabulary())
    assert [(one.path, one.code) for one in problems] == [("laborHours", "missing")]
    bare = upgrade_project(read_json_tree(b'{"name": "x"}'))
    assert (bare["permissions"]["licenses"], bare["partners"]) == (None, [])


def test_releases_that_are_texts_do_not_stop_the_file():
    reading = read(inventory("text", RELEASE | {"date": {}}, 7))
    assert [(one.path, one.code) for one in reading.problems] == [
        ("releases[0]", "wrong-type"),
        ("releases[2]", "wrong-type"),
    ]
    assert [record.name for record in reading.records] == ["Tool"]


def test_problems_name_the_place():
    text = json.dumps(inventory(RELEASE | {"laborHours": None, "tags": "a", "status": "Done"}), indent=1)
    problems = read_metadata(text.encode(), name="code.json").problems
    assert [(one.path, text.splitlines()[one.line - 1].split(":")[0].strip(), one.code) for one in problems] == [
        ("releases[0].tags", '"tags"', "wrong-type"),
        ("releases[0].status", '"status"', "not-allowed"),
        ("releases[0].date.lastModified", '"lastModified"', "not-allowed"),
        ("releases[0].laborHours", '"laborHours"', "missing"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"laborHours": "1"}, [("laborHours", "wrong-type", "error")]),
        ({"SBOM": "none"}, [("SBOM", "not-allowed", "error")]),
        ({"AIUseCaseID": 0}, [("AIUseCaseID", "wrong-type", "error")]),
        ({"date": {"created": "2016-01-01"}}, [("date.created", "not-allowed", "error")]),
        ({"contact": {"phone": "1"}}, [("contact.phone", "unknown-key", "error")]),
        (
            {"permissions": {"licenses": [{"name": "EUPL-1.2", "URL": "x"}], "usageType": ["exemptByLaw"]}},
            [
                ("permissions.licenses[0].name", "not-allowed", "error"),
                ("permissions.licenses[0].URL", "not-allowed", "error"),
                ("permissions.usageType[0]", "not-allowed", "error"),
                ("permissions.exemptionText", "no-reason", "warning"),
            ],
        ),
    ],
)
def test_the_schema_of_one_repository(changes, expected):
    assert remarks(REPOSITORY | changes) == expected


def test_an_exemption_needs_a_reason_in_an_inventory_too():
    bare = {"permissions": {"licenses": None, "usageType": "exemptByCIO"}, "date": {}}
    assert remarks(inventory(RELEASE | bare)) == [("releases[0].permissions.exemptionText", "no-reason", "warning")]
    assert remarks(inventory(RELEASE | {"permissions": None, "date": {}}))[0] == (
        "releases[0].permissions",
        "missing",
        "error",
    )


def test_the_quality_score_is_the_sum_of_its_lines():
    # name 10, description 2 words 0, usage 10, tags 1 of 10 points 4, e-mail 10, repository 10, languages 10, hours 10,
    # licence name 7, homepage 7, organisation 5, exemption (open) 5, contact name 5, status 5, vcs 5,
    # created 5, modified 5, download 3, disclaimer text 3, version 1, licence URL 1, related name and URL 2,
    # reused name and URL 2, partner name 1 = 126; 126 / 159 x 10 = 7.92
    score = score_release(read_json_tree(json.dumps(RELEASE).encode()), shipped_vocabulary())
    assert sum(line.possible for line in score.lines) == 159
    assert sum(line.reached for line in score.lines) == 126
    assert (round(score.score, 2), score.band) == (7.92, "green")


@pytest.mark.parametrize(
    ("changes", "field", "reached"),
    [
        ({"description": "one two three"}, "description", 3),
        ({"description": "w " * 10}, "description", 5),
        ({"description": "w " * 20}, "description", 8),
        ({"description": "w " * 30}, "description", 10),
        ({"name": "one two three", "description": "one two three"}, "description", 0),
        ({"tags": []}, "tags", 0),
        ({"tags": ["a", "b"]}, "tags", 6),
        ({"tags": ["a", "b", "c", "d"]}, "tags", 10),
        ({"permissions": {"usageType": "governmentWideReuse"}}, "permissions.usageType", 5),
        ({"permissions": {"usageType": "exemptByCIO"}}, "permissions.usageType", 1),
        ({"permissions": {"usageType": "exemptByCIO"}}, "permissions.exemptionText", 0),
        ({"permissions": {"usageType": "exemptByCIO", "exemptionText": "Why."}}, "permissions.exemptionText", 5),
        ({"permissions": {"usageType": "what"}}, "permissions.usageType", 0),
        ({"permissions": {}}, "permissions.usageType", 0),
        ({"repositoryURL": "private"}, "repositoryURL", 0),
        ({"laborHours": 0}, "laborHours", 0),
        ({"laborHours": "7"}, "laborHours", 0),
        ({"laborHours": [7]}, "laborHours", 0),
    ],
)
def test_lines_of_the_score(changes, field, reached):
    score = score_release(read_json_tree(json.dumps(RELEASE | changes).encode()), shipped_vocabulary())
    assert [round(line.reached, 6) for line in score.lines if line.field == field] == [reached]


def test_the_score_has_three_bands():
    assert score_release(read_json_tree(b"{}"), shipped_vocabulary()).band == "red"
    some = {
        key: RELEASE[key]
        for key in ("name", "permissions", "tags", "contact", "repositoryURL", "languages", "laborHours")
    }
    assert score_release(read_json_tree(json.dumps(some).encode()), shipped_vocabulary()).band == "orange"
