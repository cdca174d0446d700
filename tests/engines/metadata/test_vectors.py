"""Real files and the vectors of the standard's parser; skipped where they do not lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

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


def test_valid_vectors_survive_a_round_trip(shared_data):
    for path in sorted((shared_data / "publiccode-conformance").glob("v0__valid*")):
        record = read_vector(path).record
        assert record is not None
        conversion = convert(record, "publiccode")
        again = read_metadata(conversion.data, name="publiccode.yml")
        assert (path.name, again.record, again.verdict, conversion.losses) == (path.name, record, "valid", ())


def test_no_real_file_is_dropped_in_silence(shared_data):
    silent = []
    for folder in ("publiccode", "codejson", "codemeta", "dpg", "codejson-schema"):
        for path in sorted((shared_data / folder).iterdir()):
            reading = read_metadata(path.read_bytes(), name=path.name)
            if not reading.records and not reading.problems:
                silent.append(path.name)
    assert silent == []


def test_real_publiccode_files_all_become_entries(shared_data):
    readings = [
        read_metadata(path.read_bytes(), name=path.name) for path in sorted((shared_data / "publiccode").iterdir())
    ]
    assert [bool(reading.record and reading.record.name) for reading in readings] == [True] * len(readings)


def test_registry_records_carry_no_contact(shared_data):
    for path in sorted((shared_data / "dpg").glob("*.json")):
        for record in read_metadata(path.read_bytes(), name=path.name).records:
            assert record.personal == ()
