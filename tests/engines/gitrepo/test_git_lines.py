"""Lines of code: by name, within other languages, whatever lies around."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from ospolis.engines.gitrepo.lines import COUNTER, Lines, count_lines, name_for_counting


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


def test_the_counter_is_named_with_its_version() -> None:
    assert f"tokei (pytokei {version('pytokei')})" == COUNTER


def test_contents_are_counted_by_name_and_object(scratch: Path) -> None:
    found = count_lines(
        [
            ("1", ".py", b"import os\n# why\n\nx = 1\n"),
            ("2", "dockerfile", b"FROM scratch\n"),
            ("3", "", b"#!/usr/bin/env python3\nx = 1\n"),
            ("4", ".vue", b"<template>\n<p>a</p>\n</template>\n<script>\nlet a = 1\n</script>\n"),
            ("1", ".txt", b"import os\n"),
            ("5", ".unknown", b"what\n"),
            ("6", ".py", b"\xff\x00\xfe"),
            ("7", ".py", b""),
        ],
        scratch=scratch,
    )

    assert found[("1", ".py")] == Lines("Python", 2, 1, 1)
    assert found[("2", "dockerfile")] == Lines("Dockerfile", 1, 0, 0)
    assert found[("3", "")] == Lines("Python", 1, 1, 0)
    assert found[("4", ".vue")] == Lines("Vue", 6, 0, 0)
    assert found[("1", ".txt")] == Lines("Plain Text", 0, 1, 0)
    assert found[("7", ".py")] == Lines("Python", 0, 0, 0)
    assert ("5", ".unknown") not in found
    assert not scratch.exists()


def test_nothing_to_count_is_nothing(scratch: Path) -> None:
    assert count_lines([], scratch=scratch) == {}


def test_ignore_files_hide_nothing(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".gitignore", ".ignore", ".tokeignore"):
        (tmp_path / name).write_text("*\nscratch/\n*.py\n")

    found = count_lines(
        [
            ("1", ".py", b"x = 1\n"),
            ("2", "makefile", b"a:\n"),
            ("3", ".gitignore", b"*\n"),
            ("4", ".tokeignore", b"*\n"),
        ],
        scratch=scratch,
    )

    assert (found[("1", ".py")].code, found[("2", "makefile")].code) == (1, 1)


def test_a_scratch_folder_in_use_is_left_alone(scratch: Path) -> None:
    scratch.mkdir()

    with pytest.raises(FileExistsError):
        count_lines([], scratch=scratch)

    assert scratch.exists()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/Main.JAVA", ".java"),
        ("Dockerfile", "dockerfile"),
        ("deploy/Makefile", "makefile"),
        ("a.b/CMakeLists.txt", "cmakelists.txt"),
        (".gitignore", ""),
        ("bin/run", ""),
        ("a.c++", ".c++"),
        ("a.tar.gz", ".gz"),
        ("a.b/c", ""),
        ("a.py\n", ""),
        ("a.\udcff", ""),
        ("a.", ""),
        ("a." + "x" * 30, ""),
        ("a.é", ""),
    ],
)
def test_only_a_plain_ending_or_a_known_name_reaches_the_disk(path: str, name: str) -> None:
    assert name_for_counting(path) == name


def test_names_that_are_not_ours_are_refused(scratch: Path) -> None:
    for name in ("../x", "/etc/x", "a/b", ".py/../../x", "x.py"):
        with pytest.raises(ValueError, match="name_for_counting"):
            count_lines([("1", name, b"")], scratch=scratch)
        assert not scratch.exists()
