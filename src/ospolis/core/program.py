"""What every command of the program shares: its description, exit codes, progress and the one JSON document."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

from ospolis.core.memory import settle_memory

DONE = 0
OUR_ERROR = 1
REFUSED = 2
IN_PART = 3

_LINE_SECONDS = 3.0
_BAR_SECONDS = 0.1
_BAR_WIDTH = 30


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """For commands that take none of their own."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, what it does in a sentence, an example, its arguments, and the function that runs it.

    `run` gets the parsed options and returns an exit code. `needs_site` is False for commands that work without
    settings and database, `needs_tables` for those that look at a database before its tables are there.
    """

    name: str
    help: str
    example: str
    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    needs_site: bool = True
    needs_tables: bool = True


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with what was given: where in words, what, what to do; and where in parts, as far as known."""

    place: str
    message: str
    remedy: str = ""
    file: str = ""
    row: int = 0
    column: str = ""
    code: str = ""


class RefusedInput(Exception):
    """Input that is refused as a whole; nothing was written."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def run_command(command: Command, options: argparse.Namespace) -> int:
    """Set the site up when the command needs it, run it, and turn refusal and Ctrl-C into their exit codes."""
    if command.needs_site:
        set_up_site()
    settle_memory()
    try:
        if command.needs_site and command.needs_tables:
            ensure_tables()
        return command.run(options)
    except RefusedInput as refused:
        if getattr(options, "json", False):
            print_json({"problems": [_problem_row(problem) for problem in refused.problems]})
        for problem in refused.problems:
            tell(f"{problem.place}: {problem.message} {problem.remedy}".rstrip())
        tell("Nothing was written.")
        return REFUSED
    except KeyboardInterrupt:
        tell("Stopped. Run the same command again to go on.")
        return IN_PART
    except BrokenPipeError:
        # The reader of our output has gone (`ospolis ... | head`): nothing more to say, and no trace at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUR_ERROR


def set_up_site() -> None:
    """Read the settings and load the apps. Raises BadSetting when a variable cannot be used."""
    import django  # noqa: PLC0415  # commands without a site must not wait for it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
    django.setup()


def ensure_tables() -> None:
    """Make the tables of a database that has none; refuse those of an older version, which an operator backs up first.

    Raises   RefusedInput
    """
    from ospolis.core import tables  # noqa: PLC0415  # needs the installed apps

    missing = tables.missing_steps()
    if not missing:
        return
    if not tables.is_new_database():
        problem = InputProblem("database", f"The tables lack {missing} steps.", "Run 'ospolis migrate'.")
        raise RefusedInput([problem])
    tell("Making the tables of a new database.")
    tables.bring_up_to_date()


def print_json(document: Any) -> None:
    """Write the one JSON document of a command to standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    """Write one line of the answer to standard output."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Write one line about the run to standard error; control characters are shown, not obeyed."""
    sys.stderr.write("".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text) + "\n")
    sys.stderr.flush()


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="write exactly one JSON document to standard output")


@dataclass(slots=True)
class Progress:
    """How far a run is: a bar on a terminal, else a line every few seconds, on standard error.

    Use it as a context; call `step` or `reach`. A total of 0 means that it is not known.
    """

    label: str
    total: int = 0
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    _began: float = 0.0
    _shown_at: float = 0.0

    def __enter__(self) -> Progress:
        self._began = self._shown_at = self.clock()
        return self

    def __exit__(self, *problem: object) -> None:
        self._show(last=True)

    def step(self, count: int = 1, note: str = "") -> None:
        """Count some more as done."""
        self.reach(self.done + count, note)

    def reach(self, done: int, note: str = "") -> None:
        """Say how many are done now."""
        self.done = done
        pause = _BAR_SECONDS if self.stream.isatty() else _LINE_SECONDS
        if self.clock() - self._shown_at >= pause:
            self._show(note=note)

    def _show(self, *, note: str = "", last: bool = False) -> None:
        self._shown_at = self.clock()
        of_total = f"{self.done:,} of {self.total:,}" if self.total else f"{self.done:,}"
        text = f"{self.label}: {of_total}, {self._shown_at - self._began:.1f} s {note}".rstrip()
        if not self.stream.isatty():
            self.stream.write(f"{text}\n")
        else:
            filled = _BAR_WIDTH * min(self.done, self.total) // self.total if self.total else 0
            bar = f"[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] " if self.total else ""
            self.stream.write(f"\r\x1b[K{bar}{text}" + ("\n" if last else ""))
        self.stream.flush()


def _problem_row(problem: InputProblem) -> dict[str, Any]:
    row = asdict(problem)
    return {name: row[name] for name in row if row[name] or name in {"place", "message", "remedy"}}
