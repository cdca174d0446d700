"""docs/how-to/adapt-the-questions.md does what it says: every file is written, every command is run, in their order."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from factories.places import NOON, OPERATOR
from house.tree import ROOT
from ospolis.assessment.commands import COMMANDS
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.wording import say_bank
from ospolis.assessment.services.banks import bring_bank
from ospolis.core.program import DONE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = ROOT / "docs/how-to/adapt-the-questions.md"
BLOCK = re.compile(r"^```(yaml|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(banks/[\w/.-]+)`")


def steps():
    """What the page asks its reader to do: a file by the name that stands before it, or a command."""
    text = PAGE.read_text()
    for block in BLOCK.finditer(text):
        if block[1] == "yaml":
            yield NAMED.findall(text[: block.start()])[-1], block[2]
        else:
            yield from (("", line) for line in block[2].splitlines())


def run(words: list[str]) -> int:
    """Run a command of the page; the office of the page is the one of these tests."""

    said = ["arva" if word == "taluma" else word for word in words]
    command = next(one for one in COMMANDS if one.name == said[0])
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(said[1:]))


def test_a_reader_who_follows_the_page_gets_what_it_promises(world, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    bring_bank(realm="arva", at=NOON)
    for name, text in steps():
        if name:
            file = Path("country") / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        else:
            program, *words = shlex.split(text)
            assert (program, text, run(words)) == (".venv/bin/ospolis", text, DONE)

    used = bank_in_use(OPERATOR, "arva")
    assert (used.version, used.bank.item("D9.20").weight) == ("1+taluma-weights+taluma-1", 3)
    said = say_bank(OPERATOR, "arva", used.bank, "fr")
    assert (said.item("D9.20").language, said.item("D9.1").language) == ("fr", "en")
    assert {row.bank_code for row in InstitutionScore.objects.all()} == {"harbours", "office"}
    printed = capsys.readouterr().out
    assert "core 1+taluma-weights+taluma-1: Open source in public institutions. 65 questions, in use." in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "core.xlsx", "country", "form.xlsx", "harbours-files", "words-fr.xlsx", "words-fr.yml",
    ]  # fmt: skip
