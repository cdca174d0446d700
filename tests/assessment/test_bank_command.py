"""`ospolis bank`: what is wrong is told by file and place, and nothing is half written."""

from __future__ import annotations

import argparse
import json

import pytest

from assessment.workshop import CODE, ITEMS, small_bank
from factories.places import OPERATOR
from ospolis.assessment.bank_program import BANK
from ospolis.assessment.models import Bank, BankWords
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.core.program import DONE, RefusedInput

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ITEM = {**small_bank()["items"][1], "code": "A2.9"}
ITEM.pop("essential_for")
OWN = {"schema": "question-bank-items", "bank": CODE, "adds": "arva", "items": [ITEM]}
WORDS = {
    "schema": "question-bank-translation", "bank": CODE, "version": "1", "language": "fr", "dimensions": {},
    "items": {"A2.9": {"statement": "Ici.", "help": "Voir.", "anchors": ["A.", "B.", "C.", "D.", "E."]}},
}  # fmt: skip


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    BANK.add_arguments(parser)
    return BANK.run(parser.parse_args([str(word) for word in words]))


def refused(*words: object) -> list[tuple[str, str]]:
    with pytest.raises(RefusedInput) as found:
        run(*words)
    return [(problem.place, problem.code) for problem in found.value.problems]


@pytest.fixture
def folder(tmp_path):
    """A country folder with a question of its own and its words in French."""
    (tmp_path / "banks").mkdir()
    office = "id: arva\nname: Arva\ncountry: XA\nscope: country\nhost: arva-digital\n"
    (tmp_path / "office.yml").write_text(office)
    (tmp_path / "banks/own.yml").write_text(json.dumps(OWN))
    (tmp_path / "banks/fr.yml").write_text(json.dumps(WORDS))
    (tmp_path / "banks/README.md").write_text("Ours.")
    (tmp_path / "banks/notes.txt").write_text("Ours too.")
    return tmp_path


def test_a_check_says_what_would_come_and_writes_nothing(bank, folder, capsys):
    assert run("check", folder, "--json") == DONE

    told = json.loads(capsys.readouterr().out)
    assert (told["office"], told["written"], told["banks"][0]["version"], told["banks"][0]["own"]) == (
        "arva", False, "1+arva", 1,
    )  # fmt: skip
    assert (told["words"][0]["translated"], told["words"][0]["of"], told["words"][0]["stale"]) == (1, 9, [])
    assert told["notes"] == ["notes.txt is no file of a bank (.yml or .xlsx) and is left alone."]
    assert (Bank.objects.count(), BankWords.objects.count()) == (1, 0)


def test_a_country_folder_is_installed_for_its_office(bank, folder, capsys):
    assert run("install", folder) == DONE

    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "small 1+arva: Small bank. 7 questions, 1 added.",
        "small: fr: 1 of 9 questions and sections are translated. Still missing: A1, A2, A1.1, A1.2, A1.3, A2.1, A2.2,"
        " A2.3.",
        "Installed.",
    ]
    assert bank_in_use(OPERATOR, "arva", CODE).bank.item("A2.9") is not None
    assert [item.code for item in bank_in_use(OPERATOR, "belun", CODE).bank.items] == list(ITEMS)

    run("list", "--office", "arva")
    lines = capsys.readouterr().out.splitlines()
    assert "small 1+arva: Small bank. 7 questions, in use." in lines
    assert "office 1: An open source programme office about itself. 18 questions, comes along, not used yet." in lines


def test_a_language_whose_source_changed_is_named_in_the_list(bank, folder, capsys):
    run("install", folder)
    changed = {**OWN, "items": [{**ITEM, "help": "Look elsewhere."}]}
    (folder / "banks/own.yml").write_text(json.dumps(changed))
    (folder / "banks/fr.yml").unlink()
    run("install", folder)
    capsys.readouterr()

    run("list", "--office", "arva", "--json")

    small = next(row for row in json.loads(capsys.readouterr().out)["banks"] if row["bank"] == CODE)
    assert (small["languages"][0]["stale"], small["languages"][0]["translated"]) == (["A2.9"], 0)


def test_a_wrong_file_is_named_with_its_line_and_nothing_is_written(bank, folder):
    (folder / "banks/own.yml").write_text(
        "schema: question-bank-items\nbank: small\nadds: arva\nitems:\n- code: A2.9\n"
    )

    places = refused("install", folder)

    assert ("own/own.yml, line 5, items[0].statement", "missing-statement") in places
    assert (Bank.objects.count(), BankWords.objects.count()) == (1, 0)


def test_a_file_that_is_no_plain_file_is_refused(bank, folder):
    (folder / "banks/link.yml").symlink_to("/etc/hostname")

    assert refused("check", folder) == [("link.yml", "unreadable")]


