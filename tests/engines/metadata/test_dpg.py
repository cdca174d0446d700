"""The registry of digital public goods in both forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ospolis.engines.metadata import Description, Licence, MetadataReading, Organisation, Record, read_metadata

STATIC = {
    "id": "tool",
    "name": "Tool",
    "description": "Counts things.",
    "website": "https://example.org",
    "license": [{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}],
    "SDGs": [{"SDGNumber": 3}, {"SDGNumber": 17}, {"SDGNumber": 99}, {"SDGNumber": ""}],
    "sectors": ["Health"],
    "type": ["software"],
    "repositories": [{"name": "main", "url": "https://example.org/tool"}],
    "organizations": [
        {"name": "Funder", "org_type": "funder", "contact_email": "f@example.org"},
        {"name": "Owner", "website": "https://owner.example", "org_type": "owner", "contact_name": "Ada Example"},
    ],
    "stage": "DPG",
    "locations": {"deploymentCountries": ["Norway"]},
}
LIVE = {
    "dpgid": "GID0090000",
    "name": "Tool",
    "description": "Counts things.",
    "categories": ["Open Software"],
    "repositories": [
        {"url": "Main: https://example.org/a, tools (https://example.org/b). Old https://example.org/a"},
        "see https://example.org/c; nothing else",
    ],
    "openlicenses": [{"openLicense": "Apache-2.0", "openLicenseEvidenceURLs": "https://example.org/LICENSE"}],
    "sdgs": {"sdg": ["SDG3: Good Health", {"sdg": "SDG4: Quality Education"}, "none"]},
    "organizations": [{"name": "Team", "website": "not an address"}],
}


def read(content: Any) -> MetadataReading:
    return read_metadata(json.dumps(content).encode(), name="record.json")


def test_the_static_form_becomes_a_record_without_contacts():
    reading = read(STATIC)
    assert (reading.kind, reading.variant, reading.verdict) == ("dpg", "static", "valid")
    assert reading.record == Record(
        name="Tool",
        repository="https://example.org/tool",
        repositories=("https://example.org/tool",),
        home="https://example.org",
        summary="Counts things.",
        descriptions=(Description("en", long="Counts things."),),
        licence="MIT",
        licences=(Licence("MIT", "https://example.org/LICENSE"),),
        organisation=Organisation("https://owner.example", "Owner"),
        status="DPG",
        categories=("software",),
        tags=("Health",),
        sdgs=(3, 17),
        countries=("Norway",),
    )
    assert "Ada" not in repr(reading)
    assert "@" not in repr(reading)


def test_the_live_form_gives_every_address_and_guesses_none():
    reading = read({"data": [LIVE]})
    record = reading.record
    assert record is not None
    assert (reading.variant, reading.verdict) == ("live", "valid")
    assert record.repositories == ("https://example.org/a", "https://example.org/b", "https://example.org/c")
    assert (record.repository, record.sdgs, record.licence) == ("", (3, 4), "Apache-2.0")
    assert (record.categories, record.organisation) == (("Open Software",), Organisation("", "Team"))


def test_a_list_gives_one_record_each_and_passes_over_what_is_none():
    reading = read([STATIC, "text", {"name": "no record"}, LIVE])
    assert ([record.name for record in reading.records], reading.variant) == (["Tool", "Tool"], "live")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, [("name", "missing", "error")]),
        ({"repositories": []}, [("repositories", "missing", "warning")]),
        ({"repositories": "https:// nothing"}, [("repositories", "missing", "warning")]),
        ({"license": []}, [("license", "missing", "warning")]),
        ({"license": [{"spdx": "Own"}, {}]}, [("license", "not-allowed", "warning")]),
        ({"type": ["car"]}, [("type", "not-allowed", "warning")]),
        ({"organizations": [], "description": None}, [("description", "missing", "error")]),
    ],
)
def test_gaps_are_named(changes, expected):
    problems = read(STATIC | changes).problems
    assert [(one.path, one.code, one.level) for one in problems] == expected
    assert [one.path for one in read([STATIC | changes]).problems] == [f"[0].{one[0]}" for one in expected]
