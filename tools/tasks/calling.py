"""Running other programs: the one place where this folder starts a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tasks.places import ROOT

# Texts and paths in one list: each becomes text on its way out.
Words = Sequence[object]


class StepFailed(Exception):
    """A step did not work; the message says what to do."""


@dataclass(frozen=True)
class Answer:
    """What a program printed, how it ended, and how long it took."""

    code: int
    output: str
    seconds: float


def build_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a child: ours, with UTF-8 whatever the locale of the machine is.

    Byte code is kept even where a machine asks for none: a suite starts hundreds of programs and rewrites every test,
    and would compile them all each time.
    """
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "", **(extra or {})}


def run_program(words: Words, *, extra: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a program that talks to the terminal itself and return its exit code."""
    sys.stdout.flush()
    return subprocess.run([str(word) for word in words], cwd=cwd, env=build_environment(extra)).returncode


def capture_program(words: Words, *, extra: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Answer:
    """Run a program quietly and keep what it printed."""
    start = time.monotonic()
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=build_environment(extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    return Answer(done.returncode, done.stdout, time.monotonic() - start)


def require_success(words: Words, *, to: str, extra: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run a program quietly; when it fails, show what it printed and stop with `to` as the reason."""
    answer = capture_program(words, extra=extra, cwd=cwd)
    if answer.code:
        sys.stdout.write(answer.output)
        raise StepFailed(f"could not {to} (exit code {answer.code}); the lines above say why")
    return answer.output


def replace_by_program(words: Words, *, extra: Mapping[str, str] | None = None) -> NoReturn:
    """Become another program, so that signals and Ctrl-C reach it directly."""
    sys.stdout.flush()
    os.chdir(ROOT)
    texts = [str(word) for word in words]
    os.execve(texts[0], texts, build_environment(extra))  # noqa: S606 - our own program, no shell wanted


@contextmanager
def announce_step(title: str) -> Iterator[None]:
    """Print a step and its seconds, so that a slow machine shows where it is."""
    print(f"- {title} ...", flush=True)
    start = time.monotonic()
    yield
    print(f"  {title}: {time.monotonic() - start:.1f} s", flush=True)


def stop_on_terminate() -> None:
    """Turn SIGTERM into an exception, so that every `finally` runs and no server is left behind."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
