"""What is read, written and read again is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ospolis.engines.components.component import (
    Component,
    Edge,
    Hash,
    Licence,
    LicenceState,
    Relation,
    Scope,
)
from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import Reading, Tool, Verdict
from ospolis.engines.components.sbom.write_cyclonedx import write_cyclonedx
from ospolis.engines.components.sbom.write_spdx import write_spdx

CREATED = "2026-01-31T12:00:00Z"
SERIAL = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
NAMESPACE = "https://office.example/sboms/portal-2.0"
TOOL = Tool("ospolis", "0.1.0", "Example Office")


def as_cyclonedx(reading: Reading) -> bytes:
    return write_cyclonedx(
        reading.components,
        reading.edges,
        created=CREATED,
        serial=SERIAL,
        tool=TOOL,
        subject=reading.document.subject,
        extra=reading.document.extra,
    )


def as_spdx(reading: Reading) -> bytes:
    return write_spdx(
        reading.components,
        reading.edges,
        created=CREATED,
        namespace=NAMESPACE,
        name="portal",
        tool=TOOL,
        subject=reading.document.subject,
    )


def stated(expression: str) -> Licence:
    return Licence(LicenceState.STATED, expression, (expression,))


SUBJECT = Component("portal", "2.0", type="application", ref="portal", supplier="Example Office")
COMPONENTS = (
    Component(
        "core",
        "1.0",
        group="@angular",
        ref="a",
        purl="pkg:npm/%40angular/core@1.0",
        purl_original="pkg:npm/%40angular/core@1.0",
        scope=Scope.RUNTIME,
        declared=stated("MIT"),
        concluded=stated("MIT AND Apache-2.0"),
        supplier="Angular",
        description="A framework",
        hashes=(Hash("SHA-256", "ab" * 32), Hash("SHA-1", "cd" * 20)),
    ),
    Component("jest", "29.1", ref="b", scope=Scope.DEVELOPMENT, declared=stated("GPL-2.0-only OR MIT")),
    Component("openssl", "3.0", ref="c", cpe="cpe:2.3:a:openssl:openssl:3.0:*:*:*:*:*:*:*", type="library"),
    Component("none", "1", ref="d", declared=Licence(LicenceState.NONE, given=("NONE",))),
    Component("silent", "1", ref="e", concluded=Licence(LicenceState.NOASSERTION, given=("NOASSERTION",))),
    Component("shaded", "1", ref="f", parent="d", version_range="vers:npm/>=1", scope=Scope.TEST),
    Component("named", "1", ref="g", declared=Licence(LicenceState.STATED, "Apache-2.0", ("The Apache licence",))),
    Component("free", "1", ref="h", concluded=Licence(LicenceState.STATED, "", ("Our own terms",))),
    Component("both", "1", ref="i", declared=Licence(LicenceState.STATED, "", ("MIT", "Zlib"))),
)
EDGES = (
    Edge("portal", "a"),
    Edge("portal", "b"),
    Edge("a", "c"),
    Edge("d", "f", "contains"),
    Edge("c", "h", "static_link"),
    Edge("a", "d", "provides"),
)
LIST = Reading(replace(read_sbom(b"", name="").document, subject=SUBJECT), Verdict.VALID, COMPONENTS, EDGES)


def plain_rows(reading: Reading) -> list[Component]:
    """Components without what depends on the place in a file or on the rest of the list."""
    rows = [
        replace(one, evidence=(), relation=Relation.UNKNOWN, extra=(), purl_original=one.purl)
        for one in reading.components
    ]
    return sorted(rows, key=lambda one: (one.name, one.version, one.ref))


def test_cyclonedx_that_we_write_reads_back_as_it_was():
    again = read_sbom(as_cyclonedx(LIST), name="bom.json")
    assert again.verdict is Verdict.VALID
    assert plain_rows(again) == plain_rows(LIST)
    assert set(again.edges) == set(EDGES)
    assert again.document.subject is not None
    assert (again.document.subject.name, again.document.subject.supplier) == ("portal", "Example Office")
    assert again.document.tools == (TOOL,)
    assert (again.document.identity, again.document.created) == (SERIAL, CREATED)


def test_the_same_components_in_another_order_give_the_same_bytes():
    turned = replace(LIST, components=COMPONENTS[::-1], edges=EDGES[::-1])
    assert as_cyclonedx(turned) == as_cyclonedx(LIST)
    assert as_spdx(turned) == as_spdx(LIST)


@pytest.fixture(scope="module")
def others():
    # Inline because only the tests that ask readers of others should pay for loading them.
    from engines.components.sbom import independent

    return independent


def test_cyclonedx_that_we_write_satisfies_an_independent_validator(others):
    text = as_cyclonedx(LIST)
    assert others.complain_of_cyclonedx(text) == ""
    assert others.count_in_cyclonedx(text) == 8  # the ninth is nested in `none`


def test_spdx_that_we_write_satisfies_an_independent_validator(others):
    text = as_spdx(LIST)
    assert others.complain_of_spdx(text) == []
    assert others.count_in_spdx(text) == 10  # nine components and the subject


def test_spdx_that_we_write_reads_back_as_far_as_spdx_goes():
    again = read_sbom(as_spdx(LIST), name="bom.spdx.json")
    assert (again.verdict, len(again.components), len(again.edges)) == (Verdict.VALID, 10, 6)
    by_name = {one.name: one for one in again.components}
    before = {one.name: one for one in COMPONENTS}
    assert again.document.subject == by_name["portal"]
    for name in ("core", "jest", "openssl", "none", "silent"):
        assert (by_name[name].declared, by_name[name].concluded) == (before[name].declared, before[name].concluded)
        assert (by_name[name].purl, by_name[name].cpe, by_name[name].hashes) == (
            before[name].purl,
            before[name].cpe,
            before[name].hashes,
        )
    assert (by_name["core"].group, by_name["core"].scope) == ("@angular", Scope.RUNTIME)
    assert by_name["jest"].scope is Scope.DEVELOPMENT
    assert by_name["free"].concluded == Licence(LicenceState.STATED, "LicenseRef-Our-own-terms", ("Our own terms",))
    assert by_name["both"].declared.state is LicenceState.NOASSERTION


def test_spdx_read_and_written_again_is_stable():
    once = as_spdx(read_sbom(as_spdx(LIST), name="a"))
    assert as_spdx(read_sbom(once, name="a")) == once


def test_an_empty_list_is_written_too(others):
    empty = Reading(read_sbom(b"", name="").document, Verdict.VALID)
    assert read_sbom(as_cyclonedx(empty), name="a").verdict is Verdict.VALID
    assert others.complain_of_cyclonedx(as_cyclonedx(empty)) == ""
    assert read_sbom(as_spdx(empty), name="a").components == ()


def test_a_list_without_a_subject_describes_what_nothing_needs():
    document = json.loads(as_spdx(replace(LIST, document=read_sbom(b"", name="").document)))
    described = [one for one in document["relationships"] if one["relationshipType"] == "DESCRIBES"]
    assert len(described) == 5  # a, b, e, g, i: nothing points at them once the subject is gone
    circle = Reading(LIST.document, Verdict.VALID, COMPONENTS[:2], (Edge("a", "b"), Edge("b", "a")))
    circle = replace(circle, document=replace(LIST.document, subject=None))
    described = [one for one in json.loads(as_spdx(circle))["relationships"] if one["relationshipType"] == "DESCRIBES"]
    assert len(described) == 1


def test_components_that_spdx_would_call_the_same_get_ids_of_their_own():
    twins = tuple(Component("a b", "1", ref=ref) for ref in ("x", "y", "SPDXRef-Package-a-b-1"))
    document = json.loads(as_spdx(Reading(replace(LIST.document, subject=None), Verdict.VALID, twins)))
    assert len({one["SPDXID"] for one in document["packages"]}) == 3


def test_licences_that_spdx_does_not_know_become_references_with_names():
    def of(expression: str, *given: str) -> Licence:
        return Licence(LicenceState.STATED, expression, given)

    rows = (
        Component("a", ref="a", declared=of("LicenseRef-1", "First terms"), concluded=of("", "条款")),
        Component("b", ref="b", declared=of("LicenseRef-1 AND MIT", "LicenseRef-1 AND MIT"), concluded=of("", "许可")),
        Component("c", ref="c", declared=of("MIT"), concluded=of("", "条款")),
    )
    document = json.loads(as_spdx(Reading(replace(LIST.document, subject=None), Verdict.VALID, rows)))
    assert [(one["licenseId"], one["name"]) for one in document["hasExtractedLicensingInfos"]] == [
        ("LicenseRef-1", "First terms"),
        ("LicenseRef-unnamed", "条款"),
        ("LicenseRef-unnamed-3", "许可"),
    ]
    rows += (Component("d", ref="d", declared=stated("MIT")),)
    written = json.loads(as_cyclonedx(Reading(LIST.document, Verdict.VALID, rows)))
    assert written["components"][3]["licenses"] == [{"license": {"id": "MIT", "acknowledgement": "declared"}}]
    assert written["components"][2]["licenses"] == [
        {"license": {"id": "MIT", "acknowledgement": "declared"}},
        {"license": {"name": "条款", "acknowledgement": "concluded"}},
    ]


def read_all(shared_data: Path, *folders: str) -> list[tuple[str, Reading]]:
    found = []
    for folder in folders:
        if not (shared_data / folder).is_dir():
            pytest.skip("no such folder of real files")
        for file in sorted((shared_data / folder).iterdir()):
            if folder.endswith("conformance") and not file.name.startswith("1.6"):
                continue
            reading = read_sbom(file.read_bytes(), name=file.name)
            if reading.verdict is Verdict.VALID and reading.components:
                found.append((file.name, reading))
    return found


def test_every_real_cyclonedx_list_survives_the_round_trip(shared_data):
    for name, reading in read_all(shared_data, "sbom-cyclonedx", "sbom-cyclonedx-conformance"):
        again = read_sbom(as_cyclonedx(reading), name=name)
        assert plain_rows(again) == plain_rows(reading), name
        assert set(again.edges) == set(reading.edges), name


def test_every_real_spdx_list_survives_the_round_trip(shared_data):
    for name, reading in read_all(shared_data, "sbom-spdx"):
        ids = {one.ref for one in reading.components}
        inside = {edge for edge in reading.edges if edge.source in ids and edge.target in ids}
        again = read_sbom(as_spdx(reading), name=name)
        needed = {edge.target for edge in inside}  # SPDX states a scope in a relation: without one it is lost
        rows = [one if one.ref in needed else replace(one, scope=Scope.UNKNOWN) for one in plain_rows(reading)]
        assert plain_rows(again) == rows, name
        assert set(again.edges) == inside, name


def test_every_real_list_keeps_purls_versions_and_hashes_in_the_other_format(shared_data):
    for name, reading in read_all(shared_data, "sbom-spdx"):
        again = read_sbom(as_cyclonedx(reading), name=name)
        subject = again.document.subject
        found = [*again.components, subject] if subject else again.components
        assert sorted((one.name, one.version, one.purl, str(one.hashes)) for one in found) == sorted(
            (one.name, one.version, one.purl, str(one.hashes)) for one in reading.components
        ), name
        assert again.verdict is Verdict.VALID, (name, again.diagnostics)
