"""The second scanner in its box: what stands in for ScanCode in tests, held against the real one where it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.second_scanner import make_environment
from mapping.country_workshop import MIT
from ospolis.core.scanbox import BoxAnswer, BoxBroken, BoxOutcome, ScanBox
from ospolis.mapping.deep.scanner import Scanner, ask_text, find_scanner
from ospolis.mapping.outcomes import SourceTrouble
from ospolis.mapping.second_answers import LOST, NAMED, NOTHING, UNSURE, SecondAnswer, judge_detections

REAL = Path(os.environ.get("OSPOLIS_DEEP_PYTHON", Path(__file__).parents[2] / ".cache" / "deep" / "bin" / "python"))
CHOICE = "/* dual licensed under the MIT or GPL licenses */"
RESERVED = "// Copyright 2026 Ministry. All rights reserved."


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
    assert (choice.state, choice.expression, choice.rules) == (NAMED, "MIT OR GPL-1.0-or-later", ("mit_or_gpl_8.RULE",))
    assert ask_text(box, RESERVED).state == UNSURE
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
