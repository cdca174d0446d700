"""The second scanner in its box: what stands in for ScanCode in tests, held against the real one where it is there."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.second_scanner import make_environment
from mapping.country_workshop import MIT
from ospolis.core.program import DONE, REFUSED, run_command
from ospolis.core.scanbox import BoxAnswer, BoxBroken, BoxOutcome, ScanBox
from ospolis.mapping.commands.files import COMMANDS as FILE_COMMANDS
from ospolis.mapping.deep.scanner import Scanner, ask_text, find_scanner
from ospolis.mapping.outcomes import SourceTrouble
from ospolis.mapping.second_answers import LOST, NAMED, NOTHING, UNSURE, SecondAnswer, judge_detections

REAL = Path(os.environ.get("OSPOLIS_DEEP_PYTHON", Path(__file__).parents[2] / ".cache" / "deep" / "bin" / "python"))
CHOICE = "/* dual licensed under the MIT or GPL licenses */"


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    found = find_scanner(make_environment(tmp_path_factory.mktemp("second") / "environment"))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def box(scanner: Scanner) -> Iterator[ScanBox]:
    with scanner.open_box() as opened:
        yield opened


def test_a_scanner_is_known_by_the_packages_beside_its_python_and_nothing_is_started(
    scanner: Scanner, tmp_path: Path
) -> None:
    assert scanner.version == "32.5.0-1"
    assert find_scanner(tmp_path / "bin" / "python") is None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    assert find_scanner(tmp_path / "bin" / "python") is None


def hold_to_the_contract(box: ScanBox) -> None:
    """What the rest of the product counts on, whoever answers."""
    whole = ask_text(box, MIT)
    assert (whole.state, whole.expression, whole.score) == (NAMED, "MIT", 100.0)
    choice = ask_text(box, CHOICE)
    assert (choice.state, choice.expression, choice.score) == (NAMED, "MIT OR GPL-1.0-or-later", 100.0)
    assert all(rule.endswith(".RULE") for rule in choice.rules) and choice.rules
    assert ask_text(box, "a road, a river and a bridge").state == NOTHING


def test_the_scanner_that_stands_in_keeps_the_contract(box: ScanBox) -> None:
    hold_to_the_contract(box)


@pytest.mark.long
@pytest.mark.skipif(find_scanner(REAL) is None, reason="ScanCode is not installed; make deep installs it")
def test_the_real_scanner_keeps_the_contract() -> None:
    found = find_scanner(REAL)
    assert found is not None
    with found.open_box() as opened:
        hold_to_the_contract(opened)


def test_a_text_that_ends_its_reader_costs_itself_only(box: ScanBox) -> None:
    lost = ask_text(box, "KILL THE READER")
    assert (lost.state, lost.rules) == (LOST, ("ended by signal 9",))
    assert ask_text(box, CHOICE).state == NAMED


def test_the_scanner_finds_none_of_our_packages(tmp_path: Path) -> None:
    """Ours may be of another version than those it was locked with."""
    python = make_environment(tmp_path / "environment", index="import django\n")
    scanner = find_scanner(python)
    assert scanner is not None
    with scanner.open_box() as opened, pytest.raises(BoxBroken, match="No module named 'django'"):
        ask_text(opened, CHOICE)


class Answering:
    """A box that gives just these lines."""

    def __init__(self, *lines: bytes) -> None:
        self.lines = lines

    def run(self, payload: bytes) -> BoxAnswer:
        return BoxAnswer(BoxOutcome.DONE, self.lines)


def test_an_answer_that_is_not_of_the_agreed_form_is_not_believed() -> None:
    assert ask_text(Answering(b"no JSON"), CHOICE) == SecondAnswer(LOST, rules=("box-answer",))
    with pytest.raises(SourceTrouble):
        ask_text(Answering(b'{"expression": "MIT", "matches": 3}'), CHOICE)


def row(expression: str | None, *scores: float) -> dict[str, object]:
    return {"expression": expression, "matches": [["key", score, f"rule-{score}"] for score in scores]}


@pytest.mark.parametrize(
    ("rows", "state", "expression"),
    [
        ([row("MIT", 100), row("Apache-2.0", 95)], NAMED, "MIT AND Apache-2.0"),
        ([row("MIT", 100), row("MIT", 100)], NAMED, "MIT"),
        ([row("LicenseRef-scancode-json-pd", 100)], NAMED, "LicenseRef-scancode-json-pd"),
        ([row("MIT", 100, 83.4)], UNSURE, ""),
        ([row("LicenseRef-scancode-unknown-license-reference AND MIT", 100)], UNSURE, ""),
        ([row("MIT", 100), row(None, 100)], UNSURE, ""),
        ([row("no such (", 100)], UNSURE, ""),
        ([row(f"LicenseRef-scancode-{'x' * 500}", 100)], UNSURE, ""),
        ([row(None, 29.4)], NOTHING, ""),
        ([], NOTHING, ""),
    ],
)
def test_only_a_licence_that_is_known_for_certain_is_named(
    rows: list[dict[str, object]], state: str, expression: str
) -> None:
    judged = judge_detections(rows)
    assert (judged.state, judged.expression) == (state, expression)


def run_licences(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    (command,) = [command for command in FILE_COMMANDS if command.name == "licences"]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = run_command(command, parser.parse_args(arguments))
    told = capsys.readouterr()
    return code, told.out + told.err


def test_licences_of_a_folder_are_read_a_second_time_without_a_database(
    scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "LICENSE").write_text(MIT)
    (tmp_path / "choice.js").write_text(f"{CHOICE}\nvar a = 1;\n")
    (tmp_path / "own.js").write_text("// Licensed under the terms of the Frobnicate Licence.\nvar b = 1;\n")
    monkeypatch.setenv("OSPOLIS_DEEP_PYTHON", str(scanner.python))

    code, told = run_licences(capsys, str(tmp_path), "--deep", "--json")
    rows = {row["path"]: row for row in json.loads(told)["repositories"][0]["deep"]}
    assert code == DONE and sorted(rows) == ["choice.js", "own.js"]
    choice = rows["choice.js"]
    assert (choice["first_line"], choice["state"], choice["expression"]) == (1, NAMED, "MIT OR GPL-1.0-or-later")
    assert (choice["tool"], choice["version"], choice["score"]) == ("scancode", "32.5.0-1", 100.0)

    code, told = run_licences(capsys, str(tmp_path), "--deep")
    assert "not recognised: choice.js, line 1: scancode says MIT OR GPL-1.0-or-later" in told
    assert "not recognised: own.js, line 1: nothing" in told


def test_without_a_scanner_the_licences_are_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSPOLIS_DEEP_PYTHON", str(tmp_path / "none"))

    code, told = run_licences(capsys, str(tmp_path), "--deep")

    assert code == REFUSED and "make deep" in told
