"""Real component lists, and the conformance files of CycloneDX; skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import Status, Verdict


def files_in(shared_data: Path, folder: str) -> list[Path]:
    if not (shared_data / folder).is_dir():
        pytest.skip("no such folder of real files")
    return sorted((shared_data / folder).iterdir())


def test_the_verdict_on_each_conformance_file_is_that_of_its_name(shared_data):
    files = files_in(shared_data, "sbom-cyclonedx-conformance")
    disagreeing = [
        file.name
        for file in files
        if (read_sbom(file.read_bytes(), name=file.name).verdict is Verdict.VALID) is not ("__valid" in file.name)
    ]
    assert disagreeing == []


def test_an_invalid_file_is_never_passed_over_in_silence(shared_data):
    for file in files_in(shared_data, "sbom-cyclonedx-conformance"):
        reading = read_sbom(file.read_bytes(), name=file.name)
        errors = [one.message for one in reading.diagnostics if one.level == "error"]
        assert bool(errors) is (reading.verdict is not Verdict.VALID)


def test_xml_and_json_of_the_same_list_give_the_same_components_and_edges(shared_data):
    folder = shared_data / "sbom-cyclonedx"
    for version in ("1.3", "1.4"):
        pair = [folder / f"SBOM__laravel-7.12.0__bom.{version}.{syntax}" for syntax in ("json", "xml")]
        if not all(file.exists() for file in pair):
            pytest.skip("no such pair of real files")
        first, second = (read_sbom(file.read_bytes(), name="bom") for file in pair)
        rows = [
            [(one.purl, one.version, one.declared, one.hashes, one.relation) for one in reading.components]
            for reading in (first, second)
        ]
        assert rows[0] == rows[1]
        assert first.edges == second.edges


@pytest.mark.parametrize("folder", ["sbom-cyclonedx", "vex"])
def test_real_cyclonedx_documents_are_valid(shared_data, folder):
    assert {read_sbom(file.read_bytes(), name=file.name).verdict for file in files_in(shared_data, folder)} == {
        Verdict.VALID
    }


def test_every_statement_of_the_real_vex_documents_lands_with_a_status(shared_data):
    for file in files_in(shared_data, "vex"):
        reading = read_sbom(file.read_bytes(), name=file.name)
        assert reading.vulnerabilities
        assert all(one.affects and one.status is not Status.UNKNOWN for one in reading.vulnerabilities)


def test_every_real_spdx_2_list_is_read_and_others_say_that_they_are_not(shared_data):
    for file in files_in(shared_data, "sbom-spdx"):
        reading = read_sbom(file.read_bytes(), name=file.name)
        if reading.verdict is Verdict.REFUSED:
            assert reading.diagnostics[0].code in ("not-read-yet", "not-a-component-list")
        else:
            assert reading.document.format == "SPDX"
            assert len(reading.components) >= 1
