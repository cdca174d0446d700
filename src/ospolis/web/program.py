"""The one program of operators: `ospolis COMMAND`. Each app brings its commands; this file only finds and runs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

from ospolis.core.config import BadSetting
from ospolis.core.program import REFUSED, Command, run_command

# Apps in the order in which `ospolis --help` lists their commands.
_APPS = ("mapping", "assessment", "people", "core", "web")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 our error, 2 refused input, 3 done in part."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
    parser = argparse.ArgumentParser(
        prog="ospolis", description="The software that an Open Source Programme Office runs on."
    )
    shelves = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in commands():
        shelf = shelves.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            epilog=f"Example: {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(shelf)
        shelf.set_defaults(command=command)
    options = parser.parse_args(arguments)
    try:
        return run_command(options.command, options)
    except BadSetting as problem:
        print(f"ospolis: {problem}", file=sys.stderr)  # noqa: T201  # the answer of a program
        return REFUSED


def commands() -> Iterator[Command]:
    """Every command of every app, those without a database included."""
    for app in _APPS:
        name = f"ospolis.{app}.commands"
        if find_spec(name):
            yield from import_module(name).COMMANDS
