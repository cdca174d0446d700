"""CycloneDX XML: what lands as JSON does, and which errors are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ospolis.engines.components.component import Component, Edge, Hash, Licence, LicenceState, Relation, Scope
from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import Reading, Status, Tool, Verdict

MD5 = "d41d8cd98f00b204e9800998ecf8427e"
XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="urn:other" version="3"
     serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
  <metadata>
    <timestamp>2026-01-31T12:00:00Z</timestamp>
    <tools><tool><vendor>Acme</vendor><name>gen</name><version>2</version></tool></tools>
    <component type="application" bom-ref="root"><name>portal</name></component>
  </metadata>
  <components>
    <component type="library" bom-ref="a">
      <supplier><name>Acme</name><url>https://a.example</url><url>https://b.example</url>
        <contact><email>x@acme.example</email></contact></supplier>
      <group>acme</group><name>lib</name><version>1.0</version>
      <hashes><hash alg="MD5">d41d8cd98f00b204e9800998ecf8427e</hash></hashes>
      <licenses><expression acknowledgement="declared">MIT OR Zlib</expression></licenses>
      <swid tagId="t" name="lib" tagVersion="0" patch="false"><text content-type="text/xml">x</text></swid>
      <purl>pkg:npm/acme/lib@1.0</purl>
      <modified>false</modified>
      <x:own><x:name>not ours</x:name></x:own>
      <properties><property name="ospolis:scope">test</property></properties>
    </component>
    <component type="library" bom-ref="b"><name>b</name>
      <licenses><license acknowledgement="concluded"><id>MIT</id></license></licenses></component>
    <component type="cryptographic-asset" bom-ref="c"><name>c</name></component>
  </components>
  <dependencies>
    <dependency ref="root"><dependency ref="a"/></dependency>
    <dependency ref="a"><dependency ref="b"/><provides ref="c"/></dependency>
  </dependencies>
  <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="a"/></assemblies>
    <dependencies><dependency ref="b"/></dependencies></composition></compositions>
  <vulnerabilities><vulnerability><id>CVE-2026-1</id>
    <ratings><rating><score>7.5</score><severity>high</severity></rating></ratings>
    <analysis><state>exploitable</state><responses><response>update</response></responses></analysis>
    <affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities>
</bom>
"""


def test_xml_lands_as_json_does():
    reading = read_sbom(XML.encode(), name="bom.xml")
    assert (reading.verdict, reading.diagnostics) == (Verdict.VALID, ())
    assert (reading.document.version, reading.document.syntax, reading.document.revision) == ("1.6", "XML", 3)
    assert (reading.document.tools, reading.document.created) == ((Tool("gen", "2", "Acme"),), "2026-01-31T12:00:00Z")
    assert reading.document.completeness == (("complete", ("a", "b")),)
    assert [replace(row, evidence=(), extra=()) for row in reading.components[:2]] == [
        Component(
            name="lib",
            version="1.0",
            group="acme",
            ref="a",
            purl="pkg:npm/acme/lib@1.0",
            purl_original="pkg:npm/acme/lib@1.0",
            scope=Scope.TEST,
            relation=Relation.DIRECT,
            declared=Licence(LicenceState.STATED, "MIT OR Zlib", ("MIT OR Zlib",)),
            supplier="Acme",
            hashes=(Hash("MD5", MD5),),
        ),
        Component(
            name="b",
            ref="b",
            relation=Relation.TRANSITIVE,
            concluded=Licence(LicenceState.STATED, "MIT", ("MIT",)),
        ),
    ]
    assert reading.edges == (Edge("root", "a"), Edge("a", "b"), Edge("a", "c", "provides"))
    assert [(row.id, row.status, row.score, row.response) for row in reading.vulnerabilities] == [
        ("CVE-2026-1", Status.AFFECTED, 7.5, ("update",))
    ]


def wrap(inner: str, version: str = "1.6") -> Reading:
    text = f'<bom xmlns="http://cyclonedx.org/schema/bom/{version}" version="1">{inner}</bom>'
    return read_sbom(text.encode(), name="bom.xml")


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<components><component type='library'><name>a</name><name>b</name></component></components>",
         "repeated-element"),
        ("<metadata><own/></metadata>", "field-unknown"),
        ("<components><component type='library'><name>a</name><pedigree><patches><patch type='x'/></patches></pedigree>"
         "</component></components>", "wrong-choice"),
        ("<components><component type='library'><name>a</name><licenses><license><id>MIT</id></license><expression>"
         "MIT</expression></licenses></component></components>", "wrong-choice"),
        ("<components><component type='library' bom-ref='a'><name>a</name></component><component type='library' "
         "bom-ref='a'><name>b</name></component></components>", "duplicate-ref"),
        ("<components><component><name>a</name></component></components>", "field-missing"),
        ("<vulnerabilities><vulnerability><ratings><rating><score>high</score></rating></ratings></vulnerability>"
         "</vulnerabilities>", "wrong-type"),
        ("<dependencies><dependency/></dependencies>", "field-missing"),
    ],
)  # fmt: skip
def test_errors_of_xml_are_named(inner, code):
    reading = wrap(inner)
    assert reading.verdict is Verdict.USABLE
    assert code in reading.counts.remarks


def test_newer_tools_text_where_a_list_should_stand_and_foreign_roots():
    tools = "<tools><components><component type='application'><name>g</name></component></components></tools>"
    assert wrap(f"<metadata>{tools}</metadata>").document.tools == (Tool("g"),)
    assert wrap("<components>text</components>").verdict is Verdict.USABLE
    assert (
        read_sbom(b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6">text</bom>', name="a").verdict
        is not Verdict.REFUSED
    )
    other = wrap("<components/>", version="9.9")
    assert (other.verdict, other.counts.remarks["unknown-version"]) == (Verdict.USABLE, 1)


def test_the_version_of_an_xml_list_may_be_no_number():
    text = b'<bom xmlns="http://cyclonedx.org/schema/bom/1.1" version="one"><components/></bom>'
    reading = read_sbom(text, name="a")
    assert (reading.verdict, reading.document.revision) == (Verdict.USABLE, 1)


def test_a_swid_version_that_is_no_number_is_an_error():
    swid = "<component type='library'><name>a</name><swid tagId='t' name='a' tagVersion='x'/></component>"
    assert wrap(f"<components>{swid}</components>").verdict is Verdict.USABLE
