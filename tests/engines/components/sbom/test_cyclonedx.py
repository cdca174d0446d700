"""CycloneDX JSON and XML: what lands, and what is remarked."""

from __future__ import annotations

import json

import pytest

from ospolis.engines.components.component import (
    Component,
    Edge,
    Evidence,
    Hash,
    Licence,
    LicenceState,
    Relation,
    Scope,
)
from ospolis.engines.components.diagnostic import Diagnostic, Level
from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import (
    Counts,
    Gap,
    Reading,
    SbomLimits,
    Status,
    Tool,
    Verdict,
    Vulnerability,
    Why,
)

CPE = "cpe:2.3:a:acme:lib:1.0:*:*:*:*:*:*:*"
MD5 = "d41d8cd98f00b204e9800998ecf8427e"
WHOLE = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "version": 3,
    "metadata": {
        "timestamp": "2026-01-31T12:00:00Z",
        "lifecycles": [{"phase": "build"}, {"name": "own phase"}],
        "tools": {
            "components": [
                {"type": "application", "name": "gen", "version": "2", "publisher": "Acme <x@acme.example>"}
            ],
            "services": [{"name": "portal"}],
        },
        "authors": [{"name": "Kim (kim@acme.example)", "email": "kim@acme.example"}, {"email": "x@acme.example"}],
        "supplier": {"name": "Acme"},
        "component": {
            "type": "application",
            "name": "portal",
            "bom-ref": "root",
            "components": [{"type": "file", "name": "start.js", "bom-ref": "start"}],
        },
        "properties": [{"name": "generator:depth", "value": "2"}],
    },
    "components": [
        {
            "type": "library",
            "bom-ref": "a",
            "group": "acme",
            "name": "lib",
            "version": "1.0",
            "purl": "pkg:npm/acme/Lib@1.0",
            "cpe": CPE,
            "scope": "required",
            "hashes": [{"alg": "MD5", "content": MD5.upper()}],
            "licenses": [
                {"license": {"id": "MIT", "acknowledgement": "declared"}},
                {"license": {"name": "Apache licence", "acknowledgement": "concluded"}},
            ],
            "supplier": {"name": "Acme", "contact": [{"email": "x@acme.example"}]},
            "description": "A library",
            "author": "Kim",
            "copyright": "2026 Acme",
            "pedigree": {"commits": [{"uid": "1", "author": {"name": "Kim", "email": "kim@acme.example"}}]},
            "components": [{"type": "library", "name": "inner", "version": "0.1", "bom-ref": "b"}],
        },
        {"type": "library", "name": "dev", "properties": [{"name": "cdx:npm:package:development", "value": "true"}]},
    ],
    "services": [{"bom-ref": "s", "name": "api", "services": [{"bom-ref": "s2", "name": "deeper"}]}],
    "dependencies": [
        {"ref": "root", "dependsOn": ["a"]},
        {"ref": "a", "dependsOn": ["b", "s2"], "provides": ["start"]},
    ],
    "compositions": [{"aggregate": "incomplete", "assemblies": ["a"], "dependencies": ["b"]}],
    "externalReferences": [{"type": "website", "url": "https://acme.example"}],
}


def read(value: object, **options: object) -> Reading:
    return read_sbom(json.dumps(value).encode(), name="bom.json", **options)


def listing(*components: object, **fields: object) -> Reading:
    return read({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components, **fields})


def one(**fields: object) -> Component:
    return listing({"type": "library", "name": "a", **fields}).components[0]


def test_a_whole_document_lands_field_by_field():
    reading = read(WHOLE, normalise_licence={"Apache licence": "Apache-2.0"}.get)
    document = reading.document
    assert reading.verdict is Verdict.VALID
    assert (document.format, document.version, document.syntax) == ("CycloneDX", "1.6", "JSON")
    assert (document.identity, document.revision, document.name) == (WHOLE["serialNumber"], 3, "portal")
    assert document.created == "2026-01-31T12:00:00Z"
    assert document.authors == ("Kim", "Acme")
    assert document.tools == (Tool("gen", "2", "Acme"), Tool("portal"))
    assert document.options == (("lifecycle", "build"), ("lifecycle", "own phase"), ("generator:depth", "2"))
    assert document.completeness == (("incomplete", ("a", "b")),)
    assert [key for key, _ in document.extra] == ["services", "compositions", "externalReferences"]
    # four components; one has a licence, one a purl, and lib has a remark on its purl's capital letter
    assert reading.counts == Counts(3, 1, 0, 6, 1, 1, {"purl-upper-case": 1})


