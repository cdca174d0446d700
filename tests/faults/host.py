"""A program that starts others quickly: it has loaded everything once, and forks for each.

It reads orders from its input, one a line, as JSON: what to start, its data folder and database, where its output
goes, and words for it. It answers with the number of the new process. What is killed is then killed at its work, and
not while Python looks for modules.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # needs the settings
from django.db import connections  # noqa: E402  # needs the settings

from ospolis.mapping import telling  # noqa: E402, F401  # loaded once, here
from ospolis.mapping.reading.box import read_contents, warm_up  # noqa: E402  # needs the settings
from ospolis.mapping.reading.documents_box import read_document  # noqa: E402  # needs the settings
from ospolis.mapping.work.desk import ReadingDesk  # noqa: E402  # needs the settings
from ospolis.web import program  # noqa: E402  # needs the settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mapping.country_workshop import InProcessBox  # noqa: E402  # needs the tests in the path

Part = Callable[[list[str]], int]


def run_program(words: list[str]) -> int:
    """Be the program itself."""
    return program.main(words)


def answer_question(words: list[str]) -> int:
    """Print what an expression over the models gives, as JSON; `m` finds a model."""
    from django.apps import apps

    print(json.dumps(eval(words[0], {"m": apps.get_model}), default=str))  # noqa: S307  # our own tests ask
    return 0


PARTS: dict[str, Part] = {"program": run_program, "question": answer_question}


def unbox() -> None:
    """Let this process read what it would have sent into a box: the host has loaded the licence texts for all."""
    ReadingDesk.repository_box = lambda desk: InProcessBox(read_contents)
    ReadingDesk.document_box = lambda desk: InProcessBox(read_document)


def move_in(order: dict[str, Any]) -> None:
    """Take the data folder and the database of an order for those of this process."""
    data_dir = Path(order["data_dir"])
    os.environ["OSPOLIS_DATA_DIR"] = order["data_dir"]
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=data_dir)
    settings.MEDIA_ROOT, settings.JOURNAL_HEADS = data_dir / "files", data_dir / "heads" / "heads.jsonl"
    connections["default"].settings_dict["NAME"] = order["database"]
    if not order["boxed"]:
        unbox()


def fork(order: dict[str, Any], parts: dict[str, Part]) -> int:
    """Start a part as the head of its own group; its output and its exit code go to files."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        import coverage

        coverage.process_startup(force=True)  # a fork would write over what its parent measured
    log = order["log"]
    for stream, place in ((0, os.devnull), (1, f"{log}.out"), (2, f"{log}.err")):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | (os.O_APPEND if stream == 2 else os.O_TRUNC), 0o600), stream)
    move_in(order)
    code = parts[order["part"]](order["words"])
    sys.stdout.flush()
    Path(f"{log}.code").write_text(str(code))
    sys.exit(code)


def take_orders(parts: dict[str, Part]) -> None:
    """Take orders until nobody gives any more."""
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends needs nobody to look at it
    print("ready", flush=True)
    for line in sys.stdin:
        print(fork(json.loads(line), parts), flush=True)


if __name__ == "__main__":
    take_orders(PARTS)
