"""The Python of `.venv`: the system's own when it is whole and of the version that the locks are made for."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest
from tasks.interpreters import Interpreter, choose_python

MINOR = ".".join(platform.python_version_tuple()[:2])
OURS = Interpreter(Path(sys.executable), platform.python_version())


@pytest.fixture
def plant(tmp_path):
    """A program that answers like a Python."""

    def plant_python(answer: str, code: int = 0) -> Path:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\necho {answer}\nexit {code}\n")
        path.chmod(0o700)
        return path

    return plant_python


def test_a_whole_python_of_the_system_is_taken(plant):
    found = plant(f"{MINOR}.99")

    assert choose_python([found]) == Interpreter(found, f"{MINOR}.99")


@pytest.mark.parametrize(("answer", "code"), [(f"{MINOR}.99", 1), ("2.7.18", 0), ("", 0)])
def test_one_that_lacks_something_or_is_of_another_version_is_passed_over(plant, answer, code):
    assert choose_python([plant(answer, code)]) == OURS


def test_without_one_it_is_the_python_that_runs_this(tmp_path):
    assert choose_python([tmp_path / "none"]) == OURS
