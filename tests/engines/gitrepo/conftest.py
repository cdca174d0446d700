"""What the tests of repositories may ask for."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A repository without a commit."""
    return Workshop(tmp_path / "made.git")


@pytest.fixture
def make_workshop(tmp_path: Path) -> Callable[..., Workshop]:
    """Makes further repositories."""

    def make(name: str, algorithm: str = "sha1") -> Workshop:
        return Workshop(tmp_path / name, algorithm)

    return make


@pytest.fixture
def noise() -> Callable[[int], bytes]:
    """Bytes that do not get smaller by packing, the same each time."""

    def make(size: int) -> bytes:
        return hashlib.shake_128(b"noise").digest(size)

    return make


@pytest.fixture
def hang_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a git in front of the real one that never ends when it is given a certain word."""

    def put(word: str) -> None:
        folder = tmp_path / "hanging"
        folder.mkdir()
        program = folder / "git"
        real = shutil.which("git")
        program.write_text(f'#!/bin/sh\ncase "$*" in *{word}*) exec sleep 60;; esac\nexec {real} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return put


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a mirror will be."""
    return tmp_path / "mirror"
