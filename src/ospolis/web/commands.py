"""`ospolis sample`: the invented countries, with log-ins that are printed."""

from __future__ import annotations

import argparse
from pathlib import Path

from ospolis.core.program import DONE, Command, InputProblem, Progress, RefusedInput, print_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sample`."""
    parser.add_argument("folder", type=Path, help="the folder of sample countries, such as examples")
    parser.add_argument("--workers", type=int, default=None, help="processes that read; 0 reads in this one")


def run(options: argparse.Namespace) -> int:
    """Build and map the sample countries and give each role a log-in; quick when nothing changed."""
    from django.conf import settings  # noqa: PLC0415  # the site is set up by now

    from ospolis.web.sample import load_sample  # noqa: PLC0415  # as above

    if not settings.OSPOLIS.sample:
        problem = InputProblem(
            "OSPOLIS_SAMPLE", "The sample is switched off.", "Set OSPOLIS_SAMPLE=1, on loopback only."
        )
        raise RefusedInput([problem])
    if not options.folder.is_dir():
        raise RefusedInput([InputProblem(str(options.folder), "There is no such folder.", "Name examples.")])
    workers = settings.OSPOLIS.workers if options.workers is None else options.workers
    for login in load_sample(options.folder, workers=workers, watch=Progress):
        print_line(f"{login.role:<30} {login.email:<26} {login.password}")
    return DONE


COMMANDS = (
    Command(
        name="sample",
        help="Load the invented sample countries, with one log-in for each role.",
        example="OSPOLIS_SAMPLE=1 ospolis sample examples",
        run=run,
        add_arguments=add_arguments,
    ),
)