def test_components_land_field_by_field_with_their_place_in_the_tree():
    reading = read(WHOLE, normalise_licence={"Apache licence": "Apache-2.0"}.get)
    assert reading.components[1] == Component(
        name="lib",
        version="1.0",
        group="acme",
        type="library",
        ref="a",
        purl="pkg:npm/acme/lib@1.0",
        purl_original="pkg:npm/acme/Lib@1.0",
        cpe=CPE,
        scope=Scope.RUNTIME,
        relation=Relation.DIRECT,
        declared=Licence(LicenceState.STATED, "MIT", ("MIT",)),
        concluded=Licence(LicenceState.STATED, "Apache-2.0", ("Apache licence",)),
        supplier="Acme",
        description="A library",
        hashes=(Hash("MD5", MD5),),
        evidence=(Evidence("bom.json", pointer="/components/0"),),
        extra=(("copyright", "2026 Acme"), ("pedigree", {"commits": [{"uid": "1"}]})),
    )
    assert [(row.name, row.parent, row.relation.value, row.scope.value) for row in reading.components] == [
        ("start.js", "root", "unknown", "unknown"),
        ("lib", "", "direct", "runtime"),
        ("inner", "a", "transitive", "unknown"),
        ("dev", "", "unknown", "development"),
    ]
    assert set(reading.edges) == {
        Edge("root", "start", "contains"),
        Edge("a", "b", "contains"),
        Edge("root", "a"),
        Edge("a", "b"),
        Edge("a", "s2"),
        Edge("a", "start", "provides"),
    }


def test_no_address_of_a_person_is_kept():
    reading = read(WHOLE)
    assert "@acme" not in repr(reading)
    assert "Kim" not in repr(reading.components)


def test_what_is_missing_is_named_with_its_reason():
    reading = read(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "components": [
                {"type": "library", "name": "a", "version": "", "bom-ref": "a"},
                {"type": "library", "name": "b", "version": "1", "supplier": {}, "purl": "nonsense", "bom-ref": "b"},
                {"type": "library", "name": "c", "version": ["1"], "publisher": "NOASSERTION", "bom-ref": "c"},
                {"type": "library", "bom-ref": "d"},
            ],
        }
    )
    assert reading.gaps == (
        Gap("supplier", Why.ABSENT, 1, ("a",)),
        Gap("supplier", Why.EMPTY, 1, ("b",)),
        Gap("name", Why.ABSENT, 1, ("/components/3",)),
        Gap("version", Why.EMPTY, 1, ("a",)),
        Gap("version", Why.UNREADABLE, 1, ("c",)),
        Gap("identifier", Why.ABSENT, 2, ("a", "c")),
        Gap("identifier", Why.UNREADABLE, 1, ("b",)),
        Gap("relation", Why.ABSENT, 3, ("a", "b", "c")),
        Gap("author", Why.ABSENT, 1, ("",)),
        Gap("time", Why.ABSENT, 1, ("",)),
    )


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ([], Licence()),
        ([{"license": {"id": "MIT"}}], Licence(LicenceState.STATED, "MIT", ("MIT",))),
        ([{"expression": "MIT OR Zlib"}], Licence(LicenceState.STATED, "MIT OR Zlib", ("MIT OR Zlib",))),
        ([{"license": {"name": "Our terms"}}], Licence(LicenceState.STATED, "", ("Our terms",))),
        ([{"license": {"name": "NOASSERTION"}}], Licence(LicenceState.NOASSERTION, "", ("NOASSERTION",))),
        ([{"license": {"name": "NONE"}}], Licence(LicenceState.NONE, "", ("NONE",))),
        ([{"expression": "NONE"}], Licence(LicenceState.NONE, "", ("NONE",))),
        ([{"license": {}}], Licence()),
        (
            [{"license": {"id": "MIT"}}, {"license": {"id": "Zlib"}}],
            Licence(LicenceState.STATED, "", ("MIT", "Zlib")),
        ),
        ([{"license": {"id": "MIT"}}, {"license": {"id": "MIT"}}], Licence(LicenceState.STATED, "MIT", ("MIT",))),
    ],
)
def test_licences_have_four_states_and_are_never_joined_by_guess(licenses, expected):
    assert one(licenses=licenses).declared == expected
    assert one(licenses=licenses).concluded == Licence()


def test_several_licences_without_a_word_between_them_are_remarked_with_a_remedy():
    reading = listing({"type": "library", "name": "a", "licenses": [{"license": {"id": i}} for i in ("MIT", "Zlib")]})
    assert reading.diagnostics[0] == Diagnostic(
        code="licences-not-joined",
        message="2 licences are listed without AND or OR: MIT, Zlib.",
        level=Level.WARNING,
        path="/components/0/licenses",
        fix="Ask the supplier, then write one expression.",
    )
    assert (reading.counts.accepted, reading.counts.with_remarks) == (0, 1)


def test_each_component_is_accepted_remarked_or_refused_for_itself():
    reading = listing(
        {"type": "library", "name": "good"},
        {"type": "library", "purl": "pkg:npm/fromurl@1"},
        {"type": "library", "components": [{"type": "library", "name": "inner of a nameless one"}]},
        "no object",
        {
            "type": "library",
            "name": "odd",
            "purl": "nonsense",
            "hashes": [{"alg": "CRC", "content": "1"}, {"alg": "MD5", "content": "x"}],
        },
    )
    assert reading.verdict is Verdict.USABLE
    assert [row.name for row in reading.components] == ["good", "fromurl", "inner of a nameless one", "odd"]
    assert (reading.counts.accepted, reading.counts.with_remarks, reading.counts.refused) == (2, 2, 1)
    codes = {code for code in reading.counts.remarks if not code.startswith(("field", "schema", "wrong"))}
    assert codes == {"name-missing", "component-refused", "purl-invalid", "hash-invalid", "no-subject"}


