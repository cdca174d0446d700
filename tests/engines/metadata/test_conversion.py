"""From one kind to another, with every loss named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ospolis.engines.metadata import Contact, Licence, Record, convert, read_metadata

MANDATORY = (
    "name", "repository", "platforms", "status", "software_type", "licence", "maintenance", "contractors",
    "localisation_ready", "languages",
)  # fmt: skip


def read(text: str) -> Record:
    record = read_metadata(text.encode(), name="publiccode.yml").record
    assert record is not None
    return record


def follow(record: Record, *kinds: str) -> Record:
    names = {"publiccode": "publiccode.yml", "code-json": "code.json", "codemeta": "codemeta.json"}
    for kind in kinds:
        found = read_metadata(convert(record, kind).data, name=names[kind]).record
        assert found is not None
        record = found
    return record


def test_the_chain_keeps_every_mandatory_field(minimal, full):
    for text in (minimal, full.replace("      website: https://contractor.example/\n", "")):
        start = read(text)
        end = follow(start, "code-json", "codemeta", "publiccode")
        assert [getattr(end, name) for name in MANDATORY] == [getattr(start, name) for name in MANDATORY]
        first, last = start.descriptions[0], end.descriptions[0]
        assert (last.language, last.short, last.long, last.features) == (
            first.language,
            first.short,
            first.long,
            first.features,
        )
        assert [one.name for one in end.personal] == ["Ada Example"]


def test_every_loss_is_named(full):
    losses = {loss.field: loss.message for loss in convert(read(full), "code-json").losses}
    assert set(losses) == {
        "suite", "is_based_on", "used_by", "funded_by", "supports", "roadmap", "scopes", "countries",
        "unsupported_countries", "copyright_owner", "logo", "descriptions", "depends_on", "personal", "organisation",
        "contractors",
    }  # fmt: skip
    assert losses["suite"] == "The target has no place for it."
    assert losses["descriptions"] == "The target holds it in part or in other words."
    assert convert(read(full), "publiccode").losses == ()


def test_the_repository_file_passes_its_own_check_when_the_hours_are_known(full):
    record = replace(read(full), labour_hours=1200.0)
    conversion = convert(record, "code-json")
    assert conversion.problems == ()
    content = json.loads(conversion.data)
    assert content["permissions"]["licenses"] == [{"name": "Other", "URL": "https://spdx.org/licenses/"}]
    assert content["laborHours"] == 1200.0


def test_unknown_hours_are_left_out_and_not_zero(full):
    conversion = convert(read(full), "code-json")
    assert "laborHours" not in json.loads(conversion.data)
    assert [(one.path, one.code) for one in conversion.problems] == [("laborHours", "missing")]


@pytest.mark.parametrize(
    ("licence", "entry"),
    [
        (Licence("EUPL-1.2"), {"name": "Other", "URL": "https://spdx.org/licenses/EUPL-1.2.html"}),
        (Licence("mit"), {"name": "MIT", "URL": "https://spdx.org/licenses/MIT.html"}),
        (Licence("GPL-3.0", "https://example.org/L"), {"name": "GPL-3.0-only", "URL": "https://example.org/L"}),
    ],
)
def test_licences_take_the_form_of_the_schema(licence, entry):
    record = Record(name="x", licence=licence.name, licences=(licence,))
    assert json.loads(convert(record, "code-json").data)["permissions"]["licenses"] == [entry]


def test_an_inventory_entry_can_become_any_other_kind():
    record = Record(
        name="Tool",
        repository="https://example.org/tool",
        summary="Counts things.",
        status="Alpha",
        usage=("exemptByLaw", "exemptByCIO"),
        exemption_text="A reason.",
        vcs="Git",
        created="2020-01-01",
        personal=(Contact("contact", "Team", "a@example.org"),),
    )
    content = json.loads(convert(record, "code-json").data)
    assert content["permissions"]["usageType"] == ["exemptByCIO"]
    assert (content["status"], content["vcs"], content["date"]) == (
        "Development",
        "git",
        {"created": "2020-01-01T00:00:00Z"},
    )
    text = convert(record, "publiccode").data.decode()
    assert 'shortDescription: "Counts things."' in text
    assert "name: Team" in text
    named = json.loads(convert(replace(record, personal=(Contact("contact", "Team"),)), "code-json").data)
    assert named["contact"] == {"name": "Team"}


def test_an_empty_record_gives_a_file_of_every_kind():
    for kind in ("publiccode", "code-json", "codemeta"):
        conversion = convert(Record(), kind)
        assert (conversion.losses, bool(conversion.problems)) == ((), True)
