"""SPDX 2 in its syntaxes: the same document gives the same components and edges."""

from __future__ import annotations

import json
from dataclasses import replace

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
from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import Gap, Reading, SbomLimits, Tool, Verdict, Why

SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
CPE = "cpe:2.3:a:acme:lib:1.0:*:*:*:*:*:*:*"
TAGS = f"""\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: portal-sbom
DocumentNamespace: https://office.example/portal
DocumentComment: <text>made
by hand</text>

# who and when
Creator: Tool: gen-2.1
Creator: Organization: Acme (info@acme.example)
Creator: Person: Kim
Created: 2026-01-31T12:00:00Z
LicenseListVersion: 3.24

PackageName: portal
SPDXID: SPDXRef-portal
PackageDownloadLocation: https://office.example/portal.git
FilesAnalyzed: false
PrimaryPackagePurpose: APPLICATION

PackageName: lib
SPDXID: SPDXRef-lib
PackageVersion: 1.0
PackageSupplier: Organization: Acme (info@acme.example)
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: true
PackageChecksum: SHA1: {SHA1}
PackageLicenseConcluded: LicenseRef-1
PackageLicenseDeclared: MIT OR Zlib
PackageCopyrightText: <text>2026 Acme</text>
PackageAttributionText: thanks
ExternalRef: PACKAGE-MANAGER purl pkg:npm/acme/lib@1.0
ExternalRef: SECURITY cpe23Type {CPE}

FileName: ./a.js
SPDXID: SPDXRef-file
LicenseConcluded: MIT

SnippetSPDXID: SPDXRef-snippet
SnippetName: part

PackageName: tested
SPDXID: SPDXRef-tested
PackageVersion: NOASSERTION
PackageDownloadLocation: NONE
PackageLicenseDeclared: NONE
PackageLicenseConcluded: NOASSERTION
PackageSupplier: NOASSERTION

LicenseID: LicenseRef-1
ExtractedText: <text>Do what you
want</text>
LicenseName: Our terms

Annotator: Person: Kim
SPDXREF: SPDXRef-lib

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-portal
Relationship: SPDXRef-lib RUNTIME_DEPENDENCY_OF SPDXRef-portal
Relationship: SPDXRef-tested TEST_DEPENDENCY_OF SPDXRef-lib
Relationship: SPDXRef-lib CONTAINS SPDXRef-file
Relationship: SPDXRef-lib OTHER SPDXRef-tested
Relationship: SPDXRef-tested DEPENDS_ON NONE
"""
JSON = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "portal-sbom",
    "documentNamespace": "https://office.example/portal",
    "comment": "made\nby hand",
    "creationInfo": {
        "created": "2026-01-31T12:00:00Z",
        "creators": ["Tool: gen-2.1", "Organization: Acme (info@acme.example)", "Person: Kim"],
        "licenseListVersion": "3.24",
    },
    "packages": [
        {
            "name": "portal",
            "SPDXID": "SPDXRef-portal",
            "downloadLocation": "https://office.example/portal.git",
            "filesAnalyzed": False,
            "primaryPackagePurpose": "APPLICATION",
        },
        {
            "name": "lib",
            "SPDXID": "SPDXRef-lib",
            "versionInfo": "1.0",
            "supplier": "Organization: Acme (info@acme.example)",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": True,
            "checksums": [{"algorithm": "SHA1", "checksumValue": SHA1}],
            "licenseConcluded": "LicenseRef-1",
            "licenseDeclared": "MIT OR Zlib",
            "copyrightText": "2026 Acme",
            "attributionTexts": ["thanks"],
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:npm/acme/lib@1.0",
                },
                {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": CPE},
            ],
        },
        {
            "name": "tested",
            "SPDXID": "SPDXRef-tested",
            "versionInfo": "NOASSERTION",
            "downloadLocation": "NONE",
            "licenseDeclared": "NONE",
            "licenseConcluded": "NOASSERTION",
            "supplier": "NOASSERTION",
        },
    ],
    "files": [{"fileName": "./a.js", "SPDXID": "SPDXRef-file"}],
    "snippets": [{"SPDXID": "SPDXRef-snippet"}],
    "hasExtractedLicensingInfos": [
        {"licenseId": "LicenseRef-1", "extractedText": "Do what you\nwant", "name": "Our terms"}
    ],
    "relationships": [
        {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
        for source, kind, target in (
            ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-portal"),
            ("SPDXRef-lib", "RUNTIME_DEPENDENCY_OF", "SPDXRef-portal"),
            ("SPDXRef-tested", "TEST_DEPENDENCY_OF", "SPDXRef-lib"),
            ("SPDXRef-lib", "CONTAINS", "SPDXRef-file"),
            ("SPDXRef-lib", "OTHER", "SPDXRef-tested"),
            ("SPDXRef-tested", "DEPENDS_ON", "NONE"),
        )
    ],
}


