"""A program beside a collection: it writes to the journal and asks for pages, and tells how long it had to wait.

Started with the name of a file: it goes on until that file is there, then prints what it saw as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ospolis.web.wsgi import application  # isort: skip  # it sets the program up, with the limits of pages

from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from ospolis.core.access import system_viewer
from ospolis.core.journal.services import record
from ospolis.mapping.events import SourceRead

PAGES = ("/collection/", "/", "/repositories/")
PAUSE = 0.1


def write_entry(realm: str) -> None:
    """What a service does last: an entry in the chain of the office that is collected."""
    with transaction.atomic():
        event = SourceRead(source_key="bystander", state="done", digest="", facts=0)
        record(event, actor=system_viewer("bystander"), at=timezone.now(), realm=realm)


def watch(stop: Path, realm: str) -> dict[str, object]:
    """Write and ask by turns until told to stop."""
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    waits: list[float] = []
    pages: list[float] = []
    faults: list[str] = []
    while not stop.exists():
        started = time.monotonic()
        try:
            write_entry(realm)
        except Error as fault:
            faults.append(f"entry after {time.monotonic() - started:.1f} s: {fault}")
        waits.append(time.monotonic() - started)
        started, page = time.monotonic(), PAGES[len(pages) % len(PAGES)]
        status = client.get(page).status_code
        if status >= 500:
            faults.append(f"{page} answered {status}")
        pages.append(time.monotonic() - started)
        time.sleep(PAUSE)
    return {
        "entries": len(waits), "longest_wait": max(waits), "pages": len(pages), "slowest_page": max(pages),
        "faults": faults,
    }  # fmt: skip


if __name__ == "__main__":
    assert application
    print(json.dumps(watch(Path(sys.argv[1]), sys.argv[2])))
