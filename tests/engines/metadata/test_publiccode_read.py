"""publiccode.yml read leniently and written strictly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ospolis.engines.metadata import (
    Contact,
    Contractor,
    Dependency,
    Description,
    Licence,
    Organisation,
    Record,
    convert,
    read_metadata,
)
from ospolis.engines.metadata.publiccode_write import write_publiccode


def read(text: str) -> Record:
    record = read_metadata(text.encode(), name="publiccode.yml").record
    assert record is not None
    return record


def notes(text: str) -> list[tuple[str, int, str]]:
    problems = read_metadata(text.encode(), name="publiccode.yml").problems
    return [(one.path, one.line, one.code) for one in problems if one.level == "note"]


EXPECTED = Record(
    name="Medusa",
    repository="https://example.org/city/medusa.git",
    home="https://example.org/medusa",
    summary="Books appointments.",
    licence="EUPL-1.2 OR MIT",
    licences=(Licence("EUPL-1.2 OR MIT"),),
    copyright_owner="City of Example",
    organisation=Organisation("https://city.example.org/", "City of Example"),
    funded_by=(Organisation("urn:x-foobar:fund", "The Fund"),),
    status="stable",
    version="1.0",
    release_date="2026-04-15",
    software_type="standalone/web",
    platforms=("android", "web"),
    categories=("appointment-scheduling",),
    languages=("en", "it"),
    localisation_ready=True,
    scopes=("government",),
    countries=("DE", "IT"),
    unsupported_countries=("US",),
    used_by=("City of Example", "Village of Sample"),
    supports=("alias:gdpr",),
    depends_on=(
        Dependency("PostgreSQL", "open", version_min="12", version_max="18", optional=False),
        Dependency("Some database", "proprietary", version="9"),
        Dependency("Card reader", "hardware", optional=True),
    ),
    is_based_on=("https://example.org/other/otello.git",),
    suite="City Suite",
    roadmap="https://example.org/medusa/roadmap",
    logo="img/logo.svg",
    maintenance="contract",
    contractors=(Contractor("Example SRL", "2027-01-01", "https://contractor.example/"),),
    personal=(
        Contact("maintainer", "Ada Example", "ada@example.org", "+00 000", "City of Example"),
        Contact("contractor", "Example SRL", "office@contractor.example"),
    ),
)


def test_every_field_of_a_full_file_is_read(full):
    record = read(full)
    assert replace(record, descriptions=()) == EXPECTED
    assert (record.lines["name"], record.lines["licence"], record.lines["maintenance"]) == (2, 60, 63)


def test_every_text_of_every_language_is_read(full):
    first, second = read(full).descriptions
    assert first == Description(
        language="en",
        short="Books appointments.",
        long=second.long,
        features=("Calendar", "Reminders: by post, or not"),
        name="Medusa",
        documentation="https://example.org/medusa/docs",
        api_documentation="https://example.org/medusa/api",
        screenshots=("img/screen.png",),
        videos=("https://www.youtube.com/watch?v=abc",),
        awards=("2026: best of the village",),
    )
    assert second == Description("it", "Prenota appuntamenti.", first.long, ("Calendario",))


def test_writing_what_was_read_gives_equal_values_and_a_valid_file(minimal, full):
    for text in (minimal, full):
        data = write_publiccode(read(text))
        again = read_metadata(data, name="publiccode.yml")
        assert (again.problems, again.record) == ((), read(text))
        assert write_publiccode(read(text)) == data


def test_the_written_file_has_a_fixed_form(minimal):
    assert write_publiccode(read(minimal)).decode().splitlines()[:9] == [
        'publiccodeYmlVersion: "0"',
        "name: Medusa",
        'url: "https://example.org/city/medusa.git"',
        "platforms:",
        "  - web",
        "developmentStatus: stable",
        "softwareType: standalone/web",
        "description:",
        "  en:",
    ]


@pytest.mark.parametrize(
    "name",
    ["no", "Yes", "1.0", "a: b", "- a", "~", "é", "tab\there", "\x7f", 'say "x"', "#", "a\u2028b", "a\x85b", "\ufeffx"],
)
def test_any_name_survives_writing(minimal, name):
    record = Record(name=name, organisation=Organisation("", "No address"))
    again = read_metadata(write_publiccode(record), name="publiccode.yml").record
    assert again is not None
    assert (again.name, again.organisation) == (name, None)


def test_old_spellings_are_understood(minimal):
    text = minimal.replace("softwareType: standalone/web", "softwareType: standalone").replace("  en:", "  en-gb:")
    text = text.replace("EUPL-1.2", "eupl-1.2\n  repoOwner: City of Example").replace(
        "name: Medusa", "name: Medusa\ntags: [a]"
    )
    text += "IT:\n  conforme: {privacy: true}\n  riuso: {codiceIPA: c_x}\n"
    text += "  piattaforme: {spid: true, cie: false, io: yes}\n"
    record = read(text)
    assert (record.software_type, record.descriptions[0].language, record.tags) == ("standalone/other", "en-GB", ("a",))
    assert record.supports == ("alias:gdpr", "alias:spid", "alias:io")
    assert record.organisation == Organisation("urn:x-italian-pa:c_x", "City of Example")
    assert notes(text) == [
        ("IT", 26, "deprecated-key"),
        ("softwareType", 8, "old-spelling"),
        ("legal.license", 16, "small-letters"),
        ("IT.conforme", 27, "country-section"),
        ("IT.piattaforme", 29, "country-section"),
        ("IT.riuso", 28, "country-section"),
        ("description.en-gb", 10, "language-case"),
    ]


def test_an_owner_without_a_code_is_a_name_only(minimal):
    assert read(minimal.replace("EUPL-1.2", "MIT\n  repoOwner: City")).organisation == Organisation("", "City")
    assert read(minimal).organisation is None


def test_an_incomplete_file_is_an_entry_that_says_so():
    text = (
        "publiccodeYmlVersion: '0.2'\nname: Little\nlegal: {license: MIT}\nsoftwareType: {type: library}\nmystery: 1\n"
    )
    record = read(text)
    assert record.incomplete == ("platforms", "developmentStatus", "localisation", "url")
    assert (record.software_type, record.extra) == ("library", {"mystery": 1})
    assert ("", 1, "incomplete") in notes(text)


def test_odd_shapes_are_read_as_far_as_they_can_be_understood(minimal):
    text = minimal.replace("  - web", "  web").replace("  - name: Ada Example", "  - Ada Example")
    text = text.replace(
        "name: Medusa",
        "name: Medusa\nfundedBy: [A Fund]\ndependsOn: {open: [MySQL, {version: 1}]}\nsoftwareVersion: 1.10",
    )
    text = text.replace("description:\n", "description:\n  xx: text\n")
    record = read(text)
    assert record.platforms == ("web",)
    assert record.funded_by == (Organisation("", "A Fund"),)
    assert record.depends_on == (Dependency("MySQL", "open"),)
    assert record.version == "1.10"
    assert record.personal == (Contact("maintainer"),)
    assert [one.language for one in record.descriptions] == ["en"]


def test_a_contractor_without_a_name_is_left_out(full):
    assert read(full.replace("    - name: Example SRL\n      until", "    - until")).contractors == ()
    assert len(read(full.replace("      email: office@contractor.example\n", "")).personal) == 1


def test_the_summary_is_english_where_there_is_one_else_the_first(full):
    assert read(full).summary == "Books appointments."
    assert read(full.replace("  en:\n", "  de:\n")).summary == "Books appointments."
    assert read("publiccodeYmlVersion: '0'\n").summary == ""


def test_a_record_converted_to_its_own_kind_loses_nothing(full):
    conversion = convert(read(full), "publiccode")
    assert (conversion.losses, conversion.problems) == ((), ())
