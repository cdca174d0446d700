"""The strict side of publiccode.yml."""

from __future__ import annotations

import pytest

from ospolis.engines.metadata import OutsideFacts, read_metadata


def remarks(text: str, **options: object) -> list[tuple[str, int, str, str]]:
    reading = read_metadata(text.encode(), name="publiccode.yml", **options)
    return [(one.path, one.line, one.code, one.level) for one in reading.problems]


def test_the_smallest_and_the_fullest_file_are_valid(minimal, full):
    assert remarks(minimal) == []
    assert remarks(full) == []
    assert read_metadata(full.encode(), name="publiccode.yml").verdict == "valid"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: Medusa\n", "", ("name", 1, "missing")),
        ("name: Medusa", "name:", ("name", 2, "missing")),
        ("name: Medusa", 'name: ""', ("name", 2, "missing")),
        ("name: Medusa", "name: []", ("name", 2, "wrong-type")),
        ("name: Medusa", "name: Medusa\nfoobar: 1", ("foobar", 3, "unknown-key")),
        ("https://example.org/city/medusa.git", "foobar", ("url", 3, "not-allowed")),
        ("https://example.org/city/medusa.git", "https://exa mple.org", ("url", 3, "not-allowed")),
        ("  - web", "  []", ("platforms", 4, "too-few")),
        ("platforms:\n  - web", "platforms: web", ("platforms", 4, "wrong-type")),
        ("  - web", "  - {a: b}", ("platforms[0]", 5, "wrong-type")),
        (": stable", ": foobar", ("developmentStatus", 6, "not-allowed")),
        ("standalone/web", "standalone", ("softwareType", 7, "not-allowed")),
        ("  en:\n    short", "  en_GB:\n    short", ("description.en_GB", 9, "not-allowed")),
        ("  en:\n    short", "  qqq:\n    short", ("description.qqq", 9, "not-allowed")),
        ("Books appointments.", "x" * 151, ("description.en.shortDescription", 10, "too-long")),
        ("    features:\n      - Calendar\n", "", ("description.en.features", 10, "missing")),
        ("      - Calendar", "      []", ("description.en.features", 12, "too-few")),
        ("EUPL-1.2", "Apache License", ("legal.license", 15, "not-allowed")),
        ("legal:\n  license: EUPL-1.2\n", "", ("legal", 1, "missing")),
        ("  license: EUPL-1.2", "  authorsFile: /etc/x\n  license: EUPL-1.2", ("legal.authorsFile", 15, "not-allowed")),
        ("type: community", "type: foobar", ("maintenance.type", 17, "not-allowed")),
        ("type: community", "type: contract", ("maintenance.contractors", 17, "missing")),
        ("  contacts:\n    - name: Ada Example\n", "", ("maintenance.contacts", 17, "missing")),
        ("    - name: Ada", "    - email: no\n      name: Ada", ("maintenance.contacts[0].email", 19, "not-allowed")),
        ("localisationReady: false", "localisationReady: no", ("localisation.localisationReady", 21, "wrong-type")),
        ("    - en\n", "    - hr_HR\n", ("localisation.availableLanguages[0]", 23, "not-allowed")),
        ('"0"', '"0.6"', ("publiccodeYmlVersion", 1, "unknown-version")),
        ('"0"', "0.4", ("publiccodeYmlVersion", 1, "wrong-type")),
        ('"0"', '"1"', ("publiccodeYmlVersion", 1, "draft-version")),
        ('"0"', '""', ("publiccodeYmlVersion", 1, "missing")),
        ("name: Medusa", "name: Medusa\nroadmap: ''", ("roadmap", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nreleaseDate: ''", ("releaseDate", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nreleaseDate: 2026-02-30", ("releaseDate", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nlogo: logo.mpg", ("logo", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nlogo: /logo.png", ("logo", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nisBasedOn: {a: b}", ("isBasedOn", 3, "wrong-type")),
        ("name: Medusa", "name: Medusa\nisBasedOn: [x]", ("isBasedOn[0]", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\nsupports: [{id: 'alias:x'}]", ("supports[0].id", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\norganisation: {uri: '1'}", ("organisation.uri", 3, "not-allowed")),
        ("name: Medusa", "name: Medusa\norganisation: {name: A}", ("organisation.uri", 3, "missing")),
        (
            "name: Medusa",
            "name: Medusa\nIT: {countryExtensionVersion: '1.1'}",
            ("IT.countryExtensionVersion", 3, "not-allowed"),
        ),
    ],
)  # fmt: skip
def test_each_error_stands_at_its_place(minimal, old, new, expected):
    assert old in minimal
    errors = [one[:3] for one in remarks(minimal.replace(old, new, 1)) if one[3] == "error"]
    assert errors == [expected]


def test_a_description_must_be_a_group_for_each_language(minimal):
    before, after = minimal.index("description:"), minimal.index("legal:")
    empty = minimal[:before] + "description: {}\n" + minimal[after:]
    assert remarks(empty) == [("description", 8, "too-few", "error")]
    wrong = minimal[:before] + "description: {en: text}\n" + minimal[after:]
    assert remarks(wrong) == [("description.en", 8, "wrong-type", "error")]


def test_lengths_count_what_a_reader_sees(minimal):
    # 100 families of 7 code points each are 100 characters, so 150 are not reached
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    start, end = minimal.index("longDescription: ") + 17, minimal.index("\n    features")
    short = minimal[:start] + family * 100 + minimal[end:]
    assert remarks(short) == [("description.en.longDescription", 11, "too-short", "error")]
    assert remarks(minimal[:start] + family * 150 + minimal[end:]) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"0"', '"0.4"', [("publiccodeYmlVersion", 1, "old-version")]),
        ("name: Medusa", "name: Medusa\nmonochromeLogo: a.svg", [("monochromeLogo", 3, "deprecated-key")]),
        ("name: Medusa", "name: Medusa\ninputTypes: [text/plain]", [("inputTypes", 3, "deprecated-key")]),
        ("  license", "  repoOwner: City\n  license", [("legal.repoOwner", 15, "deprecated-key")]),
        (
            "name: Medusa",
            "name: Medusa\nintendedAudience: {countries: [it]}",
            [("intendedAudience.countries[0]", 3, "small-letters")],
        ),
        (
            "name: Medusa",
            "name: Medusa\nit: {conforme: {gdpr: true}}",
            [("it.conforme", 3, "deprecated-key"), ("it", 3, "deprecated-key")],
        ),
        ("name: Medusa", "name: Medusa\nIT: {riuso: {codiceIPA: pcm}}", [("IT.riuso.codiceIPA", 3, "deprecated-key")]),
        ("    features", "    genericName: App\n    features", [("description.en.genericName", 12, "deprecated-key")]),
    ],
)  # fmt: skip
def test_what_is_deprecated_is_a_warning(minimal, old, new, expected):
    found = remarks(minimal.replace(old, new, 1))
    assert [one[:3] for one in found if one[3] == "warning"] == expected
    assert [one for one in found if one[3] == "error"] == []


def test_both_country_sections_are_an_error(minimal):
    text = minimal.replace(
        "name: Medusa", "name: Medusa\nIT: {piattaforme: {spid: true}}\nit: {piattaforme: {spid: true}}"
    )
    assert [one for one in remarks(text) if one[3] == "error"] == [("it", 4, "duplicate-section", "error")]


def test_contractors_stand_only_with_a_contract(full):
    text = full.replace("type: contract", "type: none")
    assert [one for one in remarks(text) if one[3] == "error"] == [
        ("maintenance.contractors", 64, "not-allowed", "error")
    ]


def test_the_draft_of_version_1_is_behind_a_setting(minimal):
    text = minimal.replace('"0"', '"1"').replace("    features:\n      - Calendar\n", "")
    assert remarks(text, draft_1=True) == []
    old = text.replace("name: Medusa", "name: Medusa\nsupports: []")
    assert remarks(old, draft_1=True) == [("supports", 3, "unknown-key", "error")]


def test_facts_from_outside_are_held_against_the_file(full):
    known = OutsideFacts(
        files=frozenset({"img/logo.svg"}),
        dead_links=frozenset({"https://example.org/medusa/roadmap", "https://example.org/medusa/docs"}),
        broken_pictures=frozenset({"img/logo.svg"}),
    )
    assert remarks(full, outside=known) == [
        ("roadmap", 27, "dead-link", "error"),
        ("description.en.documentation", 43, "dead-link", "error"),
        ("logo", 10, "broken-picture", "error"),
        ("description.en.screenshots[0]", 49, "no-such-file", "error"),
    ]


def test_codes_of_italian_administrations_are_checked_only_against_a_list(minimal):
    text = minimal.replace("name: Medusa", "name: Medusa\norganisation: {uri: 'urn:x-italian-pa:PCM'}")
    assert remarks(text) == []
    assert remarks(text, outside=OutsideFacts(ipa_codes=frozenset({"pcm"}))) == []
    assert remarks(text, outside=OutsideFacts(ipa_codes=frozenset({"x"}))) == [
        ("organisation.uri", 3, "unknown-ipa-code", "error")
    ]
    section = minimal.replace("name: Medusa", "name: Medusa\nIT: {riuso: {codiceIPA: no_such}}")
    found = remarks(section, outside=OutsideFacts(ipa_codes=frozenset({"pcm"})))
    assert [one[2] for one in found if one[3] == "error"] == ["unknown-ipa-code"]


@pytest.mark.parametrize("text", ["- a list\n", "just words\n", "---\n"])
def test_a_file_that_is_no_group_of_keys_is_invalid(text):
    reading = read_metadata(text.encode(), name="publiccode.yml")
    assert (reading.kind, reading.verdict, reading.records) == ("publiccode", "invalid", ())


def test_a_missing_type_of_maintenance_is_one_problem(minimal):
    text = minimal.replace("  type: community\n", "")
    assert remarks(text) == [("maintenance.type", 17, "missing", "error")]


def test_messages_never_show_addresses_of_persons(minimal):
    text = minimal.replace("    - name: Ada Example", "    - name: Ada Example\n      email: ada at example")
    problems = read_metadata(text.encode(), name="publiccode.yml").problems
    assert [one.code for one in problems] == ["not-allowed"]
    assert "ada" not in repr(problems).lower()