def read_tags(text: str, **options: object) -> Reading:
    return read_sbom(text.encode(), name="bom", **options)


def read_json_list(**fields: object) -> Reading:
    return read_sbom(json.dumps({**JSON, **fields}).encode(), name="bom")


def as_yaml(value: object, indent: str = "") -> str:
    """Enough YAML for the document above: JSON scalars, block maps, and lists of them."""
    if isinstance(value, dict):
        return "".join(
            f"{indent}{key}:\n{as_yaml(inner, indent + '  ')}"
            if isinstance(inner, dict | list)
            else f"{indent}{key}: {json.dumps(inner)}\n"
            for key, inner in value.items()
        )
    return "".join(
        f"{indent}-\n{as_yaml(inner, indent + '  ')}" if isinstance(inner, dict) else f"{indent}- {json.dumps(inner)}\n"
        for inner in value
    )


def test_a_whole_document_lands_field_by_field():
    reading = read_sbom(json.dumps(JSON).encode(), name="bom", normalise_licence={"Our terms": "Beerware"}.get)
    document = reading.document
    assert (reading.verdict, reading.diagnostics) == (Verdict.VALID, ())
    assert (document.format, document.version, document.syntax) == ("SPDX", "2.3", "JSON")
    assert (document.identity, document.name) == ("https://office.example/portal", "portal-sbom")
    assert (document.authors, document.tools) == (("Acme", "Kim"), (Tool("gen", "2.1"),))
    assert document.options == (("licenseListVersion", "3.24"),)
    assert document.subject == replace(reading.components[0], relation=Relation.UNKNOWN)


def test_packages_land_as_components_and_relationships_as_edges():
    reading = read_sbom(json.dumps(JSON).encode(), name="bom", normalise_licence={"Our terms": "Beerware"}.get)
    assert reading.components[1] == Component(
        name="lib",
        version="1.0",
        group="acme",
        ref="SPDXRef-lib",
        purl="pkg:npm/acme/lib@1.0",
        purl_original="pkg:npm/acme/lib@1.0",
        cpe=CPE,
        scope=Scope.RUNTIME,
        relation=Relation.DIRECT,
        declared=Licence(LicenceState.STATED, "MIT OR Zlib", ("MIT OR Zlib",)),
        concluded=Licence(LicenceState.STATED, "Beerware", ("Our terms",)),
        supplier="Acme",
        hashes=(Hash("SHA-1", SHA1),),
        evidence=(Evidence("bom", pointer="/packages/1"),),
        extra=(
            ("downloadLocation", "NOASSERTION"),
            ("filesAnalyzed", True),
            ("copyrightText", "2026 Acme"),
            ("attributionTexts", ["thanks"]),
        ),
    )
    tested = reading.components[2]
    assert (tested.scope, tested.relation, tested.version) == (Scope.TEST, Relation.TRANSITIVE, "")
    assert (tested.declared.state, tested.concluded.state) == (LicenceState.NONE, LicenceState.NOASSERTION)
    assert reading.edges == (
        Edge("SPDXRef-portal", "SPDXRef-lib"),
        Edge("SPDXRef-lib", "SPDXRef-tested"),
        Edge("SPDXRef-lib", "SPDXRef-file", "contains"),
        Edge("SPDXRef-lib", "SPDXRef-tested", "other"),
    )


