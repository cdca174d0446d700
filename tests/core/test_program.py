"""What commands share: exit codes, one JSON document, progress that fits its stream."""

from __future__ import annotations

import argparse
import io
import json

import pytest

from ospolis.core.commands import COMMANDS
from ospolis.core.program import (
    DONE,
    IN_PART,
    REFUSED,
    Command,
    InputProblem,
    Progress,
    RefusedInput,
    print_json,
    run_command,
    tell,
)


def refuse(options: argparse.Namespace) -> int:
    raise RefusedInput([InputProblem("a.csv, row 2, column id", "The id is empty.", "Give an id.")])


def interrupt(options: argparse.Namespace) -> int:
    raise KeyboardInterrupt


def command_of(run: object) -> Command:
    return Command("x", "Do x.", "ospolis x", run, needs_site=False)  # type: ignore[arg-type]


def test_refused_input_is_listed_and_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_command(command_of(refuse), argparse.Namespace(json=True))
    told = capsys.readouterr()

    assert code == REFUSED
    assert json.loads(told.out) == {
        "problems": [{"place": "a.csv, row 2, column id", "message": "The id is empty.", "remedy": "Give an id."}]
    }
    assert told.err == "a.csv, row 2, column id: The id is empty. Give an id.\nNothing was written.\n"


def test_ctrl_c_is_an_end_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(command_of(interrupt), argparse.Namespace()) == IN_PART
    assert capsys.readouterr().err == "Stopped. Run the same command again to go on.\n"


def test_a_command_gives_its_own_code() -> None:
    assert run_command(command_of(lambda options: DONE), argparse.Namespace()) == DONE


def test_control_characters_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    tell("evil\x1b[2J\nname")
    assert capsys.readouterr().err == "evil\\x1b[2J\\nname\n"


def test_one_document_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"é": [1]})
    assert json.loads(capsys.readouterr().out) == {"é": [1]}


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_a_line_every_few_seconds_without_a_terminal() -> None:
    moments = iter([0.0, 1.0, 2.0, 3.5, 4.0, 5.0, 5.0, 5.0, 5.0])
    stream = io.StringIO()
    with Progress("sources", 4, stream, lambda: next(moments)) as progress:
        for _ in range(4):
            progress.step()

    assert stream.getvalue() == "sources: 3 of 4, 4.0 s\nsources: 4 of 4, 5.0 s\n"


def test_progress_is_a_bar_on_a_terminal() -> None:
    moments = iter([0.0, 1.0, 1.0, 2.0, 2.0])
    stream = Screen()
    with Progress("files", 2, stream, lambda: next(moments)) as progress:
        progress.reach(1, "a.json")

    assert stream.getvalue().split("\r\x1b[K") == [
        "",
        "[###############...............] files: 1 of 2, 1.0 s a.json",
        "[###############...............] files: 1 of 2, 2.0 s\n",
    ]


def test_every_command_has_a_sentence_and_an_example() -> None:
    for command in COMMANDS:
        assert command.help.endswith(".")
        assert command.example.startswith(f"ospolis {command.name}")
