"""make run: from a fresh checkout to a served site."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from tasks.calling import replace_by_program
from tasks.environment import prepare_environment
from tasks.places import PROGRAM
from tasks.preparing import prepare_site


def run_site(arguments: Sequence[str]) -> int:
    """Prepare everything, then become the server, unless asked to stop before."""
    parser = argparse.ArgumentParser(prog="make run", description="Serve the site with the sample country.")
    parser.add_argument("--no-serve", action="store_true", help="prepare everything and stop before serving")
    chosen, for_server = parser.parse_known_args(arguments)
    start = time.monotonic()
    prepare_environment("run")
    prepare_site()
    print(f"Ready after {time.monotonic() - start:.1f} s.", flush=True)
    if not chosen.no_serve:
        replace_by_program([PROGRAM, "serve", *for_server], extra={"OSPOLIS_SAMPLE": "1"})
    return 0
