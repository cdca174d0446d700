"""What nobody should send, and what arbitrary bytes do: always an answer, never an exception."""

from __future__ import annotations

import gzip
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import SbomLimits, Verdict

LIMITS = SbomLimits()
MANY = [b'a%d="1"' % number for number in range(60_000)]
NAMESPACE = 'xmlns="http://cyclonedx.org/schema/bom/1.6"'


def bom(**fields: object) -> bytes:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", **fields}).encode()


def zipped() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("bom.json", bom())
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" " * 5000 + b"{", "syntax"),
        (gzip.compress(bom(), mtime=0), "compressed"),
        (zipped(), "compressed"),
        (b"%PDF-1.7\n", "not-a-component-list"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "not-a-component-list"),
        (b"<html lang='en'>", "not-a-component-list"),
        (b"\x00\x01\x02\x03", "encoding"),
        (b"\xff\xfe{\x00", "encoding"),
        (b"name,version\na,1\n", "not-a-component-list"),
        (b"[]", "not-a-component-list"),
        (b"{}", "not-a-component-list"),
        (b'{"lockfileVersion": 3, "packages": {}}', "not-a-component-list"),
        (b'{"_meta": {}, "default": {}}', "not-a-component-list"),
        (b'{"dependencies": {"a": "1"}}', "not-a-component-list"),
        (b'{"@context": "https://openvex.dev/ns/v0.2.0"}', "not-a-component-list"),
        (b'{"document": {"csaf_version": "2.0"}}', "not-a-component-list"),
        (b'{"document": {"title": "x"}}', "not-a-component-list"),
        (b'{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "duplicate-key"),
        (b'{"bomFormat": "CycloneDX", "version": NaN}', "number"),
        (b'{"bomFormat": "CycloneDX", "version": 1234567890123456789}', "number"),
        (b'{"bomFormat": "\\ud800"}', "character"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too-deep"),
        (b'{"bomFormat": "CycloneDX", "x": "' + b"y" * 1_000_001 + b'"}', "string-too-long"),
        (b"{" + b" " * 50_000_000, "too-large"),
        (b"<bom/>", "not-a-component-list"),
        (b'<project xmlns="http://maven.apache.org/POM/4.0.0"/>', "not-a-component-list"),
        (b'<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "b">]><bom/>', "dtd"),
        (f"<bom {NAMESPACE}>".encode() + b"<a>" * 70, "too-deep"),
        (f"<bom {NAMESPACE} ".encode() + b" ".join(MANY) + b"/>", "too-many-attributes"),
        (f"<bom {NAMESPACE}>{{'bomFormat': 'CycloneDX'}}".encode(), "syntax"),
        (b"<rdf:RDF xmlns='http://spdx.org/rdf/terms#'/>", "not-read-yet"),
        (b"<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID></Document>", "not-read-yet"),
        (b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', "not-read-yet"),
        (b"SPDXVersion: SPDX-3.0\n", "not-read-yet"),
        (b"spdxVersion: SPDX-2.3\nname: *a\n", "alias"),
        (b"spdxVersion: SPDX-2.3\n" + b"a: b\n" * 60_000, "too-large"),
    ],
)  # fmt: skip
def test_what_is_no_component_list_is_refused_with_a_reason(data, code):
    reading = read_sbom(data, name="bom.json")
    assert (reading.verdict, [one.code for one in reading.diagnostics]) == (Verdict.REFUSED, [code])
    assert reading.diagnostics[0].message.endswith(".")
    assert reading.counts.remarks == {code: 1}


def test_a_limit_that_is_reached_is_named():
    small = replace(LIMITS, components=2, edges=1)
    many = bom(components=[{"type": "library", "name": str(number)} for number in range(3)])
    reading = read_sbom(many, name="a", limits=small)
    assert (reading.verdict, reading.diagnostics[0].code) == (Verdict.REFUSED, "too-many-components")
    assert reading.diagnostics[0].message.endswith("Limit: components.")
    nested = bom(components=[{"type": "library", "name": "a", "components": [{"name": "b"}, {"name": "c"}]}])
    assert read_sbom(nested, name="a", limits=small).diagnostics[0].code == "too-many-components"
    dense = bom(dependencies=[{"ref": "a", "dependsOn": ["b", "c"]}])
    assert read_sbom(dense, name="a", limits=small).diagnostics[0].code == "too-many-edges"


def test_more_components_than_the_limit_of_the_manual_are_refused():
    many = bom(components=[{"type": "library", "name": "a"}] * 100_001)
    reading = read_sbom(many, name="a")
    assert (reading.verdict, reading.diagnostics[0].code) == (Verdict.REFUSED, "too-many-components")


def test_thousands_of_equal_references_are_told_apart_in_linear_time():
    same = [{"type": "library", "name": "a", "bom-ref": "same"}] * 11_000
    reading = read_sbom(bom(components=same), name="a")
    assert len({one.ref for one in reading.components}) == 11_000
    assert reading.counts.remarks["duplicate-ref"] == 10_999
    assert len(reading.diagnostics) == 10_000  # kept; the rest is counted


def test_cycles_and_dangling_edges_are_warnings():
    reading = read_sbom(
        bom(
            components=[{"type": "library", "name": name, "bom-ref": name} for name in "abcd"],
            dependencies=[
                {"ref": "a", "dependsOn": ["b", "gone"]},
                {"ref": "b", "dependsOn": ["a", "c"]},
                {"ref": "lost", "dependsOn": ["a"]},
                {"ref": "c", "dependsOn": ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#x", "d"]},
            ],
        ),
        name="a",
    )
    assert reading.verdict is Verdict.VALID
    assert reading.counts.remarks == {"cycle": 1, "dangling-edge": 2, "edge-elsewhere": 1, "no-subject": 1}
    assert [(edge.source, edge.target) for edge in reading.edges] == [("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")]
    circle = next(one.message for one in reading.diagnostics if one.code == "cycle")
    assert circle == "2 components depend on themselves in a circle, a for one."


WRONG = [None, 1, 1.5, True, "x", "", [], {}, ["x"], [1], [[]], [{}], {"x": 1}, {"name": []}]
PLACES = [
    "serialNumber", "version", "metadata", "components", "services", "dependencies", "compositions",
    "vulnerabilities", "externalReferences", "properties", "signature", "$schema",
]  # fmt: skip
INNER = [
    "type", "bom-ref", "group", "name", "version", "purl", "cpe", "scope", "hashes", "licenses", "supplier",
    "publisher", "description", "components", "evidence", "pedigree", "properties",
]  # fmt: skip
PACKAGE = [
    "SPDXID", "name", "versionInfo", "supplier", "originator", "licenseDeclared", "licenseConcluded", "checksums",
    "externalRefs", "primaryPackagePurpose", "description", "hasFiles", "filesAnalyzed",
]  # fmt: skip
SPDX_TOP = ["SPDXID", "name", "creationInfo", "packages", "files", "relationships", "documentDescribes", "snippets"]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_value_of_the_wrong_kind_never_stops_the_reading(wrong):
    for place in PLACES:
        assert read_sbom(bom(**{place: wrong}), name="a").verdict is not Verdict.REFUSED
    for place in INNER:
        entry = {"type": "library", "name": "a", "version": "1", place: wrong}
        assert read_sbom(bom(components=[entry]), name="a").verdict is not Verdict.REFUSED
    for place in SPDX_TOP:
        text = json.dumps({"spdxVersion": "SPDX-2.3", place: wrong}).encode()
        assert read_sbom(text, name="a").verdict is not Verdict.REFUSED
    for place in PACKAGE:
        text = json.dumps({"spdxVersion": "SPDX-2.3", "packages": [{"name": "a", place: wrong}]}).encode()
        assert read_sbom(text, name="a").verdict is not Verdict.REFUSED


@settings(deadline=None)
@given(st.binary())
def test_arbitrary_bytes_are_answered(data):
    reading = read_sbom(data, name="a")
    assert (reading.verdict is Verdict.REFUSED) is (reading.document.format == "" or not reading.counts.remarks)


SEEDS = [
    bom(
        serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        metadata={"component": {"type": "application", "name": "x", "bom-ref": "x"}, "tools": [{"name": "t"}]},
        components=[
            {"type": "library", "name": "a", "purl": "pkg:npm/a@1", "licenses": [{"license": {"id": "MIT"}}]}
        ],
        dependencies=[{"ref": "x", "dependsOn": ["a"]}],
    ),
    b'<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><components><component '
    b'type="library" bom-ref="a"><name>a</name><hashes><hash alg="MD5">d41d8cd98f00b204e9800998ecf8427e</hash></hashes>'
    b'<licenses><license><id>MIT</id></license></licenses></component></components><dependencies><dependency ref="a">'
    b'<dependency ref="a"/></dependency></dependencies></bom>',
    b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\n"
    b"PackageChecksum: SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709\nPackageComment: <text>two\nlines</text>\n"
    b"ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n",
    b"spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- name: a\n  SPDXID: SPDXRef-a\n  checksums: []\n",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 20), st.binary(max_size=8))))