def test_a_folder_of_too_many_files_and_an_office_that_cannot_be_read_are_refused(bank, folder, monkeypatch):
    monkeypatch.setattr("ospolis.assessment.bank_folder._MOST_FILES", 2)
    assert ("banks", "too-many") in [(place.rpartition("/")[2], code) for place, code in refused("check", folder)]
    (folder / "office.yml").write_text("name: [")
    assert refused("check", folder)[0][0].startswith("office.yml")


def test_a_workbook_that_is_wrong_is_refused_with_the_files_beside_it(bank, folder):
    (folder / "banks/deeper").mkdir()
    (folder / "banks/deeper/own.xlsx").write_bytes(b"PK no workbook")

    assert refused("install", folder) == [("deeper/own.xlsx", "archive")]
    assert Bank.objects.count() == 1


def test_a_folder_without_banks_and_a_path_without_a_file_are_told(bank, tmp_path):
    assert refused("check", tmp_path, "--office", "arva") == [(str(tmp_path), "")]
    assert refused("check", tmp_path / "none.yml", "--office", "arva")[0][1] == "unreadable"


def test_whose_bank_it_is_has_to_be_said_where_there_are_several_offices(bank, folder):
    file = folder / "banks/own.yml"

    assert refused("install", file) == [("office", "")]
    assert refused("install", file, "--office", "nowhere") == [("office", "")]
    assert run("install", file, "--shared") == DONE
    assert bank_in_use(OPERATOR, "belun", CODE).version == "1+arva"


def test_codes_of_other_banks_and_banks_that_are_not_there_are_refused(bank, folder):
    taken = {**OWN, "items": [{**ITEM, "code": "OF1.1"}],
             "dimensions": [{"code": "OF1", "title": "Own", "explanation": "Own."}]}  # fmt: skip
    (folder / "banks/own.yml").write_text(json.dumps(taken))
    (folder / "banks/fr.yml").unlink()
    assert refused("install", folder) == [("OF1.1", "item-taken")]

    (folder / "banks/own.yml").write_text(json.dumps({**OWN, "bank": "unheard-of"}))
    assert refused("install", folder) == [("bank", "")]


def test_a_file_that_is_no_text_is_refused(bank, folder):
    (folder / "banks/own.yml").write_bytes(b"\xff\xfe\x00")

    assert ("own.yml, line 1", "encoding") in refused("install", folder)


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_what_is_exported_installs_again_as_the_same_bank(bank, folder, tmp_path, name):
    run("install", folder)
    before = bank_in_use(OPERATOR, "arva", CODE).bank

    assert run("export", CODE, tmp_path / name, "--office", "arva") == DONE
    assert run("install", tmp_path / name, "--office", "arva") == DONE

    assert bank_in_use(OPERATOR, "arva", CODE).bank == before
    assert refused("export", CODE, tmp_path / name, "--office", "arva") == [(str(tmp_path / name), "")]


@pytest.mark.parametrize("ending", ["yml", "xlsx"])
def test_a_translator_gets_what_is_open_with_its_source_and_hands_it_in_again(bank, folder, tmp_path, ending):
    run("install", folder)
    file = tmp_path / f"de.{ending}"

    assert run("export", CODE, file, "--office", "arva", "--language", "de") == DONE
    assert run("install", file, "--office", "arva", "--json") == DONE

    assert BankWords.objects.get(language="de").bank_code == CODE
    if ending == "yml":
        assert '# "Question A1.2."' in file.read_text()


def test_an_export_as_a_field_form_names_what_it_leaves_out(bank, tmp_path, capsys):
    assert run("export", CODE, tmp_path / "form.xlsx", "--office", "arva", "--form") == DONE

    said = capsys.readouterr()
    assert "A field form has no place for hooks, so evidence is left out of: A1.1, A2.2." in said.err
    assert run("check", tmp_path / "form.xlsx", "--office", "arva") == DONE


def test_a_version_and_a_language_that_are_none_are_refused(bank, tmp_path):
    out = tmp_path / "out.xlsx"

    assert refused("export", CODE, out, "--office", "arva", "--version", "9") == [("bank", "")]
    assert refused("export", "nothing", out, "--office", "arva") == [("bank", "")]
    assert refused("export", CODE, out, "--office", "arva", "--language", "French!") == [("language", "")]
    assert run("export", CODE, out, "--office", "arva", "--version", "1", "--json") == DONE


def test_without_an_office_banks_may_be_shared(db, capsys):
    assert refused("list") == [("office", "")]
    assert run("list", "--shared") == DONE
    assert capsys.readouterr().out.startswith("core 1: Open source in public institutions. 64 questions")