def test_what_a_list_lacks_is_named_with_its_reason():
    assert read_json_list().gaps == (
        Gap("supplier", Why.ABSENT, 1, ("SPDXRef-portal",)),
        Gap("supplier", Why.NOASSERTION, 1, ("SPDXRef-tested",)),
        Gap("version", Why.ABSENT, 1, ("SPDXRef-portal",)),
        Gap("version", Why.NOASSERTION, 1, ("SPDXRef-tested",)),
        Gap("identifier", Why.ABSENT, 2, ("SPDXRef-portal", "SPDXRef-tested")),
    )


@pytest.mark.parametrize(("text", "syntax"), [(TAGS, "tag-value"), (as_yaml(JSON), "YAML")], ids=["tags", "yaml"])
def test_every_syntax_gives_the_same_components_and_edges(text, syntax):
    first, second = read_sbom(json.dumps(JSON).encode(), name="bom"), read_tags(text)
    assert (second.verdict, second.diagnostics, second.document.syntax) == (Verdict.VALID, (), syntax)
    rows = [[replace(one, extra=()) for one in reading.components] for reading in (first, second)]
    assert rows[0] == rows[1]
    assert (first.edges, first.gaps) == (second.edges, second.gaps)
    assert replace(first.document, syntax="", subject=None, extra=()) == replace(
        second.document, syntax="", subject=None, extra=()
    )


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    assert read_tags("\ufeff" + TAGS.replace("\n", "\r\n")).components == read_tags(TAGS).components


@pytest.mark.parametrize(
    ("added", "code", "line"),
    [
        ("no tag at all", "line-unreadable", 2),
        ("Relationship: SPDXRef-DOCUMENT DESCRIBES", "line-unreadable", 2),
        ("PackageName: a\nExternalRef: SECURITY cpe23Type", "line-unreadable", 3),
        ("PackageName: a\nPackageVersion: 1\nPackageVersion: 2", "repeated-element", 4),
        ("PackageName: a\nPackageComment: <text>never\nclosed", "text-not-closed", 3),
        ("PackageName: a\nPackageComment: " + "x" * 200, "string-too-long", 3),
        ("PackageName: a\nPackageComment: <text>" + "xxxx\n" * 60 + "</text>", "string-too-long", 3),
        ("PackageName: a\nPackageComment: a\x00b", "string-too-long", 3),
    ],
)
def test_errors_of_tag_value_have_their_line(added, code, line):
    reading = read_tags(f"SPDXVersion: SPDX-2.3\n{added}\n", limits=SbomLimits(text=100))
    found = [one for one in reading.diagnostics if one.code == code]
    assert (reading.verdict, [one.line for one in found]) == (Verdict.USABLE, [line])


def test_a_checksum_that_is_none_and_tags_out_of_place_do_no_harm():
    text = "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageChecksum: nonsense\nUnknownTag: x\nLicenseName: x\n"
    reading = read_tags(text)
    assert (len(reading.components), reading.components[0].hashes) == (1, ())
    assert reading.counts.remarks["hash-invalid"] == 1


