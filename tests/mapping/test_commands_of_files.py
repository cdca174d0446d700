"""Commands that read files: the shapes that the contract fixes, their exit codes, and no site behind them."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mapping.country_workshop import ALPHA, COMPONENT_LIST
from ospolis.core.program import DONE, IN_PART, REFUSED, Command, run_command
from ospolis.mapping.commands import COMMANDS, MAP
from ospolis.mapping.commands.files import COMMANDS as FILE_COMMANDS

BY_NAME = {command.name: command for command in FILE_COMMANDS}
PUBLICCODE = 'publiccodeYmlVersion: "0.4"\nname: Alpha\nurl: https://example.org/a\n'


def run(capsys: pytest.CaptureFixture[str], name: str, *arguments: object) -> tuple[int, str, str]:
    command: Command = BY_NAME[name]
    assert not command.needs_site
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = run_command(command, parser.parse_args([str(argument) for argument in arguments]))
    told = capsys.readouterr()
    return code, told.out, told.err


def run_json(capsys: pytest.CaptureFixture[str], name: str, *arguments: object) -> tuple[int, Any]:
    code, out, _ = run(capsys, name, *arguments, "--json")
    return code, json.loads(out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plain folder with the files of alpha."""
    root = tmp_path / "plain"
    for name, content in ALPHA.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def test_licences_of_a_repository_have_the_shape_of_the_contract(
    alpha: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run_json(capsys, "licences", alpha)

    (one,) = told["repositories"]
    assert code == DONE
    assert sorted(one) == [
        "commit", "counts", "declared", "detected", "files", "licence_files", "path", "seconds", "unique_blobs"
    ]  # fmt: skip
    assert (one["path"], one["files"], one["unique_blobs"], one["declared"], one["detected"]) == (
        str(alpha), 4, 4, "MIT", "MIT"
    )  # fmt: skip
    assert len(one["commit"]) == 40
    assert [(row["path"], row["expression"]) for row in one["licence_files"]] == [("LICENSE", "MIT")]
    assert all(sorted(row) == ["expression", "path", "score"] for row in one["licence_files"])


def test_licences_of_a_folder_have_no_commit_and_name_files_when_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run_json(capsys, "licences", folder, "--files")

    (one,) = told["repositories"]
    assert (code, one["commit"], one["declared"]) == (DONE, None, "MIT")
    assert one["files"]["LICENSE"] == "MIT"


def test_components_are_purls_and_a_list_can_be_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "bom.json"

    code, told = run_json(capsys, "components", folder, "--cyclonedx", target)

    (one,) = told["repositories"]
    assert code == DONE
    assert [(row["purl"], row["scope"]) for row in one["components"]] == [("pkg:npm/left-pad@1.3.0", "runtime")]
    written = json.loads(target.read_text())
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert run_json(capsys, "sbom", target)[0] == DONE


def test_component_lists_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(COMPONENT_LIST)
    bad.write_text("{")

    code, told = run_json(capsys, "sbom", good)
    (one,) = told["files"]
    assert code == DONE
    assert sorted(one) == [
        "components", "file", "format", "problems", "seconds", "verdict", "version", "with_licence", "with_purl"
    ]  # fmt: skip
    assert (one["components"], one["with_licence"], one["with_purl"]) == (1, 1, 1)
    assert one["verdict"] in {"valid", "usable"}
    assert run_json(capsys, "sbom", bad)[0] == REFUSED
    code, told = run_json(capsys, "sbom", good, bad, tmp_path / "none.json")
    assert code == IN_PART
    assert [row["verdict"] == "refused" for row in told["files"]] == [False, True, True]
    assert all({"file", "verdict", "problems"} <= set(row) for row in told["files"])
    assert all({"code", "message", "path"} <= set(p) for row in told["files"] for p in row["problems"])


def test_metadata_is_judged_and_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "publiccode.yml", tmp_path / "other.yml"
    good.write_text(PUBLICCODE)
    bad.write_text("<html>")

    code, told = run_json(capsys, "metadata", good, bad)

    assert code == REFUSED  # the first lacks what its standard asks for, the second is none at all
    assert [sorted(row) for row in told["files"]] == [["file", "kind", "problems", "verdict", "version"]] * 2
    assert all(
        sorted(p) == ["code", "level", "line", "message", "path"] for row in told["files"] for p in row["problems"]
    )
    code, out, _ = run(capsys, "metadata", good, "--to", "codemeta")
    assert (code, json.loads(out)["name"]) == (DONE, "Alpha")
    assert run(capsys, "metadata", bad, "--to", "codemeta")[0] == REFUSED


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_path_that_is_not_there_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run_json(capsys, name, tmp_path / "none")

    ((one,),) = told.values()
    assert (code, bool(one["problems"][0]["message"])) == (REFUSED, True)
    assert run(capsys, name, tmp_path / "none")[0] == REFUSED


def test_plain_words_name_the_path(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "licences", folder)[1] == f"{folder}: declared MIT, found MIT\n"
    assert run(capsys, "components", folder)[1].splitlines()[0] == f"{folder}: 1 components"


def test_plain_words_name_the_licence_of_each_file_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "licences", folder, "--files")[1].splitlines() == [
        f"{folder}: declared MIT, found MIT",
        "  LICENSE: MIT",
        "  package.json: MIT",
    ]


def test_plain_words_name_the_key_that_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "publiccode.yml"
    file.write_text(PUBLICCODE + "legal:\n  mainCopyrightOwner: A\n")

    lines = run(capsys, "metadata", file)[1].splitlines()

    assert [line for line in lines if "This key is mandatory" in line][:2] == [
        "  line 5, legal.license: This key is mandatory and absent or empty.",
        "  line 1, platforms: This key is mandatory and absent or empty.",
    ]


def test_files_are_read_without_settings_and_without_a_database(folder: Path) -> None:
    script = (
        "import sys; from ospolis.web.program import main; code = main(sys.argv[1:]);"
        " assert 'django' not in sys.modules or not __import__('django').apps.apps.ready; sys.exit(code)"
    )
    arguments = ["licences", str(folder), "--json"]
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, env={"PATH": "/usr/bin:/bin"}
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)["repositories"][0]["declared"] == "MIT"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_an_example(command: Command) -> None:
    assert command.example.startswith(f"ospolis {command.name} ") or command is MAP
