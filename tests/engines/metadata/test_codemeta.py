"""CodeMeta by fixed keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ospolis.engines.metadata import Contact, Dependency, Licence, Organisation, Record, convert, read_metadata
from ospolis.engines.metadata.codemeta import write_codemeta

SOFTWARE = {
    "@context": "https://w3id.org/codemeta/3.0",
    "@type": "SoftwareSourceCode",
    "name": "Tool",
    "description": "Counts things.",
    "codeRepository": "https://example.org/tool",
    "url": "https://example.org",
    "license": ["https://spdx.org/licenses/MIT", {"@id": "https://example.org/LICENSE"}, "EUPL-1.2"],
    "version": "3",
    "dateModified": "2026-01-02T00:00:00Z",
    "dateCreated": "2020-01-01",
    "developmentStatus": "active",
    "programmingLanguage": [{"@type": "ComputerLanguage", "name": "Go"}, "C"],
    "operatingSystem": "Windows, Linux",
    "applicationCategory": "Library",
    "keywords": "count; things",
    "softwareRequirements": "Node.js",
    "isBasedOn": "https://example.org/old",
    "isPartOf": {"name": "Suite"},
    "issueTracker": "https://example.org/issues",
    "copyrightHolder": [{"@type": "Person", "name": "Ada"}, {"@type": "Organization", "name": "City"}],
    "publisher": [{}, {"@type": "Organization", "@id": "https://city.example/", "name": "City"}],
    "maintainer": {"@type": "Person", "givenName": "Ada", "familyName": "Example", "email": "a@example.org"},
    "author": [{"type": "Person", "name": "Bo"}, {"@type": "Organization", "name": "Team"}],
}


def read(content: Any) -> Record:
    record = read_metadata(json.dumps(content).encode(), name="codemeta.json").record
    assert record is not None
    return record


def remarks(content: Any) -> list[tuple[str, str, str]]:
    problems = read_metadata(json.dumps(content).encode(), name="codemeta.json").problems
    return [(one.path, one.code, one.level) for one in problems]


def test_a_record_is_read_by_its_keys():
    assert remarks(SOFTWARE) == []
    assert read(SOFTWARE) == Record(
        name="Tool",
        repository="https://example.org/tool",
        home="https://example.org",
        summary="Counts things.",
        licence="MIT, https://example.org/LICENSE, EUPL-1.2",
        licences=(
            Licence("MIT", "https://spdx.org/licenses/MIT"),
            Licence("", "https://example.org/LICENSE"),
            Licence("EUPL-1.2"),
        ),
        copyright_owner="City",
        organisation=Organisation("https://city.example/", "City"),
        status="stable",
        version="3",
        release_date="2026-01-02",
        created="2020-01-01",
        platforms=("Linux", "Windows"),
        categories=("Library",),
        tags=("count", "things"),
        code_languages=("Go", "C"),
        depends_on=(Dependency("Node.js", "open"),),
        is_based_on=("https://example.org/old",),
        suite="Suite",
        issues="https://example.org/issues",
        personal=(Contact("maintainer", "Ada Example", "a@example.org"), Contact("author", "Bo")),
    )


def test_prefixed_keys_are_read():
    content = {
        "@context": "https://raw.example/codemeta/codemeta.jsonld",
        "type": "schema:SoftwareApplication",
        "schema:name": "Tool",
        "schema:downloadUrl": "https://example.org/zip",
        "hasSourceCode": {"codemeta:codeRepository": "https://example.org/tool"},
    }
    record = read(content)
    assert (record.name, record.download, record.repository) == (
        "Tool",
        "https://example.org/zip",
        "https://example.org/tool",
    )
    assert remarks(content) == []


@pytest.mark.parametrize(
    ("context", "version"),
    [
        ("https://doi.org/10.5063/schema/codemeta-2.0", "2.0"),
        ("https://w3id.org/codemeta/3.1", "3.1"),
        (["https://w3id.org/codemeta/v3", {"a": "b"}], ""),
    ],
)
def test_the_version_is_that_of_the_context(context, version):
    reading = read_metadata(json.dumps(SOFTWARE | {"@context": context}).encode(), name="x.json")
    assert (reading.kind, reading.version) == ("codemeta", version)


def test_what_other_readers_would_lose_is_named():
    content = {"@context": "https://w3id.org/codemeta/3.0", "nam": "x", "codeRepository": "git@example.org:x.git"}
    assert remarks(content) == [
        ("@type", "missing", "error"),
        ("name", "missing", "error"),
        ("nam", "unknown-key", "warning"),
        ("codeRepository", "not-allowed", "error"),
    ]


def test_a_record_of_schema_org_counts_when_it_is_software():
    assert read({"@context": "http://schema.org", "@type": "Code", "name": "Tool"}).name == "Tool"
    other = json.dumps({"@context": "http://schema.org", "@type": "Event", "name": "Fair"}).encode()
    assert read_metadata(other, name="x.json").kind == "unknown"
    odd = json.dumps({"@context": "http://other.example", "@type": "Code"}).encode()
    assert read_metadata(odd, name="x.json").kind == "unknown"


def test_what_is_written_is_read_back():
    record = read(SOFTWARE)
    kept = convert(record, "codemeta")
    assert [loss.field for loss in kept.losses] == ["personal"]
    again = json.loads(write_codemeta(Record(name="Tool", licence="MIT")))
    assert again == {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": "Tool",
        "license": "https://spdx.org/licenses/MIT",
    }
    assert json.loads(write_codemeta(Record(organisation=Organisation("https://x.example"))))["@type"]