def test_too_many_tags_are_refused():
    reading = read_tags(TAGS, limits=SbomLimits(nodes=10))
    assert (reading.verdict, reading.diagnostics[0].code) == (Verdict.REFUSED, "too-many-nodes")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"creationInfo": {"created": "yesterday", "creators": ["Tool: x"]}}, "/creationInfo/created"),
        ({"creationInfo": {"created": "2026-01-31T12:00:00Z"}}, "/creationInfo/creators"),
        ({"creationInfo": {"created": "2026-01-31T12:00:00Z", "creators": ["x"]}}, "/creationInfo/creators"),
        ({"SPDXID": "SPDXRef-other"}, "/SPDXID"),
        ({"name": ""}, "/name"),
        ({"documentNamespace": None}, "/documentNamespace"),
        ({"packages": [{"SPDXID": "a b", "name": "a", "downloadLocation": "NONE"}]}, "/packages/0/SPDXID"),
        ({"packages": [{"SPDXID": "SPDXRef-a", "name": "a"}]}, "/packages/0/downloadLocation"),
        (
            {"packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE", "supplier": "Acme"}]},
            "/packages/0/supplier",
        ),
        (
            {"packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE", "licenseDeclared": "a, b"}]},
            "/packages/0/licenseDeclared",
        ),
    ],
)
def test_what_the_format_asks_for_is_checked(fields, path):
    reading = read_json_list(**{"relationships": [], **fields})
    errors = [one.path for one in reading.diagnostics if one.level == "error"]
    assert (reading.verdict, errors) == (Verdict.USABLE, [path])


def test_packages_without_a_name_take_that_of_their_purl_or_are_refused():
    purl = {"referenceType": "purl", "referenceLocator": "pkg:npm/a@1"}
    other = {"referenceType": "purl", "referenceLocator": "pkg:npm/b@1"}
    reading = read_json_list(
        packages=[{"externalRefs": [purl, other, {"referenceType": "purl"}]}, {}], relationships=[]
    )
    assert [(one.name, one.purl, one.ref) for one in reading.components] == [("a", "pkg:npm/a@1", "package-1")]
    assert reading.counts.refused == 1
    assert {"several-purls", "component-refused"} <= set(reading.counts.remarks)


def test_the_subject_is_found_however_it_is_described():
    turned = [
        {
            "spdxElementId": "SPDXRef-lib",
            "relationshipType": "DESCRIBED_BY",
            "relatedSpdxElement": "SPDXRef-DOCUMENT",
        }
    ]
    subject = read_json_list(relationships=turned).document.subject
    assert subject is not None
    assert subject.name == "lib"
    several = read_json_list(relationships=[], documentDescribes=["SPDXRef-tested", "SPDXRef-lib"])
    assert several.document.subject is not None
    assert (several.document.subject.name, several.counts.remarks["several-subjects"]) == ("tested", 1)


def test_relations_are_turned_into_one_direction():
    pairs = {
        "DEPENDENCY_OF": Edge("b", "a"),
        "DEV_TOOL_OF": Edge("b", "a"),
        "PREREQUISITE_FOR": Edge("b", "a"),
        "STATIC_LINK": Edge("a", "b"),
        "CONTAINED_BY": Edge("b", "a", "contains"),
        "GENERATED_FROM": Edge("a", "b", "generated_from"),
    }
    packages = [{"SPDXID": name, "name": name, "downloadLocation": "NONE"} for name in "ab"]
    for kind, edge in pairs.items():
        relation = {"spdxElementId": "a", "relationshipType": kind, "relatedSpdxElement": "b"}
        assert read_json_list(packages=packages, relationships=[relation]).edges == (edge,)


def test_an_unknown_version_is_an_error_and_the_list_is_read():
    reading = read_json_list(spdxVersion="SPDX-1.2")
    assert (reading.verdict, len(reading.components)) == (Verdict.USABLE, 3)
    assert reading.counts.remarks == {"unknown-version": 1}


def test_a_list_without_its_version_is_still_recognised():
    fields = {key: value for key, value in JSON.items() if key != "spdxVersion"}
    reading = read_sbom(json.dumps(fields).encode(), name="a")
    assert (reading.verdict, reading.document.format, len(reading.components)) == (Verdict.USABLE, "SPDX", 3)


def test_a_tool_without_a_version_keeps_its_name():
    made = {"created": "2026-01-31T12:00:00Z", "creators": ["Tool: gen", "Organization: "]}
    assert read_json_list(creationInfo=made).document.tools == (Tool("gen"),)
