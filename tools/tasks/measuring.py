"""make bench: one program for each promise of speed; they print figures and assert no time."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.calling import run_program
from tasks.environment import prepare_environment
from tasks.places import PYTHON, ROOT, SETTINGS


def run_benchmarks(arguments: Sequence[str]) -> int:
    """Run all benchmarks, or those whose file name holds one of the words given.

    Options, numbers and paths (with a /) go on to each benchmark: repositories or files to be measured.
    """
    prepare_environment("test")
    options = [word for word in arguments if word.startswith("-") or word.isdigit() or "/" in word]
    words = [word for word in arguments if word not in options]
    # A name with an underscore before it is shared code, no benchmark.
    files = sorted((ROOT / "benchmarks").glob("[!_]*.py"))
    chosen = [file for file in files if not words or any(word in file.stem for word in words)]
    if not chosen:
        print("no benchmark is called so; there are: " + ", ".join(file.stem for file in files))
        return 2
    codes = []
    for file in chosen:
        print(f"== {file.stem}", flush=True)
        codes.append(run_program([PYTHON, file, *options], extra={"DJANGO_SETTINGS_MODULE": SETTINGS}))
    return max(codes)
