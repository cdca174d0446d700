"""Which Python `.venv` is made of: the system's own, where it is of the same version and has all that we need.

A Python that was built on a machine by the defaults of its source is not optimised by profile. The one of a
distribution is, and does the same work in about three quarters of the processor time.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.calling import capture_program

OF_THE_SYSTEM = Path("/usr/bin") / f"python{sys.version_info.major}.{sys.version_info.minor}"
# What a distribution may have cut out of its Python, or built without; then its version alone on a line.
QUESTION = """
import ctypes, lzma, platform, sqlite3, ssl
sqlite3.connect(":memory:").execute("create virtual table found using fts5(words, tokenize='trigram')")
print(platform.python_version())
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python of this machine and its full version."""

    path: Path
    version: str


def choose_python(candidates: Sequence[Path] = (OF_THE_SYSTEM,)) -> Interpreter:
    """Return the system's own Python when it has all that we need, else the one that runs this."""
    for path in filter(Path.exists, candidates):
        answer = capture_program([path, "-I", "-c", QUESTION])
        if not answer.code and is_same_minor(answer.output.strip()):
            return Interpreter(path, answer.output.strip())
    return Interpreter(Path(sys.executable), platform.python_version())


def is_same_minor(version: str) -> bool:
    """Say whether a version is of the minor one that runs this, for which the locks hold."""
    return version.split(".")[:2] == platform.python_version().split(".")[:2]