def test_a_subject_without_a_name_is_an_error_and_the_rest_is_read():
    reading = listing({"type": "library", "name": "a"}, metadata={"component": {"type": "application"}})
    assert (reading.verdict, reading.document.subject, len(reading.components)) == (Verdict.USABLE, None, 1)
    assert reading.counts.remarks["subject-unreadable"] == 1


def test_the_same_reference_twice_gives_two_references():
    rows = [{"type": "library", "name": name, "bom-ref": "x"} for name in "abc"]
    taken = {"type": "library", "name": "d", "bom-ref": "x#component-2"}
    reading = listing(taken, *rows)
    assert [row.ref for row in reading.components] == ["x#component-2", "x", "x#component-3", "x#component-4"]
    again = listing(rows[0], {"type": "library", "name": "z", "bom-ref": "x#component-3"}, rows[1])
    assert [row.ref for row in again.components] == ["x", "x#component-3", "x#component-3#"]


def test_texts_that_are_too_long_are_left_out_and_named():
    limits = SbomLimits(string=20)
    reading = read(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "components": [{"type": "library", "name": "a", "description": "d" * 21, "copyright": "c" * 21}],
        },
        limits=limits,
    )
    assert reading.verdict is Verdict.USABLE
    assert (reading.components[0].description, reading.components[0].extra) == ("", ())
    errors = [row.message for row in reading.diagnostics if row.level == "error"]
    assert errors == ["description has 21 characters; at most 20 are kept. Limit: string."]


def test_our_own_properties_come_back_as_fields():
    found = listing(
        {
            "type": "library",
            "name": "a",
            "bom-ref": "a",
            "properties": [
                {"name": "ospolis:scope", "value": "build"},
                {"name": "ospolis:versionRange", "value": "vers:npm/>=1"},
                {"name": "ospolis:edge:static_link", "value": "b"},
                {"name": "other", "value": "kept"},
            ],
        },
        {"type": "library", "name": "b", "bom-ref": "b"},
    )
    assert (found.components[0].scope, found.components[0].version_range) == (Scope.BUILD, "vers:npm/>=1")
    assert found.components[0].extra == (("properties", [{"name": "other", "value": "kept"}]),)
    assert found.edges == (Edge("a", "b", "static_link"),)


def test_an_unknown_version_is_an_error_and_the_list_is_read_with_the_newest():
    for version in ("9.9", 16):
        reading = read(
            {"bomFormat": "CycloneDX", "specVersion": version, "components": [{"type": "library", "name": "a"}]}
        )
        assert (reading.verdict, len(reading.components)) == (Verdict.USABLE, 1)
        assert reading.counts.remarks["unknown-version"] == 1


def test_a_list_without_its_mark_is_still_recognised():
    reading = read({"specVersion": "1.5", "components": [{"type": "library", "name": "a"}]})
    assert (reading.verdict, reading.document.format, len(reading.components)) == (Verdict.USABLE, "CycloneDX", 1)


def test_older_tools_are_read():
    reading = listing(metadata={"tools": [{"vendor": "Acme", "name": "gen", "version": "1"}, {}]})
    assert reading.document.tools == (Tool("gen", "1", "Acme"),)


def test_statements_on_vulnerabilities_land():
    found = listing(
        vulnerabilities=[
            {
                "id": "CVE-2026-1",
                "source": {"name": "NVD"},
                "ratings": [{"severity": "low", "score": 2}, {"severity": "high", "score": 7.5}, {"score": True}],
                "affects": [{"ref": "a"}, {"ref": "urn:cdx:x/1#b"}],
                "created": "2026-01-01T00:00:00Z",
                "analysis": {
                    "state": "not_affected",
                    "justification": "code_not_reachable",
                    "response": ["will_not_fix"],
                    "detail": "Never called",
                    "lastUpdated": "2026-02-01T00:00:00Z",
                },
            },
            {"id": "CVE-2026-2", "source": {"url": "https://nvd.example"}, "updated": "2026-03-01T00:00:00Z"},
        ]
    ).vulnerabilities
    assert found == (
        Vulnerability(
            "CVE-2026-1",
            source="NVD",
            severity="high",
            score=7.5,
            affects=("a", "urn:cdx:x/1#b"),
            status=Status.NOT_AFFECTED,
            justification="code_not_reachable",
            response=("will_not_fix",),
            statement="Never called",
            created="2026-01-01T00:00:00Z",
            updated="2026-02-01T00:00:00Z",
        ),
        Vulnerability("CVE-2026-2", source="https://nvd.example", updated="2026-03-01T00:00:00Z"),
    )