def test_documents_with_damage_are_answered(seed, damages):
    data = seed
    for start, length, instead in damages:
        data = data[:start] + instead + data[start + length :]
    reading = read_sbom(data, name="a")
    assert reading.verdict in Verdict
    assert reading.verdict is not Verdict.REFUSED or reading.diagnostics


def test_real_documents_with_damage_are_answered(shared_data):
    for folder in ("sbom-cyclonedx", "sbom-spdx"):
        for file in sorted((shared_data / folder).glob("*")):
            data = file.read_bytes()[:20_000]
            for at in range(100, len(data), 4_999):
                for damaged in (data[:at], data[:at] + b'"' + data[at + 1 :], data[at:]):
                    assert read_sbom(damaged, name="a").verdict in Verdict


def test_a_diamond_is_no_circle():
    reading = read_sbom(
        bom(
            metadata={"component": {"type": "application", "name": "x", "bom-ref": "x"}},
            components=[{"type": "library", "name": name, "bom-ref": name} for name in "abc"],
            dependencies=[
                {"ref": "x", "dependsOn": ["a", "b"]},
                {"ref": "a", "dependsOn": ["c"]},
                {"ref": "b", "dependsOn": ["c", "x"]},
                {"ref": "c", "dependsOn": []},
            ],
        ),
        name="a",
    )
    assert [one.relation.value for one in reading.components] == ["direct", "direct", "transitive"]
    assert reading.counts.remarks == {"cycle": 1}
