"""Real files and the vectors of the standard's parser; skipped where they do not lie beside the checkout."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest

from ospolis.engines.metadata import MetadataReading, OutsideFacts, convert, read_metadata

VERDICTS = {
    "valid": "valid",
    "valid_with_warnings": "warnings",
    "invalid": "invalid",
    "invalid_valid_in_v0": "invalid",
    "invalid_valid_with_warnings_in_v0": "invalid",
}
# What the vectors that need a repository or the network would find there.
OUTSIDE = OutsideFacts(
    files=frozenset({"assets/img/not-an-image.png", "assets/AUTHORS", "assets/icons/dt-logo.svg"}),
    broken_pictures=frozenset({"assets/img/not-an-image.png"}),
    dead_links=frozenset({"https://google.com/no_such_file.png"}),
    ipa_codes=frozenset({"pcm"}),
)


def read_vector(path: Path) -> MetadataReading:
    draft = path.name.startswith("v1__valid__")
    return read_metadata(path.read_bytes(), name="publiccode.yml", outside=OUTSIDE, draft_1=draft)


def test_every_vector_gets_the_verdict_of_its_folder(shared_data):
    vectors = sorted((shared_data / "publiccode-conformance").iterdir())
    assert vectors
    missed = [path.name for path in vectors if read_vector(path).verdict != VERDICTS[path.name.split("__")[1]]]
    assert missed == []


# Where the parser of the standard puts its finger, from its own tests.
PLACES = [
    ("v0__invalid__applicationSuite_wrong_type.yml", "applicationSuite", 4, 1),
    ("v0__invalid__description_en_apiDocumentation_invalid.yml", "description.en.apiDocumentation", 41, 5),
    ("v0__invalid__description_en_features_empty.yml", "description.en.features", 39, 5),
    ("v0__invalid__description_en_longDescription_missing.yml", "description.en.longDescription", 20, 5),
    ("v0__invalid__description_en_videos_invalid.yml", "description.en.videos[0]", 41, 9),
    ("v0__invalid__fundedBy_uri_missing.yml", "fundedBy[0].uri", 18, 5),
    ("v0__invalid__inputTypes_invalid.yml", "inputTypes[1]", 16, 7),
    ("v0__invalid__intendedAudience_scope_invalid_scope.yml", "intendedAudience.scope[0]", 20, 9),
    ("v0__invalid__isBasedOn_bad_url_array.yml", "isBasedOn[1]", 11, 5),
    ("v0__invalid__it_countryExtensionVersion_invalid.yml", "IT.countryExtensionVersion", 12, 3),
    ("v0__invalid__it_wrong_case.yml", "It", 107, 1),
    ("v0__invalid__maintenance_contacts_missing_with_type_community.yml", "maintenance.contacts", 44, 3),
    ("v0__invalid__maintenance_contractors_until_missing.yml", "maintenance.contractors[0].until", 47, 7),
    ("v0__invalid__mostly_empty.yml", "legal.license", 5, 8),
    ("v0__invalid__name_missing.yml", "name", 1, 1),
    ("v0__invalid__name_nil.yml", "name", 4, 1),
    ("v0__invalid__no-network__logo_invalid_png.yml", "logo", 18, 1),
    ("v0__invalid__no-network__supports_unknown_alias.yml", "supports[0].id", 17, 5),
    ("v0__invalid__organisation_uri_wrong_italian_pa2.yml", "organisation.uri", 19, 3),
    ("v0__valid_with_warnings__valid_with_it_conforme.yml", "IT.conforme", 119, 3),
]


def test_problems_stand_where_the_parser_of_the_standard_sees_them(shared_data):
    missed = []
    for name, path, line, column in PLACES:
        problems = read_vector(shared_data / "publiccode-conformance" / name).problems
        if (path, line, column) not in [(one.path, one.line, one.column) for one in problems]:
            missed.append(name)
    assert missed == []


def test_valid_vectors_survive_a_round_trip(shared_data):
    for path in sorted((shared_data / "publiccode-conformance").glob("v0__valid*")):
        record = read_vector(path).record
        assert record is not None
        conversion = convert(record, "publiccode")
        again = read_metadata(conversion.data, name="publiccode.yml")
        assert (path.name, again.record, again.verdict, conversion.losses) == (path.name, record, "valid", ())


def find_silent_files(folder: Path, largest: int) -> list[str]:
    silent = []
    for kind in ("publiccode", "codejson", "codemeta", "dpg", "codejson-schema"):
        for path in sorted((folder / kind).iterdir()):
            if path.stat().st_size <= largest:
                reading = read_metadata(path.read_bytes(), name=path.name)
                silent += [] if reading.records or reading.problems else [path.name]
    return silent


def test_no_real_file_is_dropped_in_silence(shared_data):
    assert find_silent_files(shared_data, largest=200_000) == []


@pytest.mark.long
def test_no_large_real_file_is_dropped_in_silence(shared_data):
    assert find_silent_files(shared_data, largest=100_000_000) == []


def test_real_publiccode_files_all_become_entries(shared_data):
    readings = [
        read_metadata(path.read_bytes(), name=path.name) for path in sorted((shared_data / "publiccode").iterdir())
    ]
    assert [bool(reading.record and reading.record.name) for reading in readings] == [True] * len(readings)


def test_registry_records_carry_no_contact(shared_data):
    for path in sorted((shared_data / "dpg").glob("*.json")):
        for record in read_metadata(path.read_bytes(), name=path.name).records:
            assert record.personal == ()


def test_written_repository_files_hold_against_the_federal_schema(shared_data):
    schema = json.loads((shared_data / "codejson-schema" / "gov-codejson__schemas__schema-2.0.0.json").read_bytes())
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    for path in sorted((shared_data / "publiccode-conformance").glob("v0__valid*")):
        record = read_vector(path).record
        assert record is not None
        written = json.loads(convert(replace(record, labour_hours=10.0), "code-json").data)
        assert (path.name, [error.message for error in validator.iter_errors(written)]) == (path.name, [])
